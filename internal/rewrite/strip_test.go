package rewrite

import (
	"errors"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
)

// stripCase is what becomes of a document: what goes on, and the names of what does not; or the type of a fault.
type stripCase struct{ sent, goesOn, names, fault string }

func testStrip(t *testing.T, strip func([]byte, *Filter, *Result) error, cases []stripCase) {
	t.Helper()
	for _, tc := range cases {
		t.Run(tc.sent, func(t *testing.T) {
			var out Result
			err := strip([]byte(tc.sent), &testFilter, &out)
			var f *fault.Error
			if errors.As(err, &f) {
				if f.Kind.Type != tc.fault {
					t.Errorf("%v, want %q", err, tc.fault)
				}
				return
			}
			if tc.fault != "" {
				t.Errorf("passes, want %s", tc.fault)
			}
			if got := string(out.Edits.AppendTo(nil, []byte(tc.sent))); got != tc.goesOn {
				t.Errorf("goes on as %q\nwant       %q", got, tc.goesOn)
			}
			var names []string
			for i := range out.Stripped.Len() {
				names = append(names, string(out.Stripped.Name(i)))
			}
			if got := strings.Join(names, " "); got != tc.names {
				t.Errorf("stripped %q, want %q", got, tc.names)
			}
		})
	}
}

