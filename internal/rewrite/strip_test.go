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
		{`{"Request":{"Name":1,"name":2,"BatchTaskInfo":3}}`, same, "", ""},
		{"{\"\u017ftate\":1,\"Id\":2}", `{"Id":2}`, "\u017ftate", ""},
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
		keep(`{"op":"add","path":"/BatchTaskInfo/state/0/-","value":{"a":[1e400]}}`),
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
		refuse(`{"op":"add","path":"State","value":1}`),
		refuse(`{"op":"add","path":"/State~","value":1}`),
		refuse(`{"op":"add","path":"/State~2","value":1}`),
		refuse(`{"op":"copy","from":"x","path":"/State"}`),
		refuse(`{"op":"move","from":null,"path":"/State"}`),
		refuse(`{"op":"copy","from":5,"path":"/State"}`),
		refuse(`{"op":"add","path":"/State","value":1,"from":nul}`),
		refuse(`{"op":1,"path":"/State","value":1}`),
		refuse(`{"op":"add","path":null,"value":1}`),
		refuse(`[]`),
		refuse(`null`),
		{`{}`, "", "", "malformed-body"},
		{`[{"op":"add","path":"/State","value":1}`, "", "", "malformed-body"},
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
