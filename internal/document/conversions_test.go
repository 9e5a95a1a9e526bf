package document

import (
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
	"github.com/caddy-batchtask/caddy-batchtask/internal/jsonedit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/xmledit"
)

// TestConversionsAreCounted checks that only conversions in records are counted, and none that was rolled back.
func TestConversionsAreCounted(t *testing.T) {
	type counts struct{ unchanged, converted, unreadable int }
	jsonDoc := edittest.AnyDocument()
	xmlDoc := edittest.DocumentOf(edittest.Select(edit.Keep).Converting(edittest.CautiousUpper{}, "Created", "LastStarted"))
	for _, tc := range []struct {
		what, src string
		want      counts
	}{
		{"each outcome", `[{"Id":1,"LastStarted":"a"},{"Id":2,"LastStarted":"A"},{"Id":3,"LastStarted":"much too long"},{"Id":4,"LastStarted":"b"}]`, counts{1, 2, 1}},
		{"not a string", `{"Id":1,"LastStarted":null}`, counts{}},
		{"not a record", `[{"LastStarted":"a","Message":"m"},{"Id":2,"LastStarted":"b"}]`, counts{0, 1, 0}},
		{"each outcome in XML", `<r><BatchTaskInfo><Created>a</Created><LastStarted>A</LastStarted></BatchTaskInfo><BatchTaskInfo><Created>-</Created></BatchTaskInfo></r>`, counts{1, 1, 1}},
		{"no convertible text in XML", `<BatchTaskInfo><Created/><Created> </Created><Created><![CDATA[]]></Created><LastStarted><x>a</x></LastStarted></BatchTaskInfo>`, counts{0, 0, 4}},
		{"nil in XML", `<BatchTaskInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Created i:nil="true"/><LastStarted i:nil="1">a</LastStarted></BatchTaskInfo>`, counts{}},
		{"not a record in XML", `<r><Created>a</Created><Message/></r>`, counts{}},
		{"read twice in XML", `<r><BatchTaskInfo><Created>a</Created></BatchTaskInfo><Id>1</Id><Created>b</Created></r>`, counts{0, 1, 0}},
	} {
		var e edit.Edits
		reshape, doc := jsonedit.Reshape, jsonDoc
		if tc.src[0] == '<' {
			reshape, doc = xmledit.Reshape, xmlDoc
		}
		for range 2 { // the second time reusing memory
			e.Reset()
			if err := reshape([]byte(tc.src), doc, &e); err != nil {
				t.Errorf("%s: %v", tc.what, err)
			}
			got := counts{e.Conversions(edit.Unchanged), e.Conversions(edit.Converted), e.Conversions(edit.Unreadable)}
			if got != tc.want {
				t.Errorf("%s: got %+v, want %+v", tc.what, got, tc.want)
			}
		}
	}
}
