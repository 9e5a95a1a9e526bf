package sandbox

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// After any update, in any format, the task is valid JSON with its identity and all its properties, and converts to
// well-formed XML.
func FuzzUpdate(f *testing.F) {
	for in, body := range map[format]string{
		formatJSON:       `{"batchTaskInfo":{"id":975,"state":"Started","Extra":{"a b":[1e400,null]}}}`,
		formatMergePatch: `{"Id":975,"State":null,"ParameterObject":{"x":{"y":null}}}`,
		formatJSONPatch:  `[{"op":"test","path":"/Id","value":975},{"op":"copy","from":"/FieldProperties","path":"/TableRight/~1x"}]`,
		formatXML:        `<r><BatchTaskInfo><Id>975</Id><State>&lt;</State><P><Item/></P></BatchTaskInfo></r>`,
		formatForm:       `Id=975&BatchTaskInfo[State]=%F0%9F%98%80&%00=1`,
	} {
		f.Add(int(in), body)
	}
	f.Fuzz(func(t *testing.T, in int, body string) {
		change, err := readUpdate(input{format: format(in), body: body})
		task := ""
		if err == nil {
			task, err = changed(sampleJSON(t, 975), change.apply)
		}
		if err != nil {
			if _, ok := errors.AsType[apiError](err); !ok {
				t.Fatal(err)
			}
			return
		}
		if err := checkJSON(task); err != nil || gjson.Get(task, "Id").Raw != "975" {
			t.Fatalf("%v: %s", err, task)
		}
		for _, p := range properties {
			if parseObject(task).exact(p.Name) < 0 {
				t.Fatalf("%s is missing: %s", p.Name, task)
			}
		}
		for d := xml.NewDecoder(strings.NewReader(toXML("BatchTaskInfo", task))); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v: %s", err, toXML("BatchTaskInfo", task))
			}
		}
	})
}
