package jsonedit

import (
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

// Errors give the line and column, from 1 in characters, the offset in bytes, and the mistake as its writer would name it
// (contract section 6).
func TestJSONErrors(t *testing.T) {
	for _, tc := range []struct{ document, want string }{
		{"", "line 1, column 1, offset 0: the document has nothing but white space"},
		{" \n ", "line 2, column 2, offset 3: the document has nothing but white space"},
		{"{\n  \"State\": \"x\",\n}\n", "line 2, column 15, offset 16: a trailing comma"},
		{"{\"Id\":1,\"ParameterObject\":[1, 2 , ] }", "line 1, column 33, offset 32: a trailing comma"},
		{"{\"Id\":1,\"x\":{\"æ\":\"é\" , }}", "line 1, column 22, offset 23: a trailing comma"},
		{"{\"State\":\"one\ntwo\"}", "line 1, column 14, offset 13: a line break in a string"},
		{"{\"State\":\"one\r\ntwo\"}", "line 1, column 14, offset 13: a line break in a string"},
		{"{\r\n\"Id\":1,\r\"State\":\"\t\"}", "line 3, column 10, offset 20: a tab in a string"},
		{"{\"State\":\"a\x00b\"}", `line 1, column 12, offset 11: a control character in a string; it is written \u0000`},
		{"{'State':1}", "line 1, column 2, offset 1: single quotes"},
		{"{\"State\":'x'}", "line 1, column 10, offset 9: single quotes"},
		{"{\"State\":`x`}", "line 1, column 10, offset 9: backquotes"},
		{"{\u201cState\u201d:1}", "line 1, column 2, offset 1: typographic quotes"},
		{"{\"Id\":\u00abx\u00bb}", "line 1, column 7, offset 6: typographic quotes"},
		{"{State:1}", "line 1, column 2, offset 1: an unquoted name"},
		{"{\"Id\":1, Größe:1}", "line 1, column 10, offset 9: an unquoted name"},
		{"{1:1}", "line 1, column 2, offset 1: an unquoted name"},
		{"{\"State\":Started}", "line 1, column 10, offset 9: text without quotes"},
		{"{// all of it\n\"Id\":1}", "line 1, column 2, offset 1: a comment"},
		{"{\"Id\":/* the task */1}", "line 1, column 7, offset 6: a comment"},
		{"{\"Id\" /**/ :1}", "line 1, column 7, offset 6: a comment"},
		{"{\"Id\":1 // the task\n}", "line 1, column 9, offset 8: a comment"},
		{"{\"Id\":1, // the task\n\"State\":2}", "line 1, column 10, offset 9: a comment"},
		{"{\"Id\":1, # the task\n\"State\":2}", "line 1, column 10, offset 9: a comment"},
		{"# all of it\n{}", "line 1, column 1, offset 0: a comment"},
		{"{} // all of it", "line 1, column 4, offset 3: a comment"},
		{"{\n\t\"Id\": 1\n\t\"State\": \"x\"\n}", "line 3, column 2, offset 12: a missing comma"},
		{"{\"ParameterObject\":[1 2]}", "line 1, column 23, offset 22: a missing comma"},
		{"{\"Id\":1 State:2}", "line 1, column 9, offset 8: a missing comma"},
		{"{\"Id\":1 'State':2}", "line 1, column 9, offset 8: a missing comma"},
		{"{\"State\":\"he said \"no\" to it\"}", `line 1, column 20, offset 19: a quotation mark inside a string that is not written \"`},
		{"{\"State\":\"x\"\"Id\":1}", "line 1, column 13, offset 12: a missing comma"},
		{"{\"Id\":NaN}", "line 1, column 7, offset 6: NaN"},
		{"{\"Id\":-Infinity}", "line 1, column 7, offset 6: Infinity"},
		{"{\"Id\":[Infinity]}", "line 1, column 8, offset 7: Infinity"},
		{"{\"Id\":undefined}", "line 1, column 7, offset 6: undefined"},
		{"{\"Id\":None}", "line 1, column 7, offset 6: None"},
		{"{\"Id\":True}", "line 1, column 7, offset 6: True; it is written in lower case"},
		{"{\"Id\":nul}", "line 1, column 7, offset 6: text without quotes"},
		{"{\"Id\":nulll}", "line 1, column 11, offset 10: a number, true, false or null with something else directly after it"},
		{"{\"Id\":007}", "line 1, column 7, offset 6: a number with a leading zero"},
		{"{\"Id\":-01}", "line 1, column 8, offset 7: a number with a leading zero"},
		{"{\"Id\":+1}", "line 1, column 7, offset 6: a number with a plus sign"},
		{"{\"Id\":.5}", "line 1, column 7, offset 6: a number that begins with its decimal point"},
		{"{\"Id\":5.}", "line 1, column 9, offset 8: a number without digits after its decimal point"},
		{"{\"Id\":5e}", "line 1, column 9, offset 8: a number without digits in its exponent"},
		{"{\"Id\":-}", "line 1, column 7, offset 6: a minus sign without a number"},
		{"{\"Id\":0x1F}", "line 1, column 8, offset 7: a hexadecimal number"},
		{"{\"Id\":1_000}", "line 1, column 8, offset 7: a number, true, false or null with something else"},
		{"{\"Id\":1.2.3}", "line 1, column 10, offset 9: a number, true, false or null with something else"},
		{"{\"State\":\"C:\\dir\"}", `line 1, column 13, offset 12: an unknown escape in a string; a backslash is written \\`},
		{"{\"State\":\"it\\'s\"}", "line 1, column 13, offset 12: an unknown escape in a string"},
		{"{\"State\":\"\\u12\"}", "line 1, column 11, offset 10: an unknown escape in a string"},
		{"{\"State\":\"x}", "line 1, column 10, offset 9: a string that is not closed"},
		{"{\"State\":}", "line 1, column 10, offset 9: a closing } where a value should be"},
		{"{\"State\":,}", "line 1, column 10, offset 9: a comma where a value should be"},
		{"{\"Id\":1,,}", "line 1, column 9, offset 8: a comma where a name should be"},
		{"{\"State\"}", "line 1, column 9, offset 8: a name without a value"},
		{"{\"State\"=1}", "line 1, column 9, offset 8: an equals sign instead of a colon"},
		{"{\"State\" 1}", "line 1, column 10, offset 9: a name without a colon"},
		{"{\"Id\":1;\"State\":2}", "line 1, column 8, offset 7: a semicolon instead of a comma"},
		{"{\"Id\":1:2}", "line 1, column 8, offset 7: a colon instead of a comma"},
		{"{\"x\":[1:2]}", "line 1, column 8, offset 7: a colon in an array"},
		{"{\"x\":[1}", "line 1, column 8, offset 7: an array that is closed by }"},
		{"{\"x\":1]", "line 1, column 7, offset 6: an object that is closed by ]"},
		{"{\"x\":(1)}", "line 1, column 6, offset 5: not a value"},
		{"{\"x\":1)", "line 1, column 7, offset 6: neither a comma nor a }"},
		{"{\"Id\":1", "line 1, column 8, offset 7: the document ends inside an object"},
		{"{\"Id\":1,", "line 1, column 9, offset 8: the document ends inside an object"},
		{"{\"Id\":", "line 1, column 7, offset 6: the document ends where a value should be"},
		{"{\"Id\"", "line 1, column 6, offset 5: the document ends after a name"},
		{"{\"x\":[", "line 1, column 7, offset 6: the document ends where a value should be"},
		{"{\"x\":[1", "line 1, column 8, offset 7: the document ends inside an array"},
		{"{}}", "line 1, column 3, offset 2: an unmatched closing }"},
		{"{}{}", "line 1, column 3, offset 2: something follows the document"},
		{"{\"Id\":\u00a01}", "line 1, column 7, offset 6: the character U+00A0, which is not white space in JSON"},
		{"{\u200b}", "line 1, column 2, offset 1: the character U+200B, which is not white space in JSON"},
		{"\ufeff{}", "line 1, column 1, offset 0: the character U+FEFF"},
		{"{\"Id\":\v1}", "line 1, column 7, offset 6: the control character U+000B"},
		{"{\"State\":\"caf\xe9\"}", "line 1, column 14, offset 13: not UTF-8: send UTF-8"},
		{"\xff\xfe{\x00}\x00", "line 1, column 1, offset 0: UTF-16 or UTF-32, not UTF-8: send UTF-8 (in PowerShell, with ; charset=utf-8"},
		{"{\x00}\x00", "line 1, column 1, offset 0: UTF-16 or UTF-32"},
		{"\x00{\x00}", "line 1, column 1, offset 0: UTF-16 or UTF-32"},
		{"State=Started", "line 1, column 1, offset 0: the document is not JSON"},
		{"%7B%7D", "line 1, column 1, offset 0: the document is not JSON"},
		{" <BatchTaskInfo/>", "line 1, column 2, offset 1: the document looks like XML"},
		{"[]", "line 1, column 1, offset 0: the document is not an object"},
		{" 12", "line 1, column 2, offset 1: the document is not an object"},
		{"{\"Id\":1,\n \"St\\u0061te\\\\\\\"\":1,\"x\":2, \"sTATE\\u005c\\\"\" :3}", `line 2, column 28, offset 36: "sTATE\\\"" is given twice`},
		{"{\"BatchTaskInfo\":7}", "line 1, column 18, offset 17: BatchTaskInfo is neither an object nor null"},
		{"{\"BatchTaskInfo\":{\"x\":" + strings.Repeat("[", 63), "line 1, column 85, offset 84: nested deeper than 64"},
	} {
		err := Strip([]byte(tc.document), &edittest.Filter, new(edit.Result))
		if err == nil {
			t.Errorf("%q passes, want %s", tc.document, tc.want)
		} else if _, detail, _ := strings.Cut(err.Error(), "JSON, "); !strings.HasPrefix(detail, tc.want) {
			t.Errorf("%q:\n got  %s\n want %s", tc.document, detail, tc.want)
		}
	}
}

// Errors are short and don't repeat values.
func TestJSONErrorsKeepSecrets(t *testing.T) {
	const secret = "hunter2"
	long := strings.Repeat("n", 1000)
	for _, document := range []string{
		`{"State":hunter2}`, `{"State":"hunter2}`, `{"State":"hunter2\d"}`, "{\"State\":\"hunter2\n\"}", `{"State":'hunter2'}`,
		`{"State":"x"hunter2"}`, `{"State":{"hunter2":"hunter2"}}`, `{"State":["hunter2"]}`, `{"State":1hunter2}`, `{"State":"x" "hunter2"}`,
		`{"ParameterObject":{"$id":"hunter2"}}`, `{"ParameterObject":{"a":["hunter2"],"Name":"hunter2"}}`, `{"State":"hunter2","State":"hunter2"}`,
		`{"BatchTaskInfo":"hunter2"}`, `"hunter2"`, `hunter2`, `{"` + long + `":1,"` + long + `":1}`, `{"State":/*hunter2*/1}`, "{\"State\":\"hunter2\xff\"}",
	} {
		err := Strip([]byte(document), &edittest.Filter, new(edit.Result))
		if err == nil || strings.Contains(err.Error(), secret) || len(err.Error()) > 300 {
			t.Errorf("%s: %v", document, err)
		}
	}
}
