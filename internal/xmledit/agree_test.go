package xmledit

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// agrees reports whether a strict scanner accepts a document. If so, it checks that encoding/xml reads the same tokens, with
// the same offsets, names, attributes and text.
func agrees(t testing.TB, src []byte) bool {
	t.Helper()
	s := scanner{strict: true}
	s.reset(src, edit.MaxDepth)
	if !s.begin() {
		return false
	}
	var tokens []string
	for {
		kind := s.next()
		if kind == tokenBad {
			return false
		}
		if kind == tokenEOF {
			break
		}
		tokens = append(tokens, fmt.Sprint(s.pos, " ", s.described(kind)))
	}
	if err := readsAs(src, tokens); err != nil {
		t.Fatalf("%q is accepted, but encoding/xml disagrees: %v", src, err)
	}
	return true
}

// readsAs returns an error unless encoding/xml reads the given tokens from a document.
func readsAs(src []byte, tokens []string) error {
	d := newDecoder(src)
	for _, want := range tokens {
		token, err := d.RawToken()
		if err != nil {
			return fmt.Errorf("%w instead of %s", err, want)
		}
		if got := fmt.Sprint(d.InputOffset(), " ", describeToken(token)); got != want {
			return fmt.Errorf("it reads %s, not %s", got, want)
		}
	}
	if token, err := d.RawToken(); err != io.EOF {
		return fmt.Errorf("%w and %s after the last token", err, describeToken(token))
	}
	return nil
}

// described describes the last token in the same way as describeToken.
func (s *scanner) described(kind tokenKind) string {
	src := s.src[s.start:s.pos]
	switch kind {
	case tokenStart:
		list := []string{string(s.src[s.tag.name.start:s.tag.name.end])}
		for _, a := range s.tag.attrs {
			list = append(list, fmt.Sprintf("%s=%q", s.src[a.name.start:a.name.end], resolveText(s.src[a.start:a.end], false)))
		}
		return fmt.Sprint("start ", list)
	case tokenEnd:
		return "end " + string(s.src[s.closed.start:s.closed.end])
	case tokenText:
		return fmt.Sprintf("text %q", resolveText(src, s.plain))
	case tokenCData:
		return fmt.Sprintf("text %q", resolveText(src[len("<![CDATA["):len(src)-len("]]>")], true))
	case tokenComment:
		return fmt.Sprintf("comment %q", src[len("<!--"):len(src)-len("-->")])
	}
	body := src[len("<?") : len(src)-len("?>")]
	target, rest := body, []byte(nil)
	if i := bytes.IndexAny(body, " \t\r\n"); i >= 0 {
		target, rest = body[:i], bytes.TrimLeft(body[i:], " \t\r\n")
	}
	return fmt.Sprintf("instruction %s %q", target, rest)
}

// describeToken describes a token of encoding/xml.
func describeToken(token xml.Token) string {
	name := func(n xml.Name) string { return strings.TrimPrefix(n.Space+":"+n.Local, ":") }
	switch token := token.(type) {
	case xml.StartElement:
		list := []string{name(token.Name)}
		for _, a := range token.Attr {
			list = append(list, fmt.Sprintf("%s=%q", name(a.Name), a.Value))
		}
		return fmt.Sprint("start ", list)
	case xml.EndElement:
		return "end " + name(token.Name)
	case xml.CharData:
		return fmt.Sprintf("text %q", token)
	case xml.Comment:
		return fmt.Sprintf("comment %q", token)
	case xml.ProcInst:
		return fmt.Sprintf("instruction %s %q", token.Target, token.Inst)
	}
	return fmt.Sprintf("%T", token)
}

// resolveText returns text with normalized line ends and, unless it is literal, with references resolved.
func resolveText(src []byte, literal bool) string {
	var text []byte
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case c == '&' && !literal:
			char, size := parseReference(src[i+1:])
			text = utf8.AppendRune(text, char)
			i += size
		case c == '\r':
			text = append(text, '\n')
			if i+1 < len(src) && src[i+1] == '\n' {
				i++
			}
		default:
			text = append(text, c)
		}
	}
	return string(text)
}

// newDecoder returns a strict decoder of encoding/xml.
func newDecoder(src []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(src))
	// A document that begin accepts can be read as UTF-8, whatever encoding it declares.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return d
}

