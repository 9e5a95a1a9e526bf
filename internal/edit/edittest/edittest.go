// Package edittest has helpers for the tests of the editors.
package edittest

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// StripCase has a document, what is forwarded, the stripped names separated by blanks, and the type of the problem with which
// the document is refused, if any.
type StripCase [4]string

// Strip runs the cases against an editor.
func Strip(t *testing.T, strip func([]byte, *edit.Filter, *edit.Result) error, cases []StripCase) {
	t.Helper()
	for _, tc := range cases {
		sent, forwarded, names, kind := tc[0], tc[1], tc[2], tc[3]
		t.Run(sent, func(t *testing.T) {
			var out edit.Result
			err := strip([]byte(sent), &Filter, &out)
			var p *problem.Error
			if errors.As(err, &p) {
				if p.Kind.Type != kind {
					t.Errorf("%v, want %q", err, kind)
				}
				return
			}
			if kind != "" {
				t.Errorf("accepted, want %s", kind)
			}
			if got := string(out.Edits.AppendTo(nil, []byte(sent))); got != forwarded {
				t.Errorf("forwards %q\nwant     %q", got, forwarded)
			}
			var got []string
			for i := range out.Stripped.Len() {
				got = append(got, string(out.Stripped.Name(i)))
			}
			if list := strings.Join(got, " "); list != names {
				t.Errorf("stripped %q, want %q", list, names)
			}
		})
	}
}

// Filter keeps what the contract keeps by default, and ParameterObject, which may be structured.
var Filter = edit.Filter{
	Record:     "BatchTaskInfo",
	Kept:       names.NewSet("Id", "State", "Description", "Response", "Request", "ParameterObject"),
	Updatable:  names.NewSet("State", "Description", "Response", "Request", "ParameterObject"),
	Structured: names.NewSet("ParameterObject"),
	Reserved:   names.NewSet("Id", "Name", "State", "Description", "Response", "Request", "ParameterObject", "Created", "BatchTaskInfo"),
	Known:      names.NewSet("Id", "Name", "State", "Created"), // some of those that are kept, and some of the others
}

// selectRule selects State, LastStarted and TableRight/Mask, and converts LastStarted to upper case.
type selectRule struct{ inside, omits bool }

// Member implements edit.Rule.
func (r selectRule) Member(name []byte) edit.Action {
	switch {
	case r.inside && names.Equal(name, "Mask"), names.Equal(name, "State"):
		return edit.Action{}
	case names.Equal(name, "TableRight"):
		return edit.Action{Verdict: edit.Into, Within: selectRule{true, r.omits}}
	case names.Equal(name, "LastStarted"):
		return edit.Action{Verdict: edit.Convert, Text: Upper{}}
	}
	return edit.Action{Verdict: r.Unselected()}
}

// Unselected implements edit.Rule.
func (r selectRule) Unselected() edit.Verdict {
	if r.omits {
		return edit.Omit
	}
	return edit.Null
}

// Upper converts short text to upper case.
type Upper struct{}

// AnyDocument returns the rule for responses that applies selectRule.
func AnyDocument() *edit.Document { return DocumentOf(selectRule{}) }

// DocumentOf returns the rule for responses that applies rule to records. It knows only some of the documented properties.
func DocumentOf(rule edit.Rule) *edit.Document {
	return &edit.Document{
		Record: "BatchTaskInfo", Identity: names.NewSet("Id"),
		Properties: names.NewSet("Id", "Name", "State", "Created", "LastStarted", "TableRight"),
		Errors:     names.NewSet("Message", "MessageDetail", "Error", "ErrorType"),
		Rule:       rule,
	}
}

// Selection is a rule that keeps some paths, and applies Rest to all others.
type Selection struct {
	within map[string]*Selection // by lower-case name; nil for what is kept whole
	Rest   edit.Verdict
	text   map[string]edit.Converter
}

// Select returns the rule that keeps the given paths, whose names are separated by slashes, and applies unselected to all
// others.
func Select(unselected edit.Verdict, paths ...string) *Selection {
	root := &Selection{within: map[string]*Selection{}, Rest: unselected}
	for _, path := range paths {
		at := root
		segments := strings.Split(strings.ToLower(path), "/")
		for i, name := range segments {
			next, known := at.within[name]
			switch {
			case i == len(segments)-1:
				at.within[name] = nil
			case !known:
				next = &Selection{within: map[string]*Selection{}, Rest: unselected}
				at.within[name] = next
			}
			if at = next; at == nil {
				break
			}
		}
	}
	return root
}