func TestStripJSON(t *testing.T) {
	const same = "same"
	cases := []stripCase{
		{`{}`, same, "", ""},
		{` { "Id" : 1 , "state" : "x" } `, same, "", ""},
		{`{"Name":1}`, `{}`, "Name", ""},
		{`{ "Name":1 , "x":2 }`, `{}`, "Name x", ""},
		{`{"Name":1,"Id":2,"x":3,"State":4,"y":5}`, `{"Id":2,"State":4}`, "Name x y", ""},
		{"{\n  \"Id\": 1,\n  \"Name\": 2,\n  \"State\": 3\n}", "{\n  \"Id\": 1,\n  \"State\": 3\n}", "Name", ""},
		{`{"St\u0061te":1,"N\u0061me":2}`, `{"St\u0061te":1}`, "Name", ""},
		{`{"Id":12345678901234567890.10e+2,"Response":"\/\u00e6"}`, same, "", ""},
		{`{"BatchTaskInfo":{"Id":1,"Name":2}}`, `{"BatchTaskInfo":{"Id":1}}`, "Name", ""},
		{`{"batchTaskInfo":null,"State":1}`, `{"batchTaskInfo":null}`, "State", ""},
		{`{"State":1,"x":2,"BatchTaskInfo":{"Name":3,"Id":4},"Id":5}`, `{"BatchTaskInfo":{"Id":4}}`, "State x Name Id", ""},
		{`{"x":1,"BatchTaskInfo":{}}`, `{"BatchTaskInfo":{}}`, "x", ""},
		{`{"BatchTaskInfo":{"BatchTaskInfo":{"State":1},"State":2}}`, `{"BatchTaskInfo":{"State":2}}`, "BatchTaskInfo", ""},
		{`{"ParameterObject":{"Name":1,"name":2,"BatchTaskInfo":3}}`, same, "", ""},
		{"{\"\u017ftate\":1,\"Id\":2}", `{"Id":2}`, "\u017ftate", ""},
		{`{"ParameterObject":{"a":{"b":[1,"$x",{"c$":"$id"}]},"":null}}`, same, "", ""},
		{`{"BatchTaskInfo":{"parameterobject":[[],{"a":"Name"}]}}`, same, "", ""},
		{`{"ParameterObject":{"Name":{"State":1},"b":{}}}`, same, "", ""},
		{`{"$id":{},"$type":"t","State":"x"}`, `{"State":"x"}`, "$id $type", ""},
		{`{"BatchTaskInfo":{"$values":[],"State":null}}`, `{"BatchTaskInfo":{"State":null}}`, "$values", ""},
		{`{"Name":{"$id":{}},"Id":1}`, `{"Id":1}`, "Name", ""},
		{`{"State":{},"ParameterObject":{"$id":1},"BatchTaskInfo":{"State":1}}`, `{"BatchTaskInfo":{"State":1}}`, "State ParameterObject", ""},
		{`{"BatchTaskInfo":null,"State":[]}`, `{"BatchTaskInfo":null}`, "State", ""},
		{`{"State":{}}`, "", "", "malformed-body"},
		{`{"Id":[]}`, "", "", "malformed-body"},
		{`{"Id":1,"Request":[1]}`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":{"sTATE":{"$id":{},"Name":"x"}}}`, "", "", "malformed-body"},
		{`{"request":{"BatchTaskInfo":{"Id":1}}}`, "", "", "malformed-body"},
		{`{"ParameterObject":{"$id":{},"Name":"x"}}`, "", "", "malformed-body"},
		{`{"ParameterObject":{"a":[{"\u0024ref" : 1}]}}`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":{"ParameterObject":[{"$":1}]}}`, "", "", "malformed-body"},
		{`{"ParameterObject":{"a":["b"],"Name":"x"}}`, "", "", "malformed-body"},
		{`{"ParameterObject":{"N\u0061me":"x","a":{"b":[]}}}`, "", "", "malformed-body"},
		{`{"ParameterObject":[{"batchTaskInfo":1}]}`, "", "", "malformed-body"},
		{`{"State":1,"sTATE":2}`, "", "", "duplicate-property"},
		{`{"Name":1,"n\u0061me":2}`, "", "", "duplicate-property"},
		{`{"BatchTaskInfo":{"x":1,"X":2}}`, "", "", "duplicate-property"},
		{`{"BatchTaskInfo":{},"batchtaskinfo":{}}`, "", "", "duplicate-property"},
		{`{"State":1,"BatchTaskInfo":{},"state":1}`, "", "", "duplicate-property"},
		{`null`, "", "", "malformed-body"},
		{`[{"Id":1}]`, "", "", "malformed-body"},
		{`"x"`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":[]}`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":"x"}`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":nil}`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":`, "", "", "malformed-body"},
		{``, "", "", "malformed-body"},
	}
	for i := range cases {
		if cases[i].goesOn == same {
			cases[i].goesOn = cases[i].sent
		}
	}
	testStrip(t, StripJSON, cases)
}

func TestStripJSONPatch(t *testing.T) {
	keep := func(op string) stripCase { return stripCase{"[" + op + "]", "[" + op + "]", "", ""} }
	drop := func(op, name string) stripCase { return stripCase{"[" + op + "]", "[]", name, ""} }
	refuse := func(op string) stripCase { return stripCase{"[" + op + "]", "", "", "malformed-body"} }
	testStrip(t, StripJSONPatch, []stripCase{
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
		// Below a plain property there is nothing, below one that may be structured no metadata.
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
		// An object is read as JSON, as the vendor's OpenAPI document has it, unless it is an operation that lacks its array.
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

func TestStripForm(t *testing.T) {
	testStrip(t, StripForm, []stripCase{
		{"", "", "", ""},
		{"Id=1&State=a+b%26", "Id=1&State=a+b%26", "", ""},
		{"Name=1", "", "Name", ""},
		{"Name=1&Id=2&x=3&State&y", "Id=2&State", "Name x y", ""},
		{"BatchTaskInfo.Id=1&batchtaskinfo[state]=2", "BatchTaskInfo.Id=1&batchtaskinfo[state]=2", "", ""},
		{"BatchTaskInfo%5BName%5D=1&%53tate=2&BatchTaskInfo%2eResponse=", "%53tate=2&BatchTaskInfo%2eResponse=", "Name", ""},
		{"BatchTaskInfo=1&BatchTaskInfo.=2&BatchTaskInfo[]=3&BatchTaskInfo[State=4", "", "BatchTaskInfo BatchTaskInfo. BatchTaskInfo[] BatchTaskInfo[State", ""},
		{"BatchTaskInfo[State][x]=1&State.x=2", "", "BatchTaskInfo[State][x] State.x", ""},
		{"State[]=1&State[0]=2&[State]=3&State%5B%5D.x=4", "", "State[] State[0] [State] State[].x", ""},
		{"BatchTaskInfo.State.x=1&BatchTaskInfo.State[]=2&BatchTaskInfo[State].x=3", "", "State.x State[] BatchTaskInfo[State].x", ""},
		{"BatchTaskInfo.[State]=1&BatchTaskInfo[[State]]=2&BatchTaskInfo.BatchTaskInfo.State=3&BatchTaskInfo%5BState%5D%5B%5D=4", "",
			"[State] BatchTaskInfo[[State]] BatchTaskInfo.State BatchTaskInfo[State][]", ""},
		{"request.BatchTaskInfo.State=1&request[BatchTaskInfo][State]=2", "", "request.BatchTaskInfo.State request[BatchTaskInfo][State]", ""},
		{"State%00=1&%00State=2&State%00x=3&State%C2%A0=4", "", "State\x00 \x00State State\x00x State\u00a0", ""},
		{"%C5%BFtate=1&%C1%93tate=2&%EF%BC%B3tate=3", "", "\u017ftate \xc1\x93tate \uff33tate", ""},
		{"ParameterObject=1&ParameterObject[a]=2", "ParameterObject=1", "ParameterObject[a]", ""},
		{"State=a=b&Id", "State=a=b&Id", "", ""},
		{"State+=1&+State=2", "", "State   State", ""},
		{"&&Id=1&&State=2&", "Id=1&State=2", "", ""},
		{"=x", "", "", ""},
		{"State=1&sTATE=2", "", "", "duplicate-property"},
		{"State=1&BatchTaskInfo.State=2", "", "", "duplicate-property"},
		{"%53tate=1&BatchTaskInfo[state]=2", "", "", "duplicate-property"},
		{"x=1&x=2", "", "", "duplicate-property"},
		{"State=1;Name=2", "", "", "malformed-body"},
		{"State=%", "", "", "malformed-body"},
		{"State=%2", "", "", "malformed-body"},
		{"%zz=1", "", "", "malformed-body"},
		{"State=%2&0=1", "", "", "malformed-body"},
		{"%u0053tate=1", "", "", "malformed-body"},
		{"State=%u0041", "", "", "malformed-body"},
		{"State%5B%u005D=1", "", "", "malformed-body"},
	})
}

func TestStripped(t *testing.T) {
	var s Stripped
	for i, name := range []string{"Name", "", "Created"} {
		s.Add([]byte(name), 7-8*i)
	}
	if s.Known(0) != 7 || s.Known(1) != -1 || s.Known(2) != -9 {
		t.Errorf("known %v", s.list)
	}
	if s.Len() != 3 || string(s.Name(0)) != "Name" || string(s.Name(1)) != "" || string(s.Name(2)) != "Created" || s.Size() != len("Name, , Created, ") {
		t.Errorf("%d names, %q", s.Len(), s.text)
	}
	if s.Reset(); s.Len() != 0 || s.Size() != 0 {
		t.Error("Reset leaves names")
	}
}

func TestFormErrors(t *testing.T) {
	for form, want := range map[string]string{
		"Id=1;State=2":                  "line 1, column 5, offset 4: a semicolon; in a form it is written %3B",
		"\u00e6=1&State=100%":           "line 1, column 14, offset 14: malformed percent-encoding; a % by itself is written %25",
		"Id=1&%u0053tate=x":             "line 1, column 6, offset 5: malformed percent-encoding: %u is not part of it",
		"Id=1\r\n&x&BatchTaskInfo.id=2": `line 2, column 4, offset 9: "id" is given twice`,
	} {
		err := StripForm([]byte(form), &testFilter, new(Result))
		if err == nil || !strings.Contains(err.Error(), ": form, "+want) {
			t.Errorf("%q:\n got  %v\n want %s", form, err, want)
		}
	}
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
		err := StripJSONPatch([]byte(patch), &testFilter, new(Result))
		if err == nil || !strings.Contains(err.Error(), ": JSON, "+want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q:\n got  %v\n want %s", patch, err, want)
		}
	}
}
