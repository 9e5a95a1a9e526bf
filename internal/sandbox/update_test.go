package sandbox

import (
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// with returns the sample task 975 after replacements, which alternates old and new texts.
func with(t *testing.T, replacements ...string) string {
	t.Helper()
	task := sampleJSON(t, 975)
	for i := 0; i < len(replacements); i += 2 {
		if strings.Count(task, replacements[i]) != 1 {
			t.Fatalf("%s does not occur exactly once in the sample", replacements[i])
		}
		task = strings.Replace(task, replacements[i], replacements[i+1], 1)
	}
	return task
}

func TestUpdateIsStoredInEveryFormat(t *testing.T) {
	const (
		asJSON  = "application/json"
		asMerge = "application/merge-patch+json"
		asPatch = "application/json-patch+json"
		asXML   = "application/xml"
		asForm  = "application/x-www-form-urlencoded"
	)
	aquired := []string{`"State":"Aquired"`, `"State":"Started"`}
	tests := map[string]struct {
		query, contentType, body string
		want                     string
	}{
		"wrapped, PascalCase": {"", asJSON, `{"BatchTaskInfo":{"Id":975,"State":"Started"}}`, with(t, aquired...)},
		"wrapped, camelCase":  {"", asJSON, `{"batchTaskInfo":{"id":975,"state":"Started"}}`, with(t, aquired...)},
		"bare":                {"", asJSON, `{"Id":975,"State":"Started"}`, with(t, aquired...)},
		"no media type":       {"", "", `{"Id":975,"State":"Started"}`, with(t, aquired...)},
		"text/json, charset":  {"", "Text/JSON; charset=utf-8", `{"Id":975,"State":"Started"}`, with(t, aquired...)},
		"byte-order mark":     {"", asJSON, "\ufeff" + `{"Id":975,"State":"Started"}`, with(t, aquired...)},
		"id as a string":      {"", asJSON, `{"Id":"975","State":"Started"}`, with(t, aquired...)},
		"id with a fraction":  {"", asJSON, `{"Id":9.75e2,"State":"Started"}`, with(t, aquired...)},
		"id in the query":     {"?BATCHTASKID=975", asJSON, `{"State":"Started"}`, with(t, aquired...)},
		"$select and more":    {"?$select=Id&%zz", asJSON, `{"Id":975,"State":"Started"}`, with(t, aquired...)},
		"protected properties": {
			"", asJSON, `{"Id":975,"AssociateId":1,"LastStarted":"2018-01-01T00:00:00Z"}`,
			with(t, `"AssociateId":34`, `"AssociateId":1`, `2013-04-23T18:28:48.1435473+02:00`, `2018-01-01T00:00:00Z`),
		},
		"values keep their bytes": {
			"", asJSON, `{"Id":975, "StartCount" : 12345678901234567890.10 , "Response":"\u00e6\/", "ParameterObject": {"b":1e2, "a": [ 1,2 ]} }`,
			with(t, `"StartCount":373`, `"StartCount":12345678901234567890.10`, `"Response":"ducimus"`, `"Response":"\u00e6\/"`,
				`{"ParameterObject1":"voluptatibus","ParameterObject2":"laboriosam"}`, `{"b":1e2, "a": [ 1,2 ]}`),
		},
		"an unknown property": {"", asJSON, `{"Id":975,"Extra":{"x":1}}`, strings.TrimSuffix(with(t), "}") + `,"Extra":{"x":1}}`},
		"an unknown property, twice": {
			"", asJSON, `{"Id":975,"Extra":1,"extra":2,"Extra":2}`, strings.TrimSuffix(with(t), "}") + `,"Extra":2}`,
		},
		"the last of two":           {"", asJSON, `{"Id":975,"State":"New","state":"Started"}`, with(t, aquired...)},
		"null":                      {"", asJSON, `{"Id":975,"State":null}`, with(t, `"State":"Aquired"`, `"State":null`)},
		"nothing":                   {"", asJSON, `{"Id":975}`, with(t)},
		"other members are ignored": {"", asJSON, `{"Other":1,"BatchTaskInfo":{"Id":975}}`, with(t)},
		"merge patch": {
			"", asMerge, `{"id":975,"STATE":"Started","ParameterObject":{"ParameterObject1":null,"ParameterObject2":7,"new":{"a":null}}}`,
			with(t, append(aquired, `"ParameterObject1":"voluptatibus","ParameterObject2":"laboriosam"`, `"ParameterObject2":7,"new":{}`)...),
		},
		"merge patch removes a property": {"", asMerge, `{"id":975,"State":null}`, with(t, `"State":"Aquired"`, `"State":null`)},
		"merge patch adds and removes": {
			"", asMerge, `{"id":975,"Extra":{"a":1,"b":null},"extra2":1,"EXTRA2":null}`, strings.TrimSuffix(with(t), "}") + `,"Extra":{"a":1}}`,
		},
		"merge patch of nothing":      {"", asMerge, `{"id":975,"Extra":null}`, with(t)},
		"JSON Patch, id in the query": {"?id=975", asPatch, `[{"op":"replace","path":"/State","value":"Started"}]`, with(t, aquired...)},
		"JSON Patch, no leading slash": {
			"", asPatch, `[{"op":"test","path":"id","value":975},{"op":"replace","path":"batchTaskInfo/State","value":"Started"}]`,
			with(t, aquired...),
		},
		"an object as JSON Patch": {"", asPatch, `{"batchTaskInfo":{"id":975,"state":"Started"}}`, with(t, aquired...)},
		"a charset":               {"", "application/json; charset=latin1", `{"Id":975,"State":"Started"}`, with(t, aquired...)},
		"a charset in XML": {
			"", asXML, `<?xml version="1.0" encoding="ISO-8859-1"?><BatchTaskInfo><Id>975</Id><State>Started</State></BatchTaskInfo>`,
			with(t, aquired...),
		},
		"metadata":                {"", asJSON, `{"$type":"x","Id":975,"$id":"1","State":"Started"}`, with(t, aquired...)},
		"metadata in merge patch": {"", asMerge, `{"$type":"x","Id":975,"State":"Started"}`, with(t, aquired...)},
		"JSON Patch, id tested": {
			"", asPatch, `[{"op":"test","path":"/Id","value":975},{"OP":"add","Path":"/BatchTaskInfo/state","VALUE":"Started"}]`,
			with(t, aquired...),
		},
		"JSON Patch, nested": {
			"?id=975", asPatch, `[{"op":"remove","path":"/parameterobject/ParameterObject1"},{"op":"copy","from":"/Id","path":"/ParameterObject/a~1b"}]`,
			with(t, `"ParameterObject1":"voluptatibus",`, ``, `"laboriosam"}`, `"laboriosam","a/b":975}`),
		},
		"JSON Patch, move": {
			"?id=975", asPatch, `[{"op":"move","from":"/Description","path":"/Response"}]`,
			with(t, `"Description":"User-friendly assymetric interface"`, `"Description":null`,
				`"Response":"ducimus"`, `"Response":"User-friendly assymetric interface"`),
		},
		"JSON Patch keeps the identity": {"?id=975", asPatch, `[{"op":"replace","path":"/Id","value":1}]`, with(t)},
		"XML": {
			"", asXML, `<BatchTaskInfo><Id>975</Id><State>Started</State></BatchTaskInfo>`, with(t, aquired...),
		},
		"XML, wrapped, with prefixes": {
			"", "text/xml", `<?xml version="1.0"?><x:Body xmlns:x="urn:x"><x:batchTaskInfo><x:ID> 975 </x:ID><!-- c --><State a="b"><![CDATA[Started]]></State></x:batchTaskInfo></x:Body>`,
			with(t, aquired...),
		},
		"XML, typed": {
			"", asXML, `<BatchTaskInfo xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Id>975</Id><StartCount>7</StartCount><IsSystemTask>true</IsSystemTask>` +
				`<Request i:nil="true"/><Response>5 &lt; 6</Response><ParameterObject><a>1</a><l><Item>x</Item></l></ParameterObject></BatchTaskInfo>`,
			with(t, `"StartCount":373`, `"StartCount":7`, `"IsSystemTask":false`, `"IsSystemTask":true`, `"Request":"et"`, `"Request":null`,
				`"Response":"ducimus"`, `"Response":"5 < 6"`, `{"ParameterObject1":"voluptatibus","ParameterObject2":"laboriosam"}`, `{"a":"1","l":["x"]}`),
		},
		"form": {
			"", asForm, `Id=975&BatchTaskInfo.state=Started&batchtaskinfo%5BRequest%5D=a+b%26c&StartCount=x`,
			with(t, append(aquired, `"Request":"et"`, `"Request":"a b&c"`, `"StartCount":373`, `"StartCount":"x"`)...),
		},
		"form, unknown and empty": {
			"", asForm, `Id=975&&ParameterObject=&ProgressPercent=&isInternalTask=&BatchTaskInfoX=1`,
			strings.TrimSuffix(with(t, `{"ParameterObject1":"voluptatibus","ParameterObject2":"laboriosam"}`, `{}`,
				`"ProgressPercent":663`, `"ProgressPercent":null`, `"IsInternalTask":false`, `"IsInternalTask":null`), "}") + `,"BatchTaskInfoX":"1"}`,
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			expect(t, s.update(tc.query, tc.contentType, tc.body), tc.want)
			expect(t, s.task("975"), tc.want)
		})
	}
}

