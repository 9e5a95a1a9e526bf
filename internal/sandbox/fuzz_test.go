package sandbox

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// Whatever arrives, in whichever format, the task stays a task: valid JSON, its identity and all its properties there, and
// well-formed in XML.
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
		if err != nil {
			if no := (refusal{}); !errors.As(err, &no) {
				t.Fatal(err)
			}
			return
		}
		task, err := changed(sampleJSON(t, 975), change.apply)
		if err != nil {
			if no := (refusal{}); !errors.As(err, &no) {
				t.Fatal(err)
			}
			return
		}
		if err := checkJSON(task); err != nil || gjson.Get(task, "Id").Raw != "975" {
			t.Fatalf("%v: %s", err, task)
		}
		for _, p := range properties {
			if parseObject(task).exact(p.Name) < 0 {
				t.Fatalf("%s is gone: %s", p.Name, task)
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
