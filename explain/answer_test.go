package explain

import (
	"fmt"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/operation"
	"github.com/caddy-batchtask/caddy-batchtask/internal/rewrite"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

var verdictLetters = map[Verdict]string{Kept: "+", Nulled: "0", Omitted: "-", Converted: "~"}

func TestReshaping(t *testing.T) {
	for _, tc := range []struct {
		name       string
		format     rewrite.Format
		selects    string
		unselected rewrite.Verdict
		body       string
		want       string
	}{
		{"all", rewrite.JSON, "*", rewrite.Null, `{"Id":1,"Created":"2024-06-01T12:00:00Z"}`, "1:Id+ 1:Created~"},
		{"some", rewrite.JSON, "id", rewrite.Null, `{"Id":1,"Created":"2024-06-01T12:00:00Z","x":null}`, "1:Id+ 1:Created0 1:x0"},
		{"omitted", rewrite.JSON, "b", rewrite.Omit, `{"a":1,"Id":1,"b":2,"c":3}`, "1:a- 1:Id- 1:b+ 1:c-"},
		{"nested", rewrite.JSON, "a/b/c", rewrite.Null, `{"Id":1,"a":{"b":{"c":1,"d":2},"e":3}}`, "1:Id0 1:a+ 1:a/b+ 1:a/b/c+ 1:a/b/d0 1:a/e0"},
		{"nested, omitted", rewrite.JSON, "a/b", rewrite.Omit, `{"Id":1,"a":{"x":0,"b":1}}`, "1:Id- 1:a+ 1:a/x- 1:a/b+"},
		{"nested in an array", rewrite.JSON, "a/b", rewrite.Null, `{"Id":1,"a":[{"b":1,"c":2},{"c":null}]}`, "1:Id0 1:a+ 1:a[0]+ 1:a[0]/b+ 1:a[0]/c0 1:a[1]+"},
		{"below a plain value", rewrite.JSON, "a/b", rewrite.Null, `{"Id":1,"a":7}`, "1:Id0 1:a0"},
		{"below a plain value, omitted", rewrite.JSON, "a/b,c", rewrite.Omit, `{"Id":1,"a":7,"c":1}`, "1:Id- 1:a- 1:c+"},
		{"array", rewrite.JSON, "b", rewrite.Omit, `[{"Id":1,"b":1},7,{"Message":"b"},[{"Id":2}],{"b":2,"Id":3}]`, "1:Id- 1:b+ 2:Id- 3:b+ 3:Id-"},
		{"everything goes", rewrite.JSON, "x", rewrite.Omit, `[{"Id":1},{"Id":2}]`, "1:Id- 2:Id-"},
		{"without the identity", rewrite.JSON, "x", rewrite.Null, `{"Name":"n","y":2}`, "1:Name0 1:y0"},
		{"no record", rewrite.JSON, "x", rewrite.Null, `{"Message":"x","Name":"n"}`, ""},
		{"metadata", rewrite.JSON, "a/b", rewrite.Null, `{"$type":"t","Id":1,"a":{"$id":"1","b":1,"c":2}}`, "1:$type+ 1:Id0 1:a+ 1:a/$id+ 1:a/b+ 1:a/c0"},
		{"an array with metadata", rewrite.JSON, "b", rewrite.Omit, `{"$type":"t","$values":[{"$type":"u","Id":1},{"b":1,"Id":2,"$id":"1"},{"$type":"t"}]}`,
			"1:$type+ 1:Id- 2:b+ 2:Id- 2:$id+"},
		{"null", rewrite.JSON, "x", rewrite.Null, `null`, ""},
		{"byte-order mark", rewrite.JSON, "x", rewrite.Null, "\uFEFF" + `{"Id":1}`, "1:Id0"},
		{"XML", rewrite.XML, "State", rewrite.Null, `<BatchTaskInfo><Id>1</Id><State>x</State><i:a xmlns:i="u"/></BatchTaskInfo>`, "1:Id0 1:State+ 1:a0"},
		{"XML, omitted", rewrite.XML, "State", rewrite.Omit, `<BatchTaskInfo><Id>1</Id><State>x</State></BatchTaskInfo>`, "1:Id- 1:State+"},
		{"XML, converted", rewrite.XML, "*", rewrite.Null, `<?xml version="1.0" encoding="us-ascii"?><r><Id>1</Id><Created>2024-06-01T12:00:00Z</Created></r>`, "1:Id+ 1:Created~"},
		{"XML array", rewrite.XML, "b", rewrite.Null, `<r> <BatchTaskInfo><Id>1</Id></BatchTaskInfo><BatchTaskInfo><b>1</b></BatchTaskInfo></r>`, "1:Id0 2:b+"},
		{"XML nested", rewrite.XML, "a/b", rewrite.Null, `<r><Id>1</Id><a><b>1</b><c>2</c></a></r>`, "1:Id0 1:a+ 1:a/b+ 1:a/c0"},
		{"XML dictionary", rewrite.XML, "a/x,a/z/p", rewrite.Null, `<r><Id>1</Id><a><KeyValueOfab><Key>w</Key><Value>1</Value></KeyValueOfab><KeyValueOfab><Key>x</Key><Value>1</Value></KeyValueOfab>` +
			`<KeyValueOfab><Key>z</Key><Value><p>1</p><q>2</q></Value></KeyValueOfab></a></r>`, "1:Id0 1:a+ 1:a/w0 1:a/x+ 1:a/z+ 1:a/z/p+ 1:a/z/q0"},
		{"XML dictionary, omitted", rewrite.XML, "a/x", rewrite.Omit, `<r><Id>1</Id><a><KeyValueOfab><Key>w</Key><Value>1</Value></KeyValueOfab><KeyValueOfab><Key>x</Key><Value>1</Value></KeyValueOfab></a></r>`,
			"1:Id- 1:a+ 1:a/w- 1:a/x+"},
		{"XML, converted in parts", rewrite.XML, "*", rewrite.Null, `<BatchTaskInfo><Created> <![CDATA[2024-06-01T]]>12:00:00&#90;</Created></BatchTaskInfo>`, "1:Created~"},
		{"converted, escaped", rewrite.JSON, "*", rewrite.Null, `{"Created":"2024-06-01T12:00:00\u005A"}`, "1:Created~"},
		{"XML no record", rewrite.XML, "x", rewrite.Null, `<Error><Message>m</Message></Error>`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			node, err := selection.Parse(tc.selects, tc.unselected)
			if err != nil {
				t.Fatal(err)
			}
			asked := timezone.Request{Zone: lookup("Europe/Oslo"), Asked: true}
			c := timezone.NewConversion(lookup("UTC"), asked)
			rule := &operation.Answer{DateTimes: names.NewSet("Created"), Converters: []rewrite.Converter{&c}}
			if node != nil {
				rule.Selection = node
			}
			var trace Trace
			trace.Planned(lookup("UTC"), asked)
			trace.Reshaping(tc.format, []byte(tc.body), &rewrite.Document{
				Record: operation.Record, Identity: names.NewSet("Id"), Properties: operation.Properties, Errors: operation.Errors, Rule: rule,
			})
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