func TestXMLReadersAgree(t *testing.T) {
	for _, tc := range wellFormed {
		if !agrees(t, []byte(tc.src)) {
			t.Errorf("%s: %q is refused", tc.section, tc.src)
		}
	}
	fuzzSeeds(func(src string) { agrees(t, []byte(src)) })
	for _, prefix := range []string{"ArrayOfBatchTaskInfo", "ParameterObject"} {
		if !agrees(t, sampleTable(prefix, "Row", "", 10<<10)) {
			t.Error("the records of the benchmarks are refused")
		}
	}
}

// readsAs notices each difference.
func TestXMLReadersDisagree(t *testing.T) {
	base := "<?p?><a b='1'>x<!-- c --><d/></a>"
	s := scanner{strict: true}
	s.reset([]byte(base), edit.MaxDepth)
	var tokens []string
	for kind := s.next(); kind != tokenEOF; kind = s.next() {
		tokens = append(tokens, fmt.Sprint(s.pos, " ", s.described(kind)))
	}
	if err := readsAs([]byte(base), tokens); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{
		"<!p?><a b='1'>x<!-- c --><d/></a>",
		"<?p ?><a b='1'>x<!-- c --><d/></a>",
		"<?q?><a b='1'>x<!-- c --><d/></a>",
		"<?p?><c b='1'>x<!-- c --><d/></c>",
		"<?p?><a     >x<!-- c --><d/></a>",
		"<?p?><a c='1'>x<!-- c --><d/></a>",
		"<?p?><a b='2'>x<!-- c --><d/></a>",
		"<?p?><a b='1'>y<!-- c --><d/></a>",
		"<?p?><a b='1'>x<!-- d --><d/></a>",
		"<?p?><a b='1'>x<!-- c --><d/></b>",
		"<?p?><a b='1'>x<!-- c --><c/></a>",
		"<?p?><a b='1'>xx<!--c --><d/></a>",
		"<?p?><a b='1'><x><!--c--><d/></x></a>",
		"<?p?><a b='1'>x<?- c -?><d/></a>",
		"<?p?><a b='1'>x<!-- c --><?d?></a>",
		"<?p?><a b='1'>x<!-- c --></a><d/>",
		"<?p?><a b='1'>x<!-- c --><d/></a>x",
		"<?p?><a b='1'>x<!-- c --><d/>",
		"",
	} {
		if readsAs([]byte(other), tokens) == nil {
			t.Errorf("%s and %s are read in the same way", base, other)
		}
	}
}

// A request may contain exactly those names that encoding/xml, which follows the fourth edition, accepts.
func TestXMLNames(t *testing.T) {
	for r := rune(utf8.RuneSelf); r <= utf8.MaxRune; r++ {
		if !isChar(r) || r > 0xFFFF && r%97 != 0 {
			continue
		}
		formats := []string{"<%c/>", "<a%c/>", "<a %c='1'/>", "<a b%c='1'/>", "<?%c?><a/>", "<?p%c?><a/>", "<x:a%c xmlns:x='u'/>"}
		if r%17 != 0 {
			formats = formats[:2]
		}
		for _, format := range formats {
			src := fmt.Sprintf(format, r)
			_, err := newDecoder([]byte(src)).RawToken()
			if accepted := stripError(src) == nil; accepted != (err == nil) {
				t.Errorf("%q: accepted %v, encoding/xml says %v", src, accepted, err)
			}
		}
	}
	// A character that no edition allows in a name ends it, so the error is about what must follow the name.
	for _, tc := range []struct{ src, want string }{
		{"<a>\n<\u017f/></a>", "line 2, column 2, offset 5: the character U+017F in a name, which not every edition of XML 1.0 allows there"},
		{"<a\u0132/>", "line 1, column 3, offset 2: the character U+0132 in a name, which not every edition of XML 1.0 allows there"},
		{"<\u0660a/>", "line 1, column 2, offset 1: the character U+0660 in a name, which not every edition of XML 1.0 allows there"},
		{"<a K\u2190='1'>", "offset 4: an attribute without a value"},
	} {
		if err := stripError(tc.src); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("request %q: %v, want %s", tc.src, err, tc.want)
		}
	}
	if err := reshapeError("<\u017f \u0132='1'><\u0660a/></\u017f>"); err != nil {
		t.Errorf("response: %v", err)
	}
}