// Converting makes r convert the given properties by c, and returns r.
func (r *Selection) Converting(c edit.Converter, properties ...string) *Selection {
	r.text = map[string]edit.Converter{}
	for _, name := range properties {
		r.text[strings.ToLower(name)] = c
	}
	return r
}

// Member implements edit.Rule.
func (r *Selection) Member(name []byte) edit.Action {
	lower := strings.ToLower(string(name))
	within, known := r.within[lower]
	text := r.text[lower]
	switch {
	case !known && r.Rest != edit.Keep:
		return edit.Action{Verdict: r.Rest}
	case within != nil:
		return edit.Action{Verdict: edit.Into, Within: within}
	case text != nil:
		return edit.Action{Verdict: edit.Convert, Text: text}
	}
	return edit.Action{Verdict: edit.Keep}
}

// Unselected implements edit.Rule.
func (r *Selection) Unselected() edit.Verdict { return r.Rest }

// CautiousUpper converts text to upper case, unless it begins with "-" or contains markup.
type CautiousUpper struct{}

// AddSeeds adds the seeds to the corpus of f.
func AddSeeds(f *testing.F, seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
}

// Stripped returns src stripped, or false if it is refused. It checks that Size, AppendTo and WriteTo agree, and that
// stripping the result again changes nothing.
func Stripped(t *testing.T, strip func([]byte, *edit.Filter, *edit.Result) error, src []byte) (out []byte, ok bool) {
	t.Helper()
	var result edit.Result
	if strip(src, &Filter, &result) != nil {
		return nil, false
	}
	out = result.Edits.AppendTo(nil, src)
	if len(out) != result.Edits.Size(len(src)) {
		t.Fatalf("Size returns %d, but the result has %d bytes", result.Edits.Size(len(src)), len(out))
	}
	var written bytes.Buffer
	if _, err := result.Edits.WriteTo(&written, src, nil); err != nil || !bytes.Equal(written.Bytes(), out) {
		t.Fatalf("WriteTo: %v, %q\nAppendTo: %q", err, written.Bytes(), out)
	}
	var again edit.Result
	if err := strip(out, &Filter, &again); err != nil {
		t.Fatalf("%q became %q: %v", src, out, err)
	}
	if again.Edits.Len() != 0 || again.Stripped.Len() != 0 {
		t.Fatalf("%q became %q, which is stripped again", src, out)
	}
	return out, true
}

// Convert implements edit.Converter.
func (Upper) Convert(dst, text []byte) ([]byte, edit.Outcome) {
	if len(text) > 8 || bytes.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' }) {
		return dst, edit.Unreadable
	}
	if with := bytes.ToUpper(text); !bytes.Equal(with, text) {
		return append(dst, with...), edit.Converted
	}
	return dst, edit.Unchanged
}

// Convert implements edit.Converter.
func (CautiousUpper) Convert(dst, text []byte) ([]byte, edit.Outcome) {
	if text[0] == '-' || bytes.ContainsAny(text, "<&>\r") {
		return dst, edit.Unreadable
	}
	if !bytes.ContainsFunc(text, func(r rune) bool { return 'a' <= r && r <= 'z' }) {
		return dst, edit.Unchanged
	}
	for _, c := range text {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst, edit.Converted
}

// SetRule is a rule that does not allocate. It keeps some properties, applies a verdict to the others, and converts
// LastStarted.
type SetRule struct {
	kept   *names.Set
	others edit.Verdict
}

// NewSetRule returns a rule that keeps the given properties and applies others to all others.
func NewSetRule(others edit.Verdict, kept ...string) *SetRule {
	return &SetRule{names.NewSet(kept...), others}
}

// Member implements edit.Rule.
func (r *SetRule) Member(name []byte) edit.Action {
	switch {
	case names.Equal(name, "LastStarted"):
		return edit.Action{Verdict: edit.Convert, Text: CautiousUpper{}}
	case names.Equal(name, "TableRight"):
		return edit.Action{Verdict: edit.Into, Within: r}
	case r.kept.Has(name):
		return edit.Action{Verdict: edit.Keep}
	}
	return edit.Action{Verdict: r.others}
}

// Unselected implements edit.Rule.
func (r *SetRule) Unselected() edit.Verdict { return r.others }
