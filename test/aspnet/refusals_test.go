package aspnet

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// refusals are the kinds of what the framework binds and the guard refuses: how the guard says it, and the beginning of the
// row of docs/security.md that gives the reason. A refusal of no kind here is one that nobody has decided on.
var refusals = []struct {
	detail *regexp.Regexp
	row    string
}{
	{regexp.MustCompile(`is given twice|has the member .* twice`), "a property, or a member of a JSON Patch operation, given twice"},
	{regexp.MustCompile(`nested deeper than 64`), "a document deeper than 64"},
	{regexp.MustCompile(`^JSON, offset \d+: (not a value|not a name|a name without a colon|a number |a control character|an unknown escape|something follows|an object or array is not closed|not UTF-8)`), "what is no JSON"},
	{regexp.MustCompile(`^JSON, offset \d+: (an operation|the operation|the document is not an array)`), "a JSON Patch operation that is none"},
	{regexp.MustCompile(`BatchTaskInfo is neither an object nor null`), "a `BatchTaskInfo` that is neither an object nor `null`"},
	{regexp.MustCompile(`^XML, .*(reference|outside the root|a second root|not UTF-8|a character that XML)`), "what is no XML"},
	{regexp.MustCompile(`^form, .*(percent-encoding|semicolon)`), "a form with malformed percent-encoding or a bare semicolon"},
	{regexp.MustCompile(`^the body begins with`), "JSON that is labelled a form"},
	{regexp.MustCompile(`charset|encoding`), "a charset other than UTF-8"},
	{regexp.MustCompile(`^the Content-Type .* is malformed`), "a malformed media type"},
}

// checkRefusals fails for each refusal, given with an input, of what the framework takes and no kind covers.
func checkRefusals(t *testing.T, refused map[string]string) {
	t.Helper()
	kinds := map[string]int{}
	for detail, in := range refused {
		kind := ""
		for _, r := range refusals {
			if r.detail.MatchString(detail) {
				kind = r.row
				break
			}
		}
		if kind == "" {
			t.Errorf("the guard refuses what the framework takes: %s\n%s", detail, in)
		}
		kinds[kind]++
	}
	for _, r := range refusals {
		t.Logf("%8d refusals of %s", kinds[r.row], r.row)
	}
}

// The documentation lists every kind.
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
