package caddymodule

import (
	"fmt"
	"strings"
	"testing"
)

func TestStripJSON(t *testing.T) {
	s := startSite(t, "")
	s.strips(t, "application/json", []strip{
		{"the record alone", `{"Id":1,"State":"Started"}`, `{"Id":1,"State":"Started"}`, ""},
		{"all that is kept", `{"Request":"a","Response":"b","Description":"c","State":"d","Id":1}`, `{"Request":"a","Response":"b","Description":"c","State":"d","Id":1}`, ""},
		{"the client's camel case", `{"batchTaskInfo":{"id":975,"name":"n","state":"Started","associateId":3}}`, `{"batchTaskInfo":{"id":975,"state":"Started"}}`, "name, associateId"},
		{"any case", `{"ID":1,"sTATE":"x","DESCRIPTION":"y","rEsPoNsE":"","request":null,"nAME":1}`, `{"ID":1,"sTATE":"x","DESCRIPTION":"y","rEsPoNsE":"","request":null}`, "nAME"},
		{"first, middle, last", `{"Name":1,"Id":2,"Created":3,"State":4,"FileName":5}`, `{"Id":2,"State":4}`, "Name, Created, FileName"},
		{"runs", `{"a":1,"b":2,"Id":3,"c":4,"d":5,"State":6,"e":7,"f":8}`, `{"Id":3,"State":6}`, "a, b, c, d, e, f"},
		{"nothing is left", `{"Name":1,"Created":2}`, `{}`, "Name, Created"},
		{"nothing is left of the record", `{"BatchTaskInfo":{"Name":1}}`, `{"BatchTaskInfo":{}}`, "Name"},
		{"nothing was there", `{}`, `{}`, ""},
		{"blanks", " {\r\n\t} ", " {\r\n\t} ", ""},
		{"a property not known", `{"Id":1,"CancellationBehaviour":"CanCancel","Later":{"a":[1]}}`, `{"Id":1}`, "CancellationBehaviour, Later"},
		{"beside the record, before", `{"State":"x","Id":2,"BatchTaskInfo":{"Id":1}}`, `{"BatchTaskInfo":{"Id":1}}`, "State, Id"},
		{"beside the record, after it", `{"BatchTaskInfo":{"Id":1},"State":"x","y":[]}`, `{"BatchTaskInfo":{"Id":1}}`, "State, y"},
		{"beside and inside", `{"State":"x","BatchTaskInfo":{"Name":1,"Id":1},"Name":2}`, `{"BatchTaskInfo":{"Id":1}}`, "State, Name, Name"},
		{"a record in a record", `{"BatchTaskInfo":{"Id":1,"BatchTaskInfo":{"State":"x"}}}`, `{"BatchTaskInfo":{"Id":1}}`, "BatchTaskInfo"},
		{"a record in what is stripped", `{"Id":1,"Name":{"BatchTaskInfo":{"Name":"n","Name":"m"}}}`, `{"Id":1}`, "Name"},
		{"a null record", `{"BatchTaskInfo":null}`, `{"BatchTaskInfo":null}`, ""},
		{"a null record and more", `{"State":1,"batchtaskinfo": null ,"x":1}`, `{"batchtaskinfo": null }`, "State, x"},
		{"big numbers", `{"Id":12345678901234567890123,"State":-1.50E+0400}`, `{"Id":12345678901234567890123,"State":-1.50E+0400}`, ""},
		{"escapes in values", `{"Id":1,"State":"\u00e5\/\ud83d\ude00\"\\\b"}`, `{"Id":1,"State":"\u00e5\/\ud83d\ude00\"\\\b"}`, ""},
		{"a lone surrogate in a value", `{"State":"\ud800"}`, `{"State":"\ud800"}`, ""},
		{"escapes in names", `{"\u0049d":1,"\u004eame":2,"st\u0061te":3}`, `{"\u0049d":1,"st\u0061te":3}`, "Name"},
		{"the record's name escaped", `{"\u0042atchTaskInfo":{"Id":1,"Name":2},"State":1}`, `{"\u0042atchTaskInfo":{"Id":1}}`, "Name, State"},
		{"white space inside what stays", "{ \"Id\" :\t1 ,\r\n \"State\" : \"  \" }", "{ \"Id\" :\t1 ,\r\n \"State\" : \"  \" }", ""},
		{"a long s is no s", `{"Id":1,"ſtate":"x"}`, `{"Id":1}`, "+1"},
		{"a dotless i is no i", `{"ıd":1,"İd":2,"State":"x"}`, `{"State":"x"}`, "+2"},
		{"a NUL after the name", `{"Id":1,"State\u0000":"x"}`, `{"Id":1}`, "+1"},
		{"a blank after the name", `{"Id":1,"State ":"x"," State":"y"}`, `{"Id":1}`, "+2"},
		{"an empty name", `{"Id":1,"":2}`, `{"Id":1}`, "+1"},
		{"a byte-order mark", "\xEF\xBB\xBF{\"Id\":1,\"Name\":2}", `{"Id":1}`, "Name"},
		{"a byte-order mark alone changed", "\xEF\xBB\xBF{\"Id\":1}", `{"Id":1}`, ""},
		{"names like those of the prototype", `{"__proto__":{"State":1},"constructor":1,"Id":1}`, `{"Id":1}`, "__proto__, constructor"},
		{"values of every kind", `{"a":null,"b":true,"c":false,"d":-0,"e":"","f":[[],{}],"g":{"h":{}},"Id":1}`, `{"Id":1}`, "a, b, c, d, e, f, g"},
		{"twice inside a value that is stripped", `{"Id":1,"ParameterObject":{"a":1,"a":2}}`, `{"Id":1}`, "ParameterObject"},
	})
}

