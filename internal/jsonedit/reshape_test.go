package jsonedit

import (
	"bytes"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

func reshaped(t testing.TB, src string, rule edit.Rule) string {
	t.Helper()
	var e edit.Edits
	if err := Reshape([]byte(src), edittest.DocumentOf(rule), &e); err != nil {
		t.Fatalf("%s\n%v", src, err)
	}
	text := e.AppendTo(nil, []byte(src))
	if len(text) != e.Size(len(src)) {
		t.Fatalf("%s\nSize gives %d, the result has %d bytes", src, e.Size(len(src)), len(text))
	}
	if same := string(text) == src; same != (e.Len() == 0) {
		t.Fatalf("%s\nhas %d edits and is reshaped to %s", src, e.Len(), text)
	}
	var written bytes.Buffer
	if _, err := e.WriteTo(&written, []byte(src), nil); err != nil || !bytes.Equal(written.Bytes(), text) {
		t.Fatalf("%s\nWriteTo: %v, %q\nAppendTo: %q", src, err, written.Bytes(), text)
	}
	return string(text)
}

// Metadata of Newtonsoft.Json is not edited; the elements of $values are (contract section 5).
func TestJSONMetadata(t *testing.T) {
	for _, tc := range []struct{ what, paths, in, null, omit string }{
		{"a typed batch task", "State",
			`{"$type":"SuperOffice.BatchTaskInfo, SuperOffice","Id":1,"State":"s","Name":"n"}`,
			`{"$type":"SuperOffice.BatchTaskInfo, SuperOffice","Id":null,"State":"s","Name":null}`,
			`{"$type":"SuperOffice.BatchTaskInfo, SuperOffice","State":"s"}`},
		{"anywhere and in any spelling", "State",
			`{ "\u0024type" : "t" , "Id":1,"$id":"1", "State":"s" ,"$":{"Id":1}, "\u0024\u0052EF" :[ {"a":1} ] }`,
			`{ "\u0024type" : "t" , "Id":null,"$id":"1", "State":"s" ,"$":{"Id":1}, "\u0024\u0052EF" :[ {"a":1} ] }`,
			`{ "\u0024type" : "t" ,"$id":"1", "State":"s" ,"$":{"Id":1}, "\u0024\u0052EF" :[ {"a":1} ] }`},
		{"nothing else is selected", "Unknown", `{"Id":1,"$type":"t","Name":"n"}`, `{"Id":null,"$type":"t","Name":null}`, `{"$type":"t"}`},
		{"it can't be selected, nor left out", "$type", `{"$type":"t","$id":"1","Id":1}`, `{"$type":"t","$id":"1","Id":null}`, `{"$type":"t","$id":"1"}`},
		{"nor a part of it", "$type/x", `{"$type":{"x":1,"y":2},"Id":1}`, `{"$type":{"x":1,"y":2},"Id":null}`, `{"$type":{"x":1,"y":2}}`},
		{"alone it is no batch task", "State", `{"$type":"t","$id":"1","x":1}`, `{"$type":"t","$id":"1","x":1}`, `{"$type":"t","$id":"1","x":1}`},
		{"a property's name after a $ is metadata", "State", `{"$Id":1,"$Name":"n","x":1}`, `{"$Id":1,"$Name":"n","x":1}`, `{"$Id":1,"$Name":"n","x":1}`},
		{"inside what is partly selected", "TableRight/Mask,ParameterObject/x",
			`{"Id":1,"TableRight":{"$type":"r","$id":"2","Mask":1,"Reason":"r"},"ParameterObject":{"$type":"d","x":"1","y":"2"},"FieldProperties":{"$type":"f"}}`,
			`{"Id":null,"TableRight":{"$type":"r","$id":"2","Mask":1,"Reason":null},"ParameterObject":{"$type":"d","x":"1","y":null},"FieldProperties":null}`,
			`{"TableRight":{"$type":"r","$id":"2","Mask":1},"ParameterObject":{"$type":"d","x":"1"}}`},
		{"a reference", "TableRight/Mask", `{"Id":1,"TableRight":{"$ref":"2"}}`, `{"Id":null,"TableRight":{"$ref":"2"}}`, `{"TableRight":{"$ref":"2"}}`},
		{"deep down", "a/b/c",
			`{"Id":1,"a":{"$type":"A","b":[{"$type":"B","c":{"$type":"C","d":1},"e":2}],"f":3}}`,
			`{"Id":null,"a":{"$type":"A","b":[{"$type":"B","c":{"$type":"C","d":1},"e":null}],"f":null}}`,
			`{"a":{"$type":"A","b":[{"$type":"B","c":{"$type":"C","d":1}}]}}`},
		{"an array in $values", "State",
			`{"$type":"BatchTaskInfo[], SuperOffice","$values":[{"$type":"t","Id":1,"State":"s"},null,{"Message":"m"},{"Id":2}]}`,
			`{"$type":"BatchTaskInfo[], SuperOffice","$values":[{"$type":"t","Id":null,"State":"s"},null,{"Message":"m"},{"Id":null}]}`,
			`{"$type":"BatchTaskInfo[], SuperOffice","$values":[{"$type":"t","State":"s"},null,{"Message":"m"},{}]}`},
		{"arrays in an array", "State",
			`[{"$id":"1","\u0024VALUES":[{"$values":[{"Id":1}]},[{"Id":2}]]}]`,
			`[{"$id":"1","\u0024VALUES":[{"$values":[{"Id":null}]},[{"Id":null}]]}]`,
			`[{"$id":"1","\u0024VALUES":[{"$values":[{}]},[{}]]}]`},
		{"an array with other members around", "State",
			`{"a":1,"b":[{"Id":2}],"$values":[{"Id":3,"State":"s"},{"d":4,"$values":[{"Id":5}],"e":6}],"c":7,"$values":[{"Id":8}],"f":9}`,
			`{"a":1,"b":[{"Id":2}],"$values":[{"Id":null,"State":"s"},{"d":4,"$values":[{"Id":null}],"e":6}],"c":7,"$values":[{"Id":null}],"f":9}`,
			`{"a":1,"b":[{"Id":2}],"$values":[{"State":"s"},{"d":4,"$values":[{}],"e":6}],"c":7,"$values":[{}],"f":9}`},
		{"an array in a batch task", "State",
			`{"a":1,"$values":[{"Id":3},{"x":4}],"Id":2}`, `{"a":null,"$values":[{"Id":null},{"x":4}],"Id":null}`, `{"$values":[{},{"x":4}]}`},
		{"an array in an error", "State",
			`{"Name":"n","$values":[{"Id":3}],"Message":"m"}`, `{"Name":"n","$values":[{"Id":null}],"Message":"m"}`, `{"Name":"n","$values":[{}],"Message":"m"}`},
		{"$values that are no array", "State", `{"$values":{"Id":1,"Name":"n"}}`, `{"$values":{"Id":1,"Name":"n"}}`, `{"$values":{"Id":1,"Name":"n"}}`},
		{"an array under a selected path", "Rows/Mask",
			`{"Id":1,"Rows":{"$type":"Row[]","$values":[{"$type":"Row","Mask":1,"z":2},{"$values":[{"z":3}]},4,null]}}`,
			`{"Id":null,"Rows":{"$type":"Row[]","$values":[{"$type":"Row","Mask":1,"z":null},{"$values":[{"z":null}]},null,null]}}`,
			`{"Rows":{"$type":"Row[]","$values":[{"$type":"Row","Mask":1},{"$values":[{}]},null,null]}}`},
		{"an array selected whole", "Rows", `{"$type":"t","Id":1,"Rows":{"$values":[{"Id":1}]}}`, `{"$type":"t","Id":null,"Rows":{"$values":[{"Id":1}]}}`, `{"$type":"t","Rows":{"$values":[{"Id":1}]}}`},
	} {
		for _, by := range []struct {
			verdict edit.Verdict
			want    string
		}{{edit.Null, tc.null}, {edit.Omit, tc.omit}} {
			if got := reshaped(t, tc.in, edittest.Select(by.verdict, strings.Split(tc.paths, ",")...)); got != by.want {
				t.Errorf("%s, %d:\n in   %s\n got  %s\n want %s", tc.what, by.verdict, tc.in, got, by.want)
			}
		}
	}
}

// Conversions that are rolled back around $values are not counted.
func TestJSONMetadataConversions(t *testing.T) {
	const src = `{"LastStarted":"a","$values":[{"Id":1,"LastStarted":"b"}],"Name":"n","LastStarted":"c","$values":[{"Id":1,"LastStarted":"d"}],"LastStarted":"e","Error":1}`
	const want = `{"LastStarted":"a","$values":[{"Id":null,"LastStarted":"B"}],"Name":"n","LastStarted":"c","$values":[{"Id":null,"LastStarted":"D"}],"LastStarted":"e","Error":1}`
	var e edit.Edits
	if err := Reshape([]byte(src), edittest.AnyDocument(), &e); err != nil {
		t.Fatal(err)
	}
	if got := string(e.AppendTo(nil, []byte(src))); got != want || e.Conversions(edit.Converted) != 2 || e.Len() != 4 {
		t.Errorf("%d conversions, %d edits, %s", e.Conversions(edit.Converted), e.Len(), got)
	}
}

// The unescaped content of a string determines the conversion. Strings that are not converted keep their bytes.
func TestJSONConvert(t *testing.T) {
	for _, tc := range []struct {
		in, want                         string
		unchanged, converted, unreadable int
	}{
		{`"a"`, `"A"`, 0, 1, 0},
		{`"\u0061\/\u002B\u00e6"`, `"A/+Æ"`, 0, 1, 0},
		{`"\u0041\/"`, `"\u0041\/"`, 1, 0, 0},
		{`"\u0061\u0061\u0061\u0061\u0061\u0061\u0061\u0061"`, `"AAAAAAAA"`, 0, 1, 0},
		{`"\u0061 much too long"`, `"\u0061 much too long"`, 0, 0, 1},
		{`"a\n"`, `"a\n"`, 0, 0, 1},
		{`null`, `null`, 0, 0, 0},
		{`12`, `12`, 0, 0, 1}, {`true`, `true`, 0, 0, 1}, {`{"a":"b"}`, `{"a":"b"}`, 0, 0, 1}, {`[ "a" ]`, `[ "a" ]`, 0, 0, 1},
	} {
		var e edit.Edits
		src := []byte(`{"Id":1, "L\u0061stStarted" : ` + tc.in + ` ,"State":"s"}`)
		if err := Reshape(src, edittest.AnyDocument(), &e); err != nil {
			t.Fatal(err)
		}
		want := `{"Id":null, "L\u0061stStarted" : ` + tc.want + ` ,"State":"s"}`
		if got := string(e.AppendTo(nil, src)); got != want {
			t.Errorf("%s: got %s", tc.in, got)
		}
		if e.Conversions(edit.Unchanged) != tc.unchanged || e.Conversions(edit.Converted) != tc.converted || e.Conversions(edit.Unreadable) != tc.unreadable {
			t.Errorf("%s: %d unchanged, %d converted, %d unreadable", tc.in, e.Conversions(edit.Unchanged), e.Conversions(edit.Converted), e.Conversions(edit.Unreadable))
		}
	}
}

func TestJSONReshapeAllocatesNothing(t *testing.T) {
	var e edit.Edits
	var v reshaper // not from the pool, which may drop its buffers
	doc := edittest.DocumentOf(edittest.NewSetRule(edit.Null, "State", "Mask"))
	for _, text := range []string{
		`{"Id":1,"State":"s","LastStarted":"a","TableRight":{"Mask":1,"Reason":2},"Name":"n"}`,
		`{"$type":"t","\u0049d":1,"State":"s","LastStarted":"\u0061","TableRight":{"$type":"r","Mask":1,"Reason":2}}`,
		`{"a":1,"$values":[{"Id":1,"Name":"n"},{"Name":"n","$values":[{"Id":2}],"Message":"m"}],"b":2}`,
	} {
		src := []byte(text)
		allocs := testing.AllocsPerRun(50, func() {
			e.Reset()
			v.reset(src, edit.MaxResponseDepth)
			v.doc, v.edits, v.elements.reshaper = doc, &e, &v
			if err := v.reshape(); err != nil {
				t.Fatal(err)
			}
		})
		if allocs > 0 {
			t.Errorf("%s: %v allocations", text, allocs)
		}
	}
}
