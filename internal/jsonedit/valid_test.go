package jsonedit

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
	"github.com/tidwall/gjson"
)

// The grammar of RFC 8259 by section, with valid and invalid values.
var grammarValues = []struct {
	section string
	valid   []string
	invalid []string
}{
	{"2, white space", []string{" 1", "1\t", "\n1\r\n", "[ 1 ,\t2\n]", "{ \"a\" : 1 }"},
		[]string{"\v1", "\f1", "\u00a01", "[1\u20282]", "1 2", "\ufeff\ufeff1"}},
	{"3, literals", []string{"true", "false", "null"},
		[]string{"True", "FALSE", "nul", "nulll", "tru", "NaN", "Infinity", "-Infinity", "undefined", "t", "f", "n", ""}},
	{"4, objects", []string{"{}", `{"a":1}`, `{"":1}`, `{"a":{"b":{}}}`, `{"a":1,"b":2}`, `{"a":1,"a":2}`},
		[]string{"{", "}", `{"a"}`, `{"a":}`, `{"a":1,}`, `{,}`, `{a:1}`, `{'a':1}`, `{"a":1 "b":2}`, `{"a"::1}`, `{1:1}`, `{"a":1]`,
			`{"a":1}}`, `{"a":1}{`, `{"a" "b"}`, `{"a":1,,"b":2}`, `{"a":/**/1}`, `{"a":1}//`, `{"a":1}#`}},
	{"5, arrays", []string{"[]", "[1]", "[[]]", "[1,2]", "[ ]", `["",{},[],null]`},
		[]string{"[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1}", "[1]]", "[1:2]", "[\"a\":1]", "[*]"}},
	{"6, numbers", []string{"0", "-0", "1", "-1", "10", "0.1", "-0.0", "1e5", "1E5", "1e+5", "1E-5", "1.5e10", "1e999",
		"123456789012345678901234567890", "0e0", "0.00000000000000000001"},
		[]string{"01", "-01", "00", "+1", "-", "1.", ".1", "-.1", "1e", "1e+", "1.e1", "1.5.5", "0x1", "1_0", "--1", "1e1.5", "- 1", "1f", "Inf"}},
	{"7, strings", []string{`""`, `"a"`, `"\""`, `"\\"`, `"\/"`, `"\b\f\n\r\t"`, `"\u0000"`, `"\uD83D\uDE00"`, `"\uD800"`, `"\uDC00\uD800"`,
		"\"\u007f\"", "\"æøå\"", "\"\U0001F600\"", "\"\u2028\"", `"'"`},
		[]string{`"`, `"a`, `'a'`, `"\x41"`, `"\a"`, `"\u12"`, `"\u12G4"`, `"\u"`, `"\`, `"\"`, "\"\n\"", "\"\t\"", "\"\x00\"", "\"\x1f\"", `"a""`, `a"`, `"\U0041"`}},
	{"8.1, UTF-8", []string{"\"\xc3\xa6\"", "\"\xf4\x8f\xbf\xbf\""},
		[]string{"\"\xff\"", "\"\xc3\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\x80\"", "\xff", "\xfe\xff\x00{", "{\"\xff\":1}"}},
}

// Each value is tested as a kept and as a stripped member of a request, and as a selected and an undecided member of a
// response. The results are compared with two other parsers, both of which accept text that is not UTF-8.
func TestJSONGrammar(t *testing.T) {
	selected := edittest.DocumentOf(edittest.Select(edit.Null, "ParameterObject", "Name"))
	for _, group := range grammarValues {
		for i, value := range append(append([]string(nil), group.valid...), group.invalid...) {
			valid := i < len(group.valid)
			t.Run(group.section+" "+value, func(t *testing.T) {
				for _, document := range []string{`{"ParameterObject":` + value + `}`, `{"Name":` + value + `}`} {
					if others := json.Valid([]byte(document)); others != valid && group.section != "8.1, UTF-8" {
						t.Errorf("encoding/json says %v", others)
					}
					if others := gjson.Valid(document); others != valid && group.section != "8.1, UTF-8" {
						t.Errorf("gjson says %v", others)
					}
					if err := Strip([]byte(document), &edittest.Filter, new(edit.Result)); (err == nil) != valid {
						t.Errorf("Strip(%s): %v", document, err)
					}
					response := []byte(`{"Id":1,` + document[1:])
					if err := Reshape(response, selected, new(edit.Edits)); (err == nil) != valid {
						t.Errorf("Reshape(%s): %v", response, err)
					}
					response = []byte(document[:len(document)-1] + `,"Id":1}`)
					if err := Reshape(response, edittest.AnyDocument(), new(edit.Edits)); (err == nil) != valid {
						t.Errorf("Reshape(%s): %v", response, err)
					}
				}
			})
		}
	}
}

// A truncated document is refused.
func TestJSONCutOff(t *testing.T) {
	const whole = ` {"BatchTaskInfo":{"Id":-1.5e+3,"State":"a\u00e6\n","Request":[true,false,null,{"a":[[]]}],"Name":"n"}}`
	for i := range len(whole) {
		if Strip([]byte(whole[:i]), &edittest.Filter, new(edit.Result)) == nil {
			t.Errorf("%q is accepted", whole[:i])
		}
		if Reshape([]byte(whole[:i]), edittest.AnyDocument(), new(edit.Edits)) == nil {
			t.Errorf("%q is reshaped", whole[:i])
		}
	}
}

func TestJSONDepth(t *testing.T) {
	nest := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, tc := range []struct {
		document string
		passes   bool
	}{
		{`{"ParameterObject":` + nest(63) + `}`, true},
		{`{"ParameterObject":` + nest(64) + `}`, false},
		{`{"BatchTaskInfo":{"Name":` + nest(62) + `}}`, true},
		{`{"BatchTaskInfo":{"Name":` + nest(63) + `}}`, false},
		{strings.Repeat(`{"ParameterObject":`, 64) + "1" + strings.Repeat("}", 64), true},
		{strings.Repeat(`{"ParameterObject":`, 65) + "1" + strings.Repeat("}", 65), false},
		{`{"ParameterObject":` + strings.Repeat("[", 1<<20), false},
	} {
		if err := Strip([]byte(tc.document), &edittest.Filter, new(edit.Result)); (err == nil) != tc.passes {
			t.Errorf("%.40s…: %v", tc.document, err)
		}
	}
	if err := Reshape([]byte(`{"Id":1,"State":`+nest(511)+`}`), edittest.AnyDocument(), new(edit.Edits)); err != nil {
		t.Errorf("a response 512 deep: %v", err)
	}
	if Reshape([]byte(`{"Id":1,"State":`+nest(512)+`}`), edittest.AnyDocument(), new(edit.Edits)) == nil {
		t.Error("a response 513 deep is accepted")
	}
}