func TestStripJSONRefuses(t *testing.T) {
	s := startSite(t, "")
	const bad, twice = "malformed-body", "duplicate-property"
	s.refuses(t, "application/json", []wrong{
		{"twice", `{"Id":1,"Id":2}`, twice},
		{"twice, in another case", `{"State":1,"sTATE":2}`, twice},
		{"twice, escaped", `{"State":1,"St\u0061te":2}`, twice},
		{"twice, the record", `{"BatchTaskInfo":{},"batchTaskInfo":{}}`, twice},
		{"twice, the record, escaped", `{"BatchTaskInfo":{},"BatchTask\u0049nfo":{}}`, twice},
		{"twice, in the record", `{"BatchTaskInfo":{"Id":1,"State":1,"ID":1}}`, twice},
		{"twice, not updatable", `{"Name":1,"name":2}`, twice},
		{"twice, not known", `{"BatchTaskInfo":{"x":1,"X":2}}`, twice},
		{"twice, beside the record", `{"BatchTaskInfo":{},"y":1,"Y":2}`, twice},
		{"twice, around the record", `{"y":1,"Id":1,"BatchTaskInfo":{},"id":2}`, twice},
		{"a record that is an array", `{"BatchTaskInfo":[{"Id":1}]}`, bad},
		{"a record that is a string", `{"BatchTaskInfo":"{}"}`, bad},
		{"a record that is a number", `{"BatchTaskInfo":1,"Id":1}`, bad},
		{"a record that is false", `{"Id":1,"BatchTaskInfo":false}`, bad},
		{"an array", `[{"Id":1}]`, bad},
		{"a string", `"{}"`, bad}, {"a number", `1`, bad}, {"null", `null`, bad}, {"true", `true`, bad},
		{"only blanks", " \r\n", bad},
		{"only a mark", "\xEF\xBB\xBF", bad},
		{"two marks", "\xEF\xBB\xBF\xEF\xBB\xBF{}", bad},
		{"not closed", `{"Id":1`, bad}, {"closed twice", `{"Id":1}}`, bad}, {"two documents", `{"Id":1}{"Name":2}`, bad},
		{"two documents on two lines", "{\"Id\":1}\n{\"Name\":2}", bad},
		{"a NUL after it", "{\"Id\":1}\x00", bad},
		{"a comma at the end", `{"Id":1,}`, bad}, {"a comma at the beginning", `{,"Id":1}`, bad}, {"two commas", `{"Id":1,,"State":1}`, bad},
		{"no colon", `{"Id" 1}`, bad}, {"no comma", `{"Id":1 "State":2}`, bad}, {"no value", `{"Id":}`, bad},
		{"a bare name", `{Id:1}`, bad}, {"single quotes", `{'Id':1}`, bad}, {"a comment", `{"Id":1/*"Name":2*/}`, bad},
		{"a line comment", "{\"Id\":1//\n}", bad}, {"a hash", "{\"Id\":1#\n}", bad},
		{"NaN", `{"Id":NaN}`, bad}, {"Infinity", `{"Id":-Infinity}`, bad}, {"upper case", `{"Id":NULL}`, bad}, {"undefined", `{"Id":undefined}`, bad},
		{"a leading zero", `{"Id":01}`, bad}, {"a plus", `{"Id":+1}`, bad}, {"hexadecimal", `{"Id":0x1}`, bad}, {"a bare point", `{"Id":1.}`, bad},
		{"a bare fraction", `{"Id":.1}`, bad}, {"a bare exponent", `{"Id":1e}`, bad}, {"two minuses", `{"Id":--1}`, bad},
		{"an unknown escape", `{"State":"\x41"}`, bad}, {"a short escape", `{"State":"\u12"}`, bad}, {"an escape of no digits", `{"State":"\u00g0"}`, bad},
		{"a tab in a string", "{\"State\":\"\t\"}", bad}, {"a line break in a string", "{\"State\":\"\n\"}", bad}, {"a NUL in a string", "{\"State\":\"\x00\"}", bad},
		{"invalid in what is stripped", `{"Id":1,"Name":tru}`, bad}, {"invalid inside what is stripped", `{"Id":1,"Name":{"a":[1,]}}`, bad},
		{"not UTF-8", "{\"State\":\"\xff\"}", bad}, {"not UTF-8, in what is stripped", "{\"Name\":\"\xc0\xaf\"}", bad},
		{"a surrogate in UTF-8", "{\"State\":\"\xed\xa0\x80\"}", bad}, {"cut UTF-8", "{\"State\":\"\xe2\x84", bad},
		{"UTF-16", "{\x00}\x00", bad}, {"UTF-16 with a mark", "\xff\xfe{\x00}\x00", bad}, {"UTF-16, big end first", "\xfe\xff\x00{\x00}", bad},
		{"UTF-32", "{\x00\x00\x00}\x00\x00\x00", bad}, {"a no-break space", "{\u00a0\"Id\":1}", bad}, {"a form feed", "{\f\"Id\":1}", bad},
		{"an object in a plain property", `{"State":{"$id":{},"Name":"x"}}`, bad}, {"an array there", `{"BatchTaskInfo":{"Id":[1]}}`, bad},
		{"a record in what looks like Request", `{"request":{"BatchTaskInfo":{"Id":1,"State":"x"}}}`, bad},
		{"a mark inside", "{\ufeff\"Id\":1}", bad},
	})
}

