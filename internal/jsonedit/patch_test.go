package jsonedit

import (
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

func TestStripJSONPatch(t *testing.T) {
	keep := func(op string) edittest.StripCase { return edittest.StripCase{"[" + op + "]", "[" + op + "]", "", ""} }
	drop := func(op, name string) edittest.StripCase { return edittest.StripCase{"[" + op + "]", "[]", name, ""} }
	refuse := func(op string) edittest.StripCase {
		return edittest.StripCase{"[" + op + "]", "", "", "malformed-body"}
	}
	edittest.Strip(t, StripPatch, []edittest.StripCase{
		{"[]", "[]", "", ""},
		keep(`{"op":"replace","path":"/State","value":1}`),
		keep(`{"op":"add","path":"/BatchTaskInfo/parameterObject/0/-","value":{"a":[1e400]}}`),
		keep(`{"op":"remove","path":"/batchtaskinfo/REQUEST"}`),
		keep(`{ "OP" : "test" , "Path" : "/Id" , "VALUE" : 1 }`),
		keep(`{"op":"test","path":"","value":{}}`),
		keep(`{"op":"\u0061dd","path":"\/St\u0061te","value":1}`),
		keep(`{"op":"copy","from":"/Name","path":"/State"}`),
		keep(`{"op":"move","from":"/Request","path":"/State"}`),
		keep(`{"op":"add","path":"/State","value":1,"x":2}`),
		keep(`{"op":"add","path":"/State","value":1,"from":null}`),
		keep(`{"op":"remove","path":"/State","from":"/Name","value":null}`),
		keep(`{"op":"replace","from":{"a":["/Name"]},"path":"/State","value":1}`),
		// The vendor's samples leave out the leading slash.
		keep(`{"op":"replace","path":"State","value":1}`),
		keep(`{"op":"replace","path":"batchTaskInfo/state","value":1}`),
		keep(`{"op":"move","from":"Request","path":"State"}`),
		keep(`{"op":"copy","from":"x","path":"/State"}`),
		drop(`{"op":"replace","path":"Name","value":1}`, "Name"),
		drop(`{"op":"replace","path":"BatchTaskInfo","value":{}}`, "BatchTaskInfo"),
		drop(`{"op":"replace","path":"//State","value":1}`, ""),
		drop(`{"op":"replace","path":"BatchTaskInfo//State","value":1}`, ""),
		drop(`{"op":"replace","path":" State","value":1}`, " State"),
		drop(`{"op":"replace","path":"%53tate","value":1}`, "%53tate"),
		// A plain property has no members, and a structured one must not get metadata.
		drop(`{"op":"add","path":"/State/a","value":1}`, "State"),
		drop(`{"op":"remove","path":"/BatchTaskInfo/Request/"}`, "Request"),
		drop(`{"op":"move","from":"/Request/0","path":"/State"}`, "Request"),
		drop(`{"op":"copy","from":"/Name","path":"/State/-"}`, "State"),
		drop(`{"op":"add","path":"/ParameterObject/$id","value":1}`, "ParameterObject"),
		drop(`{"op":"add","path":"/ParameterObject/a/\u0024id/b","value":1}`, "ParameterObject"),
		drop(`{"op":"move","from":"/ParameterObject/$a","path":"/State"}`, "ParameterObject"),
		keep(`{"op":"add","path":"/ParameterObject/","value":{"a":[1]}}`),
		keep(`{"op":"add","path":"/ParameterObject/a$/~0$","value":1}`),
		keep(`{"op":"copy","from":"/$type","path":"/ParameterObject/a"}`),
		keep(`{"op":"move","from":"/ParameterObject/a","path":"/State"}`),
		keep(`{"op":"test","path":"/State","value":{"a":["$b",{"c":"$"}]}}`),
		drop(`{"op":"replace","path":"/Name","value":{"$id":{}}}`, "Name"),
		drop(`{"op":"replace","path":"/Name","value":1,"$type":"t"}`, "Name"),
		refuse(`{"op":"replace","path":"/State","value":{}}`),
		refuse(`{"op":"add","value":[1],"path":"BatchTaskInfo/state"}`),
		refuse(`{"op":"add","path":"/ParameterObject","value":{"$id":{}}}`),
		refuse(`{"op":"add","path":"/ParameterObject/a","value":[{"\u0024id":{}}]}`),
		refuse(`{"op":"add","path":"/ParameterObject","value":{"a":["b"],"Name":"x"}}`),
		refuse(`{"op":"test","path":"/Name","value":{"$id":{},"path":"/Name"}}`),
		refuse(`{"op":"test","path":"/Name","value":[[{"a" : {"\u0024x" : 1}}]]}`),
		refuse(`{"$id":{"op":"replace","path":"/Name","value":1},"op":"test","path":"/State","value":1}`),
		refuse(`{"op":"remove","path":"/State","x":{"$id":{}}}`),
		refuse(`{"op":"remove","path":"/State","$type":"t"}`),
		drop(`{"op":"replace","path":"/Id","value":1}`, "Id"),
		drop(`{"op":"replace","path":"/Name","value":1}`, "Name"),
		drop(`{"op":"remove","path":"/BatchTaskInfo/TableRight/Mask"}`, "TableRight"),
		drop(`{"op":"add","path":"/BatchTaskInfo","value":{}}`, "BatchTaskInfo"),
		drop(`{"op":"add","path":"/BatchTaskInfo/BatchTaskInfo/State","value":{}}`, "BatchTaskInfo"),
		drop(`{"op":"replace","path":"","value":{}}`, ""),
		drop(`{"op":"add","path":"/","value":{}}`, ""),
		drop(`{"op":"add","path":"/State~0","value":{}}`, "State~"),
		drop(`{"op":"add","path":"/BatchTaskInfo~1State","value":{}}`, "BatchTaskInfo/State"),
		drop(`{"op":"copy","from":"/State","path":"/Name"}`, "Name"),
		drop(`{"op":"move","from":"/Name","path":"/State"}`, "Name"),
		drop(`{"op":"move","from":"/Id","path":"/State"}`, "Id"),
		{`[{"op":"remove","path":"/a"}, {"op":"remove","path":"/State"} , {"op":"remove","path":"/b"}]`, `[ {"op":"remove","path":"/State"} ]`, "a b", ""},
		refuse(`{"op":"Replace","path":"/State","value":1}`),
		refuse(`{"op":"merge","path":"/State","value":1}`),
		refuse(`{"path":"/State","value":1}`),
		refuse(`{"op":"add","value":1}`),
		refuse(`{"op":"add","path":"/State"}`),
		refuse(`{"op":"test","path":"/State"}`),
		refuse(`{"op":"move","path":"/State"}`),
		refuse(`{"op":"copy","path":"/State"}`),
		refuse(`{"op":"add","path":"/State~","value":1}`),
		refuse(`{"op":"add","path":"/State~2","value":1}`),
		refuse(`{"op":"replace","path":"#/State","value":1}`),
		refuse(`{"op":"copy","from":"#","path":"/State"}`),
		refuse(`{"op":"move","from":null,"path":"/State"}`),
		refuse(`{"op":"copy","from":5,"path":"/State"}`),
		refuse(`{"op":"add","path":"/State","value":1,"from":nul}`),
		refuse(`{"op":1,"path":"/State","value":1}`),
		refuse(`{"op":"add","path":null,"value":1}`),
		refuse(`[]`),
		refuse(`null`),
		{`[{"op":"add","path":"/State","value":1}`, "", "", "malformed-body"},
		// The vendor's OpenAPI document declares an object for this media type; only an operation without its array is
		// refused.
		{` {"batchTaskInfo":{"State":1,"Name":2},"x":3}`, ` {"batchTaskInfo":{"State":1}}`, "Name x", ""},
		{`{"op":1,"State":2}`, `{"State":2}`, "op", ""},
		{`{"BatchTaskInfo":{"op":1,"path":2}}`, `{"BatchTaskInfo":{}}`, "op path", ""},
		{`{}`, `{}`, "", ""},
		{`{"op":"replace","path":"/State","value":1}`, "", "", "malformed-body"},
		{`{"P\u0061th":1,"State":1,"BatchTaskInfo":{},"OP":2}`, "", "", "malformed-body"},
		{`{"State":{}}`, "", "", "malformed-body"},
		{`{"State":1,"state":1}`, "", "", "duplicate-property"},
		{`[{"op":"add","OP":"remove","path":"/State","value":1}]`, "", "", "duplicate-property"},
		{`[{"op":"add","path":"/State","p\u0061th":"/Name","value":1}]`, "", "", "duplicate-property"},
	})
}

func TestJSONPatchErrors(t *testing.T) {
	for patch, want := range map[string]string{
		`"x"`:                             "line 1, column 1, offset 0: the document is not an array of operations",
		"[\n 1]":                          "line 2, column 2, offset 3: an operation is not an object",
		"[\n {}]":                         "line 2, column 2, offset 3: an operation has no op",
		`[{"op":"add"}]`:                  "line 1, column 2, offset 1: an operation has no path",
		`[{"op":"Add","path":"/State"}]`:  `line 1, column 2, offset 1: the operation "Add" is unknown`,
		`[{"op":"add","path":"/State"}]`:  "line 1, column 2, offset 1: an operation has no value",
		`[{"op":"move","path":"/State"}]`: "line 1, column 2, offset 1: an operation has no from",
		`[{"op":"add","path":1}]`:         "line 1, column 21, offset 20: an operation's path is not a string",
		`[{"op":"add","path":"#/State","value":1}]`:             "line 1, column 2, offset 1: an operation's path is not a JSON Pointer",
		`[{"op":"add","path":"/State~","value":1}]`:             "line 1, column 2, offset 1: an operation's path has a ~ that is not ~0 or ~1",
		`[{"op":"add","Op":"x"}]`:                               `line 1, column 14, offset 13: an operation has the member "Op" twice`,
		`[{"op":"add","path":"/State","value": ["secret"]}]`:    `line 1, column 39, offset 38: "State" holds an array; it can only hold`,
		`[{"op":"test","path":"/Id","value":{"a":{"$b":"s"}}}]`: "line 1, column 42, offset 41: a name that begins with $ inside an operation",
		`{"op":"add","path":"/State","value":1}`:                "line 1, column 1, offset 0: an object with the members op and path; a JSON Patch is an array",
		"[{\"op\":\"remove\",\"path\":\"/State\"},\n]":          "line 1, column 33, offset 32: a trailing comma",
	} {
		err := StripPatch([]byte(patch), &edittest.Filter, new(edit.Result))
		if err == nil || !strings.Contains(err.Error(), ": JSON, "+want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q:\n got  %v\n want %s", patch, err, want)
		}
	}
}
