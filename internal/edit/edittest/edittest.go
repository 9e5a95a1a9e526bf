// Package edittest holds what the tests of the editors share.
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

// StripCase is a document, what is forwarded of it, and the names of what is not, separated by blanks; or the type of the
// problem that it is refused with.
type StripCase [4]string

// Strip strips each case by an editor.
func Strip(t *testing.T, strip func([]byte, *edit.Filter, *edit.Result) error, cases []StripCase) {
	t.Helper()
	for _, tc := range cases {
		sent, goesOn, names, kind := tc[0], tc[1], tc[2], tc[3]
		t.Run(sent, func(t *testing.T) {
			var out edit.Result
			err := strip([]byte(sent), &Filter, &out)
			if p, ok := errors.AsType[*problem.Error](err); ok {
				if p.Kind.Type != kind {
					t.Errorf("%v, want %q", err, kind)
				}
				return
			}
			if kind != "" {
				t.Errorf("passes, want %s", kind)
			}
			if got := string(out.Edits.AppendTo(nil, []byte(sent))); got != goesOn {
				t.Errorf("goes on as %q\nwant       %q", got, goesOn)
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

// Filter is the rule of the contract with one property made updatable that may be structured.
var Filter = edit.Filter{
	Record:     "BatchTaskInfo",
	Kept:       names.NewSet("Id", "State", "Description", "Response", "Request", "ParameterObject"),
	Updatable:  names.NewSet("State", "Description", "Response", "Request", "ParameterObject"),
	Structured: names.NewSet("ParameterObject"),
	Reserved:   names.NewSet("Id", "Name", "State", "Description", "Response", "Request", "ParameterObject", "Created", "BatchTaskInfo"),
	Known:      names.NewSet("Id", "Name", "State", "Created"), // some that are kept, and some that are not
}

// selectRule selects State, LastStarted, which is converted to upper case, and Mask of TableRight.
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

// AnyDocument returns the reshape rule of selectRule.
func AnyDocument() *edit.Document { return DocumentOf(selectRule{}) }

// DocumentOf returns the reshape rule of the contract, but for a few properties less, with the rule for their values.
func DocumentOf(rule edit.Rule) *edit.Document {
	return &edit.Document{
		Record: "BatchTaskInfo", Identity: names.NewSet("Id"),
		Properties: names.NewSet("Id", "Name", "State", "Created", "LastStarted", "TableRight"),
		Errors:     names.NewSet("Message", "MessageDetail", "Error", "ErrorType"),
		Rule:       rule,
	}
}

// Selection is a rule for tests: paths that are kept, and the verdict on the rest. Names are lower case.
type Selection struct {
	within map[string]*Selection // nil for what is kept whole
	Rest   edit.Verdict
	text   map[string]edit.Converter
}

// Select returns the rule that keeps the given paths, their names separated by slashes.
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

// Converting has the given properties converted.
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

// CautiousUpper converts text to upper case.
type CautiousUpper struct{}

// AddSeeds adds each seed to the corpus.
func AddSeeds(f *testing.F, seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
}

// Stripped returns what a strip makes of src.
func Stripped(t *testing.T, strip func([]byte, *edit.Filter, *edit.Result) error, src []byte) (out []byte, ok bool) {
	t.Helper()
	var result edit.Result
	if strip(src, &Filter, &result) != nil {
		return nil, false
	}
	out = result.Edits.AppendTo(nil, src)
	if len(out) != result.Edits.Size(len(src)) {
		t.Fatalf("Size says %d, the result is %d bytes long", result.Edits.Size(len(src)), len(out))
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

// SetRule is a rule that allocates nothing: it keeps some properties, nulls or keeps the others, and converts one.
type SetRule struct {
	kept   *names.Set
	others edit.Verdict
}

// NewSetRule returns a rule that keeps the given properties and makes of all others what others says.
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