// nested returns a document with the member name, whose value is nested arrays; depth includes the document.
func nested(name string, depth int) string {
	return fmt.Sprintf(`{"%s":%s%s}`, name, strings.Repeat("[", depth-1), strings.Repeat("]", depth-1))
}

func TestDepth(t *testing.T) {
	s := startSite(t, "updatable ParameterObject")
	for _, name := range []string{"ParameterObject", "Name"} {
		arrived, arrivedWrapped := nested("ParameterObject", 64), `{"BatchTaskInfo":`+nested("ParameterObject", 63)+`}`
		if name == "Name" {
			arrived, arrivedWrapped = "{}", `{"BatchTaskInfo":{}}`
		}
		if got, _ := s.passed(t, request("", nested(name, 64))); got.body != arrived {
			t.Errorf("arrived %q", got.body)
		}
		s.refused(t, request("", nested(name, 65)), 400, "malformed-body")
		wrapped := `{"BatchTaskInfo":` + nested(name, 63) + `}`
		if got, _ := s.passed(t, request("", wrapped)); got.body != arrivedWrapped {
			t.Errorf("arrived %q", got.body)
		}
		s.refused(t, request("", `{"BatchTaskInfo":`+nested(name, 64)+`}`), 400, "malformed-body")
	}
	objects := strings.Repeat(`{"a":`, 63) + "1" + strings.Repeat("}", 63)
	if got, _ := s.passed(t, request("", `{"ParameterObject":`+objects+`}`)); got.body != `{"ParameterObject":`+objects+`}` {
		t.Errorf("arrived %q", got.body)
	}
	s.refused(t, request("", `{"ParameterObject":{"a":`+objects+`}}`), 400, "malformed-body")
	s.refused(t, request("", strings.Repeat("[", 1<<20)), 400, "malformed-body")
	s.refused(t, request("", `{"ParameterObject":`+strings.Repeat("[", 1<<20-30)), 400, "malformed-body")
	s.refused(t, request("", strings.Repeat(`{"BatchTaskInfo":`, 50_000)), 400, "malformed-body")

	const patch = "Content-Type: application/json-patch+json"
	add := func(depth int) string {
		return `[{"op":"add","path":"/ParameterObject","value":` + strings.Repeat("[", depth-2) + strings.Repeat("]", depth-2) + `}]`
	}
	if got, _ := s.passed(t, request("", add(64), patch)); got.body != add(64) {
		t.Errorf("arrived %q", got.body)
	}
	s.refused(t, request("", add(65), patch), 400, "malformed-body")
}

