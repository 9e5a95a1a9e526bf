package jsonedit

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

func FuzzStripJSON(f *testing.F) {
	edittest.AddSeeds(f, `{"Id":1,"State":"x","Name":2}`, `{"BatchTaskInfo":{"id":1,"ſtate":2}}`, `{"State":1,"BatchTaskInfo":null,"x":[]}`,
		`{"St\u0061te":1 , "n":{"State":1} }`, "\n{ }", `{"BatchTaskInfo":{"BatchTaskInfo":{"State":1}}}`, `{"a":1,"A":2}`,
		`{"State":{"$id":{},"Name":1}}`, `{"ParameterObject":{"\u0024id":[{}]}}`, `{"ParameterObject":{"a":["b"],"Name":"x"},"Id":[1]}`,
		`{"request":{"BatchTaskInfo":{}}}`, `{"State":[],"BatchTaskInfo":{"ParameterObject":[[{"a":"$b"}]]}}`)
	f.Fuzz(func(t *testing.T, src []byte) {
		out, ok := edittest.Stripped(t, Strip, src)
		if !json.Valid(src) && ok {
			t.Fatalf("%q is not JSON and passes", src)
		}
		if ok {
			checkStrippedJSON(t, src, out)
		}
	})
}

// checkStrippedJSON checks the stripped src against the contract. It decodes with encoding/json, which matches the names of
// struct fields as leniently as any parser.
func checkStrippedJSON(t *testing.T, src, out []byte) {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal(out, &document); err != nil {
		t.Fatalf("%q became %q: %v", src, out, err)
	}
	for name, value := range document {
		if !names.Equal(name, edittest.Filter.Record) {
			continue
		}
		if len(document) != 1 {
			t.Fatalf("%q became %q with more than the record", src, out)
		}
		document, _ = value.(map[string]any)
	}
	for name, value := range document {
		if !edittest.Filter.Kept.HasString(name) || !fits(name, value) {
			t.Fatalf("%q became %q with %q", src, out, name)
		}
	}
}

// fits reports whether a kept property may have the value.
func fits(name string, value any) bool {
	var array, reserved, metadata bool
	var walk func(any)
	walk = func(value any) {
		switch value := value.(type) {
		case []any:
			array = true
			for _, element := range value {
				walk(element)
			}
		case map[string]any:
			for name, member := range value {
				metadata = metadata || strings.HasPrefix(name, "$")
				reserved = reserved || edittest.Filter.Reserved.HasString(name)
				walk(member)
			}
		}
	}
	walk(value)
	switch value.(type) {
	case []any, map[string]any:
		return edittest.Filter.Structured.HasString(name) && !metadata && !(array && reserved)
	}
	return true
}

// FuzzReshapeJSON checks that every document is refused or is reshaped as encoding/json predicts, and that reshaping the
// result changes nothing.
func FuzzReshapeJSON(f *testing.F) {
	for _, seed := range []string{
		`{"Id":1,"State":"x","LastStarted":"abc","TableRight":{"Mask":1,"Reason":2}}`, `[{"Id":1,"a":1},{"a":1},null]`,
		`{"TableRight":[{"Mask":1,"x":2},3],"id":4}`, `{"Message":"m","Name":1}`, "\ufeff{\"Id\":1,\"a\":\"b\"}",
		`{"TableRight":3,"LastStarted":"\u0061","Id":0}`, `{"$type":"t","Id":1,"TableRight":{"$id":"1","$values":[{"Mask":1,"a":2}]}}`,
		`{"a":1,"$values":[{"Id":1,"b":"c"},{"d":1,"$values":[{"Name":1}],"Error":2}],"Name":"n","ErrorType":null}`, `{ "Name" : 1 , "State" : 2 , "x" : 3 }`,
	} {
		for _, paths := range []string{"State,LastStarted,TableRight/Mask", "$values/Name,a/$type,Id", ""} {
			f.Add([]byte(seed), paths, false)
			f.Add([]byte(seed), paths, true)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, paths string, omits bool) {
		unselected := edit.Null
		if omits {
			unselected = edit.Omit
		}
		doc := edittest.DocumentOf(edittest.Select(unselected, strings.Split(paths, ",")...).Converting(edittest.Upper{}, "LastStarted"))
		var edits edit.Edits
		if Reshape(src, doc, &edits) != nil {
			return
		}
		plain := bytes.TrimPrefix(src, edit.BOM)
		out := edits.AppendTo(nil, src)
		if len(out) != edits.Size(len(src)) {
			t.Fatalf("Size says %d, the result is %d bytes long", edits.Size(len(src)), len(out))
		}
		plainOut := bytes.TrimPrefix(out, edit.BOM)
		if !json.Valid(plainOut) || len(src)-len(plain) != len(out)-len(plainOut) {
			t.Fatalf("%q became %q", src, out)
		}
		if !json.Valid(plain) {
			// The error was in a value that is not kept, or it would be in the result.
			if edits.Len() == 0 {
				t.Fatalf("%q is not JSON and is reshaped", src)
			}
			return
		}
		was, err := decodeTree(plain)
		if err != nil {
			return // too deep for the tokenizer of encoding/json
		}
		is, err := decodeTree(plainOut)
		if err != nil {
			t.Fatalf("%q became %q: %v", src, out, err)
		}
		if err := (reshapeCheck{doc}).document(was, is); err != nil {
			t.Fatalf("%q became %q: %v", src, out, err)
		}
		var again edit.Edits
		if err := Reshape(out, doc, &again); err != nil || again.Len() != 0 {
			t.Fatalf("%q became %q, and then %q: %v", src, out, again.AppendTo(nil, out), err)
		}
	})
}

