package rewrite

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
)

var xmlFilter = &testFilter

// xmlSelection is a rule for tests: paths that are kept, and what becomes of the rest. Names are lower case.
type xmlSelection struct {
	within     map[string]*xmlSelection // nil for what is kept whole
	unselected Verdict
	text       map[string]Converter
}

// xmlSelect returns the rule that keeps the given paths, their names separated by slashes.
func xmlSelect(unselected Verdict, paths ...string) *xmlSelection {
	root := &xmlSelection{within: map[string]*xmlSelection{}, unselected: unselected}
	for _, path := range paths {
		at := root
		segments := strings.Split(strings.ToLower(path), "/")
		for i, name := range segments {
			next, known := at.within[name]
			switch {
			case i == len(segments)-1:
				at.within[name] = nil
			case !known:
				next = &xmlSelection{within: map[string]*xmlSelection{}, unselected: unselected}
				at.within[name] = next
			}
			if at = next; at == nil {
				break
			}
		}
	}
	return root
}

func (r *xmlSelection) converting(c Converter, properties ...string) *xmlSelection {
	r.text = map[string]Converter{}
	for _, name := range properties {
		r.text[strings.ToLower(name)] = c
	}
	return r
}

func (r *xmlSelection) Member(name []byte) Action {
	lower := strings.ToLower(string(name))
	within, known := r.within[lower]
	text := r.text[lower]
	switch {
	case !known && r.unselected != Keep:
		return Action{Verdict: r.unselected}
	case within != nil:
		return Action{Verdict: Into, Within: within}
	case text != nil:
		return Action{Verdict: Convert, Text: text}
	}
	return Action{Verdict: Keep}
}

func (r *xmlSelection) Unselected() Verdict { return r.unselected }

// xmlUpper converts text to upper case.
type xmlUpper struct{}

func (xmlUpper) Convert(dst, text []byte) ([]byte, Outcome) {
	if text[0] == '-' || bytes.ContainsAny(text, "<&>\r") {
		return dst, Unreadable
	}
	if !bytes.ContainsFunc(text, func(r rune) bool { return 'a' <= r && r <= 'z' }) {
		return dst, Unchanged
	}
	for _, c := range text {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst, Converted
}

// xmlKeepAll is the rule of an answer of which nothing is asked.
var xmlKeepAll = documentOf(&xmlSelection{unselected: Keep})

// xmlStripped strips src and returns the result and the names, comma-separated.
func xmlStripped(t testing.TB, src string) (result, stripped string) {
	t.Helper()
	var out Result
	if err := StripXML([]byte(src), xmlFilter, &out); err != nil {
		t.Fatalf("%s\n%v", src, err)
	}
	var list []string
	for i := range out.Stripped.Len() {
		list = append(list, string(out.Stripped.Name(i)))
	}
	text := out.Edits.AppendTo(nil, []byte(src))
	if len(text) != out.Edits.Size(len(src)) {
		t.Fatalf("%s\nSize gives %d, the result has %d bytes", src, out.Edits.Size(len(src)), len(text))
	}
	return string(text), strings.Join(list, ",")
}

func xmlReshaped(t testing.TB, src string, rule Rule) string {
	t.Helper()
	var e Edits
	if err := ReshapeXML([]byte(src), documentOf(rule), &e); err != nil {
		t.Fatalf("%s\n%v", src, err)
	}
	text := e.AppendTo(nil, []byte(src))
	if len(text) != e.Size(len(src)) {
		t.Fatalf("%s\nSize gives %d, the result has %d bytes", src, e.Size(len(src)), len(text))
	}
	return string(text)
}

// xmlFaultKind returns the kind of a fault, or nil without one.
func xmlFaultKind(t testing.TB, err error) *fault.Kind {
	t.Helper()
	if err == nil {
		return nil
	}
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("not a fault: %v", err)
	}
	return f.Kind
}
