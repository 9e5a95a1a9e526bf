package explain

import (
	"fmt"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

var verdictLetters = map[Verdict]string{Kept: "+", Nulled: "0", Omitted: "-", Converted: "~"}

func TestReshaped(t *testing.T) {
	for _, tc := range []struct {
		name       string
		format     document.Format
		selects    string
		unselected edit.Verdict
		body       string
		want       string
	}{
		{"all", document.JSON, "*", edit.Null, `{"Id":1,"Created":"2024-06-01T12:00:00Z"}`, "1:Id+ 1:Created~"},
		{"some", document.JSON, "id", edit.Null, `{"Id":1,"Created":"2024-06-01T12:00:00Z","x":null}`, "1:Id+ 1:Created0 1:x0"},
		{"omitted", document.JSON, "b", edit.Omit, `{"a":1,"Id":1,"b":2,"c":3}`, "1:a- 1:Id- 1:b+ 1:c-"},
		{"nested", document.JSON, "a/b/c", edit.Null, `{"Id":1,"a":{"b":{"c":1,"d":2},"e":3}}`, "1:Id0 1:a+ 1:a/b+ 1:a/b/c+ 1:a/b/d0 1:a/e0"},
		{"nested, omitted", document.JSON, "a/b", edit.Omit, `{"Id":1,"a":{"x":0,"b":1}}`, "1:Id- 1:a+ 1:a/x- 1:a/b+"},
		{"nested in an array", document.JSON, "a/b", edit.Null, `{"Id":1,"a":[{"b":1,"c":2},{"c":null}]}`, "1:Id0 1:a+ 1:a[0]+ 1:a[0]/b+ 1:a[0]/c0 1:a[1]+"},
		{"below a plain value", document.JSON, "a/b", edit.Null, `{"Id":1,"a":7}`, "1:Id0 1:a0"},
		{"below a plain value, omitted", document.JSON, "a/b,c", edit.Omit, `{"Id":1,"a":7,"c":1}`, "1:Id- 1:a- 1:c+"},
		{"array", document.JSON, "b", edit.Omit, `[{"Id":1,"b":1},7,{"Message":"b"},[{"Id":2}],{"b":2,"Id":3}]`, "1:Id- 1:b+ 2:Id- 3:b+ 3:Id-"},
		{"everything goes", document.JSON, "x", edit.Omit, `[{"Id":1},{"Id":2}]`, "1:Id- 2:Id-"},
		{"without the identity", document.JSON, "x", edit.Null, `{"Name":"n","y":2}`, "1:Name0 1:y0"},
		{"no record", document.JSON, "x", edit.Null, `{"Message":"x","Name":"n"}`, ""},
		{"metadata", document.JSON, "a/b", edit.Null, `{"$type":"t","Id":1,"a":{"$id":"1","b":1,"c":2}}`, "1:$type+ 1:Id0 1:a+ 1:a/$id+ 1:a/b+ 1:a/c0"},
		{"an array with metadata", document.JSON, "b", edit.Omit, `{"$type":"t","$values":[{"$type":"u","Id":1},{"b":1,"Id":2,"$id":"1"},{"$type":"t"}]}`,
			"1:$type+ 1:Id- 2:b+ 2:Id- 2:$id+"},
		{"null", document.JSON, "x", edit.Null, `null`, ""},
		{"byte-order mark", document.JSON, "x", edit.Null, "\uFEFF" + `{"Id":1}`, "1:Id0"},
		{"XML", document.XML, "State", edit.Null, `<BatchTaskInfo><Id>1</Id><State>x</State><i:a xmlns:i="u"/></BatchTaskInfo>`, "1:Id0 1:State+ 1:a0"},
		{"XML, omitted", document.XML, "State", edit.Omit, `<BatchTaskInfo><Id>1</Id><State>x</State></BatchTaskInfo>`, "1:Id- 1:State+"},
		{"XML, converted", document.XML, "*", edit.Null, `<?xml version="1.0" encoding="us-ascii"?><r><Id>1</Id><Created>2024-06-01T12:00:00Z</Created></r>`, "1:Id+ 1:Created~"},
		{"XML array", document.XML, "b", edit.Null, `<r> <BatchTaskInfo><Id>1</Id></BatchTaskInfo><BatchTaskInfo><b>1</b></BatchTaskInfo></r>`, "1:Id0 2:b+"},
		{"XML nested", document.XML, "a/b", edit.Null, `<r><Id>1</Id><a><b>1</b><c>2</c></a></r>`, "1:Id0 1:a+ 1:a/b+ 1:a/c0"},
		{"XML dictionary", document.XML, "a/x,a/z/p", edit.Null, `<r><Id>1</Id><a><KeyValueOfab><Key>w</Key><Value>1</Value></KeyValueOfab><KeyValueOfab><Key>x</Key><Value>1</Value></KeyValueOfab>` +
			`<KeyValueOfab><Key>z</Key><Value><p>1</p><q>2</q></Value></KeyValueOfab></a></r>`, "1:Id0 1:a+ 1:a/w0 1:a/x+ 1:a/z+ 1:a/z/p+ 1:a/z/q0"},
		{"XML dictionary, omitted", document.XML, "a/x", edit.Omit, `<r><Id>1</Id><a><KeyValueOfab><Key>w</Key><Value>1</Value></KeyValueOfab><KeyValueOfab><Key>x</Key><Value>1</Value></KeyValueOfab></a></r>`,
			"1:Id- 1:a+ 1:a/w- 1:a/x+"},
		{"XML, converted in parts", document.XML, "*", edit.Null, `<BatchTaskInfo><Created> <![CDATA[2024-06-01T]]>12:00:00&#90;</Created></BatchTaskInfo>`, "1:Created~"},
		{"converted, escaped", document.JSON, "*", edit.Null, `{"Created":"2024-06-01T12:00:00\u005A"}`, "1:Created~"},
		{"XML, first child like a record's", document.XML, "b", edit.Null, `<r><BatchTaskInfo><Id>1</Id></BatchTaskInfo><Id>2</Id><b>3</b></r>`, "1:BatchTaskInfo0 1:Id0 1:b+"},
		{"XML, byte-order mark", document.XML, "b", edit.Null, "\uFEFF<r>\n<BatchTaskInfo><Id>1</Id></BatchTaskInfo><BatchTaskInfo/></r>", "1:Id0"},
		{"byte-order mark before an array", document.JSON, "x", edit.Omit, "\uFEFF" + ` [1, {"Id":1,"x":2}]`, "1:Id- 1:x+"},
		{"XML no record", document.XML, "x", edit.Null, `<Error><Message>m</Message></Error>`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			node, err := selection.Parse(tc.selects, tc.unselected)
			if err != nil {
				t.Fatal(err)
			}
			asked := timezone.Request{Zone: lookup("Europe/Oslo"), Asked: true}
			c := timezone.NewConversion(lookup("UTC"), asked)
			rule := &edit.Response{DateTimes: names.NewSet("Created"), Converters: []edit.Converter{&c}}
			if node != nil {
				rule.Selection = node
			}
			var trace Trace
			trace.Planned(lookup("UTC"), asked)
			doc := &edit.Document{
				Record: batchtask.Record, Identity: names.NewSet("Id"), Properties: batchtask.Properties, Errors: batchtask.Errors, Rule: rule,
			}
			_, doc.Found = trace.Taken()
			var edits edit.Edits
			if err := tc.format.Reshape([]byte(tc.body), doc, &edits); err != nil {
				t.Fatal(err)
			}
			trace.Reshaped(tc.format, []byte(tc.body), doc, &edits)
			var list []string
			for _, v := range trace.properties {
				list = append(list, fmt.Sprint(v.Record, ":", v.Path, verdictLetters[v.Verdict]))
			}
			if got := strings.Join(list, " "); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
			for _, v := range trace.properties {
				if strings.Contains(v.Path, "$") != (v.Reason == reasonMetadata) {
					t.Errorf("%s: %s", v.Path, v.Reason)
				}
			}
			if trace.result == "" {
				t.Error("no result")
			}
		})
	}
}
