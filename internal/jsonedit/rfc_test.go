package jsonedit

import (
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

// The examples of RFC 6902, appendix A, which use members that can't be updated. The operations are stripped. What the
// appendix calls an error is refused, unless it can be detected only in the patched document.
func TestRFC6902(t *testing.T) {
	drop := func(patch string, names string) edittest.StripCase { return edittest.StripCase{patch, "[]", names, ""} }
	edittest.Strip(t, StripPatch, []edittest.StripCase{
		drop(`[{ "op": "add", "path": "/baz", "value": "qux" }]`, "baz"),                                    // A.1
		drop(`[{ "op": "add", "path": "/foo/1", "value": "qux" }]`, "foo"),                                  // A.2
		drop(`[{ "op": "remove", "path": "/baz" }]`, "baz"),                                                 // A.3
		drop(`[{ "op": "remove", "path": "/foo/1" }]`, "foo"),                                               // A.4
		drop(`[{ "op": "replace", "path": "/baz", "value": "boo" }]`, "baz"),                                // A.5
		drop(`[{ "op": "move", "from": "/foo/waldo", "path": "/qux/thud" }]`, "qux"),                        // A.6
		drop(`[{ "op": "move", "from": "/foo/1", "path": "/foo/3" }]`, "foo"),                               // A.7
		drop(`[{ "op": "add", "path": "/child", "value": { "grandchild": { } } }]`, "child"),                // A.10
		drop(`[{ "op": "add", "path": "/baz", "value": "qux", "xyz": 123 }]`, "baz"),                        // A.11
		drop(`[{ "op": "add", "path": "/baz/bat", "value": "qux" }]`, "baz"),                                // A.12
		{`[{ "op": "add", "path": "/baz", "value": "qux", "op": "remove" }]`, "", "", "duplicate-property"}, // A.13
		drop(`[{ "op": "add", "path": "/foo/-", "value": ["abc", "def"] }]`, "foo"),                         // A.16
		{`[{ "op": "copy", "from": "/foo", "path": "/~01" }, { "op": "test", "path": "", "value": 10 }]`, // A.14's pointer
			`[ { "op": "test", "path": "", "value": 10 }]`, "~1", ""},
	})
	// A.8, A.9, A.14 and A.15 consist of test operations.
	for _, patch := range []string{
		`[{ "op": "test", "path": "/baz", "value": "qux" }, { "op": "test", "path": "/foo/1", "value": 2 }]`,
		`[{ "op": "test", "path": "/baz", "value": "bar" }]`,
		`[{"op": "test", "path": "/~01", "value": 10}]`,
		`[{"op": "test", "path": "/~01", "value": "10"}]`,
	} {
		edittest.Strip(t, StripPatch, []edittest.StripCase{{patch, patch, "", ""}})
	}
	// The same operations on an updatable property, or below a structured one, are kept byte for byte.
	for _, patch := range []string{
		`[{ "op": "add", "path": "/State", "value": "qux" }]`,
		`[{ "op": "add", "path": "/ParameterObject/1", "value": "qux" }]`,
		`[{ "op": "remove", "path": "/BatchTaskInfo/State" }]`,
		`[{ "op": "remove", "path": "/parameterobject/1" }]`,
		`[{ "op": "replace", "path": "/State", "value": "boo" }]`,
		`[{ "op": "move", "from": "/ParameterObject/waldo", "path": "/ParameterObject/thud" }]`,
		`[{ "op": "move", "from": "/ParameterObject/1", "path": "/ParameterObject/3" }]`,
		`[{ "op": "add", "path": "/ParameterObject/child", "value": { "grandchild": { } } }]`,
		`[{ "op": "add", "path": "/State", "value": "qux", "xyz": 123 }]`,
		`[{ "op": "add", "path": "/ParameterObject/bat", "value": "qux" }]`,
		`[{ "op": "add", "path": "/ParameterObject/~01/~1", "value": 10 }]`,
		`[{ "op": "add", "path": "/ParameterObject/-", "value": ["abc", "def"] }]`,
	} {
		edittest.Strip(t, StripPatch, []edittest.StripCase{{patch, patch, "", ""}})
	}
	// A plain property has no members to change.
	edittest.Strip(t, StripPatch, []edittest.StripCase{
		drop(`[{ "op": "add", "path": "/Request/1", "value": "qux" }]`, "Request"),
		drop(`[{ "op": "remove", "path": "/request/1" }]`, "request"),
		drop(`[{ "op": "move", "from": "/Request/waldo", "path": "/Response/thud" }]`, "Response"),
		drop(`[{ "op": "add", "path": "/State/bat", "value": "qux" }]`, "State"),
		drop(`[{ "op": "add", "path": "/Request/-", "value": ["abc", "def"] }]`, "Request"),
	})
}

// The merge patches of RFC 7396, appendix A, as printed and with properties of a batch task. A null, which removes a
// member, is a value like any other. A patch that is not an object is refused.
func TestRFC7396(t *testing.T) {
	edittest.Strip(t, Strip, []edittest.StripCase{
		{`{"a":"c"}`, `{}`, "a", ""},
		{`{"b":"c"}`, `{}`, "b", ""},
		{`{"a":null}`, `{}`, "a", ""},
		{`{"a":["b"]}`, `{}`, "a", ""},
		{`{"a":{"b":"d","c":null}}`, `{}`, "a", ""},
		{`{"a":[1]}`, `{}`, "a", ""},
		{`{"a":1}`, `{}`, "a", ""},
		{`{"a":"b","c":null}`, `{}`, "a c", ""},
		{`{"a":{"bb":{"ccc":null}}}`, `{}`, "a", ""},
		{`["c","d"]`, "", "", "malformed-body"},
		{`["c"]`, "", "", "malformed-body"},
		{`null`, "", "", "malformed-body"},
		{`"bar"`, "", "", "malformed-body"},
		{`{"State":"c"}`, `{"State":"c"}`, "", ""},
		{`{"State":null}`, `{"State":null}`, "", ""},
		{`{"State":["b"]}`, "", "", "malformed-body"},
		{`{"State":{"b":"d","c":null}}`, "", "", "malformed-body"},
		{`{"State":"b","c":null}`, `{"State":"b"}`, "c", ""},
		{`{"ParameterObject":["b"]}`, `{"ParameterObject":["b"]}`, "", ""},
		{`{"ParameterObject":{"b":"d","c":null}}`, `{"ParameterObject":{"b":"d","c":null}}`, "", ""},
		{`{"ParameterObject":{"bb":{"ccc":null}}}`, `{"ParameterObject":{"bb":{"ccc":null}}}`, "", ""},
	})
}
