package sandbox

import "testing"

// The examples of RFC 6902, appendix A, and further cases.
func TestPatchOperations(t *testing.T) {
	tests := map[string]struct{ doc, patch, want string }{
		"A.1 add a member":             {`{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux"}]`, `{"foo":"bar","baz":"qux"}`},
		"A.2 add an element":           {`{"foo":["bar","baz"]}`, `[{"op":"add","path":"/foo/1","value":"qux"}]`, `{"foo":["bar","qux","baz"]}`},
		"A.3 remove a member":          {`{"baz":"qux","foo":"bar"}`, `[{"op":"remove","path":"/baz"}]`, `{"foo":"bar"}`},
		"A.4 remove an element":        {`{"foo":["bar","qux","baz"]}`, `[{"op":"remove","path":"/foo/1"}]`, `{"foo":["bar","baz"]}`},
		"A.5 replace a value":          {`{"baz":"qux","foo":"bar"}`, `[{"op":"replace","path":"/baz","value":"boo"}]`, `{"baz":"boo","foo":"bar"}`},
		"A.6 move a value":             {`{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}`, `[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]`, `{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}`},
		"A.7 move an element":          {`{"foo":["all","grass","cows","eat"]}`, `[{"op":"move","from":"/foo/1","path":"/foo/3"}]`, `{"foo":["all","cows","eat","grass"]}`},
		"A.8 test":                     {`{"baz":"qux","foo":["a",2,"c"]}`, `[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]`, `{"baz":"qux","foo":["a",2,"c"]}`},
		"A.9 test fails":               {`{"baz":"qux"}`, `[{"op":"test","path":"/baz","value":"bar"}]`, `The test of /baz failed.`},
		"A.10 add an object":           {`{"foo":"bar"}`, `[{"op":"add","path":"/child","value":{"grandchild":{}}}]`, `{"foo":"bar","child":{"grandchild":{}}}`},
		"A.11 unknown members":         {`{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux","xyz":123}]`, `{"foo":"bar","baz":"qux"}`},
		"A.12 no parent":               {`{"foo":"bar"}`, `[{"op":"add","path":"/baz/bat","value":"qux"}]`, `The path /baz/bat does not exist.`},
		"A.14 escapes":                 {`{"/":9,"~1":10}`, `[{"op":"test","path":"/~01","value":10}]`, `{"/":9,"~1":10}`},
		"A.15 a string and a number":   {`{"~1":10}`, `[{"op":"test","path":"/~01","value":"10"}]`, `The test of /~1 failed.`},
		"A.16 add an array":            {`{"foo":["bar"]}`, `[{"op":"add","path":"/foo/-","value":["abc","def"]}]`, `{"foo":["bar",["abc","def"]]}`},
		"add after the last":           {`{"foo":["bar"]}`, `[{"op":"add","path":"/foo/1","value":1}]`, `{"foo":["bar",1]}`},
		"add too far":                  {`{"foo":["bar"]}`, `[{"op":"add","path":"/foo/2","value":1}]`, `The path /foo/2 does not exist.`},
		"replace within an array":      {`{"foo":[{"a":1}]}`, `[{"op":"replace","path":"/foo/0/a","value":2}]`, `{"foo":[{"a":2}]}`},
		"an index with a leading zero": {`{"foo":[1,2]}`, `[{"op":"remove","path":"/foo/01"}]`, `The path /foo/01 does not exist.`},
		"past the last":                {`{"foo":[1]}`, `[{"op":"remove","path":"/foo/-"}]`, `The path /foo/- does not exist.`},
		"into itself":                  {`{"a":{"b":1}}`, `[{"op":"move","from":"/a","path":"/a/b"}]`, `The path /a/b does not exist.`},
		"below a string":               {`{"a":"b"}`, `[{"op":"test","path":"/a/b","value":1}]`, `The path /a/b does not exist.`},
		"the whole":                    {`{"a":"b"}`, `[{"op":"replace","path":"","value":{}},{"op":"test","path":"/BatchTaskInfo","value":{}}]`, `{}`},
		"an exact spelling first":      {`{"p":{"A":1,"a":2}}`, `[{"op":"remove","path":"/P/a"}]`, `{"p":{"A":1}}`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			doc := tc.doc
			for _, element := range parseArray(tc.patch) {
				o, err := readOperation(element)
				if err != nil {
					t.Fatal(err)
				}
				if doc, err = o.apply(doc); err != nil {
					doc = err.Error()
				}
			}
			expect(t, doc, tc.want)
		})
	}
}

// The examples of RFC 7396, appendix A.
func TestMerge(t *testing.T) {
	for _, tc := range [][3]string{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	} {
		expect(t, merge(tc[0], tc[1]), tc[2])
	}
}

func TestEqual(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{`1`, `1.0`, true},
		{`100`, `1e2`, true},
		{`-0.0`, `0`, true},
		{`0.10`, `1E-1`, true},
		{`1`, `-1`, false},
		{`9007199254740993`, `9007199254740992`, false},
		{`1e99999999999999999999`, `1e99999999999999999999`, true},
		{`1e99999999999999999999`, `-1e99999999999999999999`, false},
		{`"\u0061"`, `"a"`, true},
		{`"a"`, `"A"`, false},
		{`null`, `false`, false},
		{`true`, `true`, true},
		{`[1,[2]]`, `[1.0,[2]]`, true},
		{`[1]`, `[1,1]`, false},
		{`[1]`, `[2]`, false},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, true},
		{`{"a":1}`, `{"A":1}`, false},
		{`{"a":1}`, `{"a":1,"b":2}`, false},
		{`{}`, `[]`, false},
	} {
		if got := equal(tc.a, tc.b); got != tc.want {
			t.Errorf("equal(%s, %s) = %t", tc.a, tc.b, got)
		}
	}
}