// fullTask is a task with every updatable property, both in a record and outside.
const fullTask = `{"Id":1,"Name":"n","State":"New","Description":"d","Response":"r","Request":"q","Created":"c","ParameterObject":{"a":[1]},` +
	`"BatchTaskInfo":{"Id":1,"Name":"n","State":"New","Description":"d","Response":"r","Request":"q","ParameterObject":{"a":{}}},"":"e","x":{"State":1}}`

func FuzzStripJSONPatch(f *testing.F) {
	edittest.AddSeeds(f, `[{"op":"replace","path":"/State","value":1}]`, `[{"op":"move","from":"/Name","path":"/State"}]`,
		`[{"op":"copy","from":"/Name","path":"/BatchTaskInfo/State"},{"op":"remove","path":"/Name"}]`, `[{"op":"add","path":"","value":{}}]`,
		`[{"op":"add","path":"/","value":1},{"op":"test","path":"/Id","value":1}]`, `[{"OP":"add","Path":"/State/0","VALUE":1}]`,
		`[{"op":"add","path":"/x/State","value":1}]`, `[{"op":"add","path":"/St~0ate","value":1},{"op":"add","path":"/BatchTaskInfo~1State","value":2}]`,
		`[{"op":"add","path":"ParameterObject/a/$id","value":{"a":1}}]`, `[{"op":"test","path":"State","value":{"\u0024id":1}}]`,
		`[{"$id":{"path":"/Name"},"op":"remove","path":"State"}]`, `{"BatchTaskInfo":{"State":1,"Name":2}}`, `{"op":1,"PATH":2}`,
		`[{"op":"move","from":"/ParameterObject/a","path":"batchTaskInfo/parameterobject/-"}]`)
	f.Fuzz(func(t *testing.T, src []byte) {
		out, ok := edittest.Stripped(t, StripPatch, src)
		if !ok {
			return
		}
		var patch []map[string]any
		if err := json.Unmarshal(out, &patch); err != nil {
			checkStrippedJSON(t, src, out)
			return
		}
		for _, written := range patch {
			operation := map[string]any{}
			for name, value := range written {
				if strings.HasPrefix(name, "$") || !fits("ParameterObject", noArrays(value)) {
					t.Fatalf("%q became %q with %q", src, out, name)
				}
				operation[strings.ToLower(name)] = value
			}
			checkStrippedOperation(t, src, out, operation)
		}
	})
}

// noArrays returns value with each array replaced by an object, so that only metadata can make it unfit.
func noArrays(value any) any {
	elements := map[string]any{}
	switch value := value.(type) {
	case []any:
		for i, element := range value {
			elements[strconv.Itoa(i)] = noArrays(element)
		}
	case map[string]any:
		for name, member := range value {
			elements[name] = noArrays(member)
		}
	default:
		return value
	}
	return elements
}

// checkStrippedOperation applies a kept operation with another library and checks what changed. Operations are applied one
// at a time, so that one that fails does not hide the others.
func checkStrippedOperation(t *testing.T, src, out []byte, operation map[string]any) {
	t.Helper()
	path, _ := operation["path"].(string)
	if op := operation["op"]; op == "add" || op == "replace" {
		segments := strings.Split(strings.ToLower(strings.TrimPrefix(path, "/")), "/")
		if segments[0] == "batchtaskinfo" {
			segments = segments[1:]
		}
		if !fits(segments[0], operation["value"]) {
			t.Fatalf("%q became %q with a value that does not fit", src, out)
		}
	}
	for _, member := range []string{"path", "from"} {
		if pointer, ok := operation[member].(string); ok && pointer != "" && !strings.HasPrefix(pointer, "/") {
			operation[member] = "/" + pointer // the library requires the slash
		}
	}
	text, err := json.Marshal([]any{operation})
	if err != nil {
		t.Fatal(err)
	}
	patch, err := jsonpatch.DecodePatch(text)
	if err != nil {
		return
	}
	after, err := patch.Apply([]byte(fullTask))
	if err != nil {
		return
	}
	if was, is := unchangeable(t, []byte(fullTask)), unchangeable(t, after); was != is {
		t.Fatalf("%q became %q, which makes\n%s of\n%s", src, out, is, was)
	}
}

// unchangeable returns a task without its updatable properties.
func unchangeable(t *testing.T, task []byte) string {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal(task, &document); err != nil {
		t.Fatal(err)
	}
	records := []map[string]any{document}
	if record, ok := document["BatchTaskInfo"].(map[string]any); ok {
		records = append(records, record)
	}
	for _, record := range records {
		for name := range record {
			if edittest.Filter.Updatable.HasString(name) {
				delete(record, name)
			}
		}
	}
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
