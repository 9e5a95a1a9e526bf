package aspnet

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// A refusal is the guard's problem with an input that the framework binds.
type refusal struct {
	detail string
	in     input
}

// refusals lists the intended kinds: the beginning of the row in docs/security.md that gives the reason, and whether a refusal
// is of that kind.
var refusals = []struct {
	row string
	is  func(refusal) bool
}{
	{"a property, or a member of a JSON Patch operation, given twice", says(`is given twice|has the member .* twice`)},
	{"a document deeper than 64", says(`nested deeper than 64`)},
	{"an object, an array or a child element in a property that holds one plain value", says(`it can only hold`)},
	{"a name that begins with `$` in a structured property or an operation", says(`a name that begins with \$`)},
	{"a property's name inside a structured property", says(`reserved for the batch task`)},
	{"an invalid JSON Patch operation", says(`^JSON, .*(an operation( has no|'s) |the operation |the members op and path|an operation is not an object|not an array of operations|null is no operation)`)},
	{"a `BatchTaskInfo` that is neither an object nor `null`", says(`is neither an object nor null`)},
	{"a charset other than UTF-8", says(`charset|UTF-16`)},
	{"a malformed media type", says(`^the Content-Type .* is malformed`)},
	{"JSON that is labelled as a form", says(`^the body begins with`)},
	{"a form with malformed percent-encoding or a bare semicolon", says(`^form, .*(percent-encoding|semicolon)`)},
	{"invalid JSON", isNotJSON},
	{"invalid XML", isNotXML},
}

func says(pattern string) func(refusal) bool {
	expression := regexp.MustCompile(pattern)
	return func(r refusal) bool { return expression.MatchString(r.detail) }
}

// isNotJSON asks Go's decoder instead of the guard, and checks UTF-8 itself, since that decoder does not.
func isNotJSON(r refusal) bool {
	body := strings.TrimPrefix(r.in.body, "\ufeff")
	return strings.HasPrefix(r.detail, "JSON, ") && !(json.Valid([]byte(body)) && utf8.ValidString(body))
}

// notXML matches the rules that Go's decoder does not check: those of namespaces, attributes, references and text outside the root.
var notXML = regexp.MustCompile(`prefix is not bound|a reserved prefix|an attribute given twice|reference|outside the root`)

// isNotXML asks Go's decoder instead of the guard, wherever that knows.
func isNotXML(r refusal) bool {
	if !strings.HasPrefix(r.detail, "XML, ") || notXML.MatchString(r.detail) {
		return strings.HasPrefix(r.detail, "XML, ")
	}
	d := xml.NewDecoder(strings.NewReader(r.in.body))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	roots, depth := 0, 0
	for {
		token, err := d.Token()
		switch token := token.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && strings.TrimSpace(strings.TrimPrefix(string(token), "\ufeff")) != "" {
				return true
			}
		}
		if err != nil {
			return err != io.EOF || roots != 1
		}
	}
}

// values matches the parts of a detail that depend on the input.
var values = regexp.MustCompile(`"[^"]*"|[0-9]+|U\+[0-9A-F]+`)

// checkRefusals fails the test for each refusal of no intended kind, once for each wording.
func checkRefusals(t *testing.T, refused []refusal) {
	t.Helper()
	counts, wordings := map[string]int{}, map[string]bool{}
	for _, r := range refused {
		kind := ""
		for _, k := range refusals {
			if k.is(r) {
				kind = k.row
				break
			}
		}
		if wording := values.ReplaceAllString(r.detail, ""); kind == "" && !wordings[wording] {
			wordings[wording] = true
			t.Errorf("the guard refuses what the framework binds: %s\n%s", r.detail, r.in)
		}
		counts[kind]++
	}
	for _, k := range refusals {
		t.Logf("%8d refused: %s", counts[k.row], k.row)
	}
}

// docs/security.md lists every kind.
func TestRefusalsAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range refusals {
		if !strings.Contains(string(page), "\n| "+r.row) {
			t.Errorf("docs/security.md has no row that begins with %q", r.row)
		}
	}
}