func TestUpdateOfUnknownTaskIsNull(t *testing.T) {
	s := newSite(t)
	for _, tc := range [][3]string{
		{"", "application/json", `{"BatchTaskInfo":{"Id":4,"State":"Started"}}`},
		{"", "application/json", `{"Id":-975}`},
		{"", "application/json", `{"Id":null}`},
		{"", "application/json", `{"State":"Started"}`},
		{"", "application/json-patch+json", `[]`},
		{"?id=4", "application/json-patch+json", `[{"op":"remove","path":"/State"}]`},
		{"", "application/xml", `<BatchTaskInfo><Id>4</Id></BatchTaskInfo>`},
		{"", "application/x-www-form-urlencoded", `Id=4`},
	} {
		expect(t, s.update(tc[0], tc[1], tc[2]), "null")
	}
}

func TestInvalidUpdateChangesNothing(t *testing.T) {
	s := newSite(t)
	before := s.do("GET", tasksPath, "").body
	tests := map[string]struct{ contentType, body, detail string }{
		"empty":               {"application/json", ``, `The parameter BatchTaskInfo is missing.`},
		"empty object":        {"application/json", `{}`, `The parameter BatchTaskInfo is missing.`},
		"null":                {"application/json", `{"BatchTaskInfo":null}`, `The parameter BatchTaskInfo is missing.`},
		"not JSON":            {"application/json", `{"Id":975,`, `The body is not valid JSON.`},
		"not UTF-8":           {"application/json", "{\"Id\":975,\"State\":\"\xff\"}", `The body is not UTF-8.`},
		"array":               {"application/json", `[]`, `The body is not a JSON object.`},
		"a megabyte of [":     {"application/json", strings.Repeat("[", 1<<20), `The document nests more than 128 levels deep.`},
		"too deep":            {"application/json", `{"Id":975,"a":` + strings.Repeat("[", 128) + strings.Repeat("]", 128) + `}`, `The document nests more than 128 levels deep.`},
		"too many values":     {"application/json", `{` + strings.Repeat(`"a":[],`, 1<<16) + `"b":1}`, `The document has more than 50000 values.`},
		"too many fields":     {"application/x-www-form-urlencoded", strings.Repeat(`a&`, 1<<16), `The document has more than 50000 values.`},
		"too many elements":   {"text/xml", `<a>` + strings.Repeat(`<b/>`, 1<<16) + `</a>`, `The document has more than 50000 values.`},
		"too many operations": {"application/json-patch+json", `[` + strings.Repeat(`{},`, 1000) + `{}]`, `The document has more than 1000 operations.`},
		"too large":           {"application/json", `{"Id":975,"Response":"` + strings.Repeat("x", maxTask) + `"}`, `The task would exceed 4194304 bytes.`},
		"an endless string":   {"application/json", `{"Id":"\"\\\`, `The body is not valid JSON.`},
		"id":                  {"application/json", `{"Id":"x"}`, `"x" is not a task id.`},
		"id with a half":      {"application/json", `{"Id":975.5}`, `"975.5" is not a task id.`},
		"media type":          {"application/pdf", `{"Id":975}`, `The media type of the body is not supported.`},
		"form":                {"application/x-www-form-urlencoded", `Id=975&State=%zz`, `The body is not a valid form: invalid URL escape "%zz".`},
		"XML":                 {"text/xml", `<a><b></a>`, `The body is not well-formed XML: XML syntax error on line 1: element <b> closed by </a>.`},
		"XML, text":           {"text/xml", `x`, `The body has no root element.`},
		"XML, empty":          {"text/xml", `<a/>`, `The parameter BatchTaskInfo is missing.`},
		"XML, two roots":      {"text/xml", `<a/><b/>`, `The body has more than one root element.`},
		"XML, too deep":       {"text/xml", strings.Repeat("<a>", 1<<16), `The document nests more than 128 levels deep.`},
		"JSON Patch":          {"application/json-patch+json", `{}`, `The parameter BatchTaskInfo is missing.`},
		"operation":           {"application/json-patch+json", `[1]`, `A JSON Patch operation must be an object.`},
		"unknown operation":   {"application/json-patch+json", `[{"op":"set","path":"/State"}]`, `"set" is not a JSON Patch operation.`},
		"no path":             {"application/json-patch+json", `[{"op":"remove"}]`, `An operation has no path.`},
		"no from":             {"application/json-patch+json", `[{"op":"move","path":"/State"}]`, `An operation has no from.`},
		"no value":            {"application/json-patch+json", `[{"op":"add","path":"/State"}]`, `The operation add has no value.`},
		"no pointer":          {"application/json-patch+json", `[{"op":"remove","path":7}]`, `7 is not a JSON Pointer.`},
		"the whole":           {"application/json-patch+json", `[{"op":"remove","path":""}]`, `The whole task can't be removed.`},
		"no longer an object": {"application/json-patch+json", `[{"op":"add","path":"","value":1}]`, `The patched task is not an object.`},
		"nothing there":       {"application/json-patch+json", `[{"op":"remove","path":"/No/State"}]`, `The path /No/State does not exist.`},
		"below a value":       {"application/json-patch+json", `[{"op":"add","path":"/State/x","value":1}]`, `The path /State/x does not exist.`},
		"nothing to copy":     {"application/json-patch+json", `[{"op":"copy","from":"/No","path":"/State"}]`, `The path /No does not exist.`},
		"id in the test":      {"application/json-patch+json", `[{"op":"test","path":"/Id","value":"x"}]`, `"x" is not a task id.`},
		"failed test":         {"application/json-patch+json", `[{"op":"replace","path":"/State","value":"New"},{"op":"test","path":"/Name","value":1}]`, `The test of /Name failed.`},
		"a copy that doubles": {"application/json-patch+json", `[` + strings.Repeat(`{"op":"copy","from":"/ParameterObject","path":"/ParameterObject/x"},`, 200) + `{"op":"test","path":"/State","value":1}]`, `The document nests more than 128 levels deep.`},
		"two that double":     {"application/json-patch+json", `[{"op":"add","path":"/l","value":["` + strings.Repeat("x", 1<<16) + `"]},` + strings.Repeat(`{"op":"copy","from":"/l","path":"/m"},{"op":"add","path":"/l","value":[]},{"op":"copy","from":"/m","path":"/l/-"},{"op":"copy","from":"/m","path":"/l/-"},`, 12) + `{"op":"remove","path":"/l"}]`, `The task would exceed 4194304 bytes.`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := s.do("POST", agentPath+"UpdateBatchTask?id=975", tc.body, "Content-Type", tc.contentType)
			want := "200 MessageDetail: "
			switch {
			case strings.HasPrefix(tc.detail, "The body"), strings.HasPrefix(tc.detail, "The media type"):
				want = "400 MessageDetail: "
			case strings.HasSuffix(tc.detail, "is not a task id."):
				want = "400 Message: "
			}
			expect(t, errorText(got), want+tc.detail)
		})
	}
	expect(t, s.do("GET", tasksPath, "").body, before)
}

func TestBodyLimit(t *testing.T) {
	s := newSite(t)
	got := s.do("POST", agentPath+"UpdateBatchTask", strings.Repeat(" ", maxBody+1))
	if got.status != 413 {
		t.Fatalf("status %d", got.status)
	}
	expect(t, gjson.Get(got.body, "MessageDetail").Str, "The body is larger than 16777216 bytes.")
	expect(t, s.update("", "application/json", `{"Id":975}`+strings.Repeat(" ", maxBody-10)), sampleJSON(t, 975))
}