// The properties in the options identity and updatable are kept.
func TestKeptOptions(t *testing.T) {
	s := startSite(t, "identity Key\nupdatable name Progress")
	s.strips(t, "application/json", []strip{
		{"options", `{"Key":1,"NAME":2,"progress":3,"Id":4,"State":5}`, `{"Key":1,"NAME":2,"progress":3}`, "Id, State"},
	})
	s.strips(t, "application/json-patch+json", []strip{
		{"options, patch", `[{"op":"remove","path":"/Name"},{"op":"remove","path":"/Key"},{"op":"remove","path":"/State"}]`, `[{"op":"remove","path":"/Name"}]`, "Key, State"},
	})
	s.strips(t, "application/x-www-form-urlencoded", []strip{
		{"options, form", `Key=1&Name=2&State=3`, `Key=1&Name=2`, "State"},
	})
}

// A kept property has a plain value, unless it may be structured and the operator made it updatable.
func TestStructuredProperties(t *testing.T) {
	s := startSite(t, "updatable State ParameterObject Custom CancellationBehaviour\ndate_times Updated")
	s.strips(t, "application/json", []strip{
		{"structured", `{"ParameterObject":{"a":"b","Name":"c"},"custom":[1,{"a":2}],"Name":{}}`, `{"ParameterObject":{"a":"b","Name":"c"},"custom":[1,{"a":2}]}`, "Name"},
	})
	s.refuses(t, "application/json", []wrong{
		{"plain", `{"State":{"a":1}}`, "malformed-body"},
		{"plain, documented", `{"CancellationBehaviour":[]}`, "malformed-body"},
		{"metadata", `{"Custom":{"a":{"$type":"x"}}}`, "malformed-body"},
		{"out of an array", `{"Custom":{"a":["b"],"updated":"c"}}`, "malformed-body"},
	})
	s.strips(t, "application/json-patch+json", []strip{
		{"structured", `[{"op":"add","path":"ParameterObject/a","value":{}},{"op":"add","path":"/ParameterObject/$a","value":1}]`,
			`[{"op":"add","path":"ParameterObject/a","value":{}}]`, "ParameterObject"},
	})
	s.strips(t, "application/xml", []strip{
		{"structured", `<BatchTaskInfo><Custom><a><b/></a></Custom><Name><x/></Name></BatchTaskInfo>`, `<BatchTaskInfo><Custom><a><b/></a></Custom></BatchTaskInfo>`, "Name"},
	})
	s.refuses(t, "application/xml", []wrong{
		{"plain", `<BatchTaskInfo><State><x/></State></BatchTaskInfo>`, "malformed-body"},
		{"a documented name", `<BatchTaskInfo><ParameterObject><x/><NAME/></ParameterObject></BatchTaskInfo>`, "malformed-body"},
		{"a configured name", `<BatchTaskInfo><Custom><x><p:Updated xmlns:p="urn:p"/></x></Custom></BatchTaskInfo>`, "malformed-body"},
		{"the record's name", `<BatchTaskInfo><Custom><batchTaskInfo/></Custom></BatchTaskInfo>`, "malformed-body"},
	})
	s.strips(t, "application/x-www-form-urlencoded", []strip{
		{"structured", `Custom=1&Custom[a]=2&ParameterObject.b=3&State[]=4`, `Custom=1`, "ParameterObject.b, +2"},
	})
}
