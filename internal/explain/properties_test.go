package explain

import (
	"fmt"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

var testFilter = func() *edit.Filter {
	f := edit.NewFilter("Id", []string{"State", "Description", "Response", "ParameterObject"}, nil)
	return &f
}()

// strip does what a guard does with a request's body, and returns the names that it strips without an account.
func strip(trace *Trace, format document.Format, body string) (gone []string, err error) {
	var result edit.Result
	result.Account, _ = trace.Taken()
	if err := format.Strip([]byte(body), testFilter, &result); err != nil {
		return nil, err
	}
	trace.Stripped(format, []byte(body), testFilter, &result)
	var alone edit.Result
	if err := format.Strip([]byte(body), testFilter, &alone); err != nil {
		return nil, err
	}
	for i := range alone.Stripped.Len() {
		gone = append(gone, string(alone.Stripped.Name(i)))
	}
	return gone, nil
}

func TestStripped(t *testing.T) {
	for _, tc := range []struct {
		name   string
		format document.Format
		body   string
		want   string // name and the first letter of the verdict, beside in parentheses
	}{
		{"record alone", document.JSON, `{"Id":1,"Name":2,"State":3}`, "Id+ Name- State+"},
		{"record in a member", document.JSON, `{"BatchTaskInfo":{"Id":1,"Name":2}}`, "Id+ Name-"},
		{"members before", document.JSON, `{"State":0,"x":0,"BatchTaskInfo":{"State":1}}`, "(State-) (x-) State+"},
		{"members behind", document.JSON, `{"batchtaskinfo":{"State":1},"State":0}`, "State+ (State-)"},
		{"members around", document.JSON, `{"Id":0,"BatchTaskInfo":{"Name":1,"Id":1},"Name":0}`, "(Id-) Name- Id+ (Name-)"},
		{"escaped name", document.JSON, `{"\u0049d":1,"N\u0061me":2}`, "Id+ Name-"},
		{"record is null", document.JSON, `{"Id":1,"BatchTaskInfo":null,"y":1}`, "(Id-) (y-)"},
		{"record in the record", document.JSON, `{"BatchTaskInfo":{"BatchTaskInfo":{},"Id":1}}`, "BatchTaskInfo- Id+"},
		{"empty name", document.JSON, `{"":1,"Id":1}`, "- Id+"},
		{"empty", document.JSON, `{}`, ""},
		{"form", document.Form, "BatchTaskInfo.Id=1&Name=2&BatchTaskInfo%5BState%5D=3", "Id+ Name- State+"},
		{"form with the record's own key", document.Form, "BatchTaskInfo=1&Id=2", "BatchTaskInfo- Id+"},
		{"XML root is the record", document.XML, "<BatchTaskInfo><Id/><Name/></BatchTaskInfo>", "Id+ Name-"},
		{"XML record in a child", document.XML, "<r><Id/><BatchTaskInfo><Id/><Name/></BatchTaskInfo><State/></r>", "(Id-) Id+ Name- (State-)"},
		{"XML root of another name", document.XML, "<r><Id/><Name/></r>", "Id+ Name-"},
		{"XML record in the record", document.XML, "<BatchTaskInfo><Id/><BatchTaskInfo><State/></BatchTaskInfo></BatchTaskInfo>", "Id+ BatchTaskInfo-"},
		{"XML attributes", document.XML, `<r State="1"><BatchTaskInfo Id="2" State="3"><State/><Id/></BatchTaskInfo></r>`, "(State-) Id- State- State+ Id+"},
		{"patch", document.JSONPatch, `[{"op":"add","path":"/State","value":1},{"OP":"remove","Path":"/name"}]`, "State+ name-"},
		{"patch, escaped", document.JSONPatch, `[{"op":"replace","path":"/BatchTaskInfo/ParameterObject/a~1b","value":1}]`, "ParameterObject+"},
		{"patch, without the leading slash", document.JSONPatch, `[{"op":"add","path":"batchTaskInfo/State","value":1},{"op":"remove","path":"Name"}]`, "State+ Name-"},
		{"patch, below a plain value", document.JSONPatch, `[{"op":"remove","path":"/State/a"},{"op":"remove","path":"/ParameterObject/$a"}]`, "State- ParameterObject-"},
		{"patch, two names with a ~", document.JSONPatch, `[{"op":"move","path":"/ParameterObject~0","from":"/State~1"},{"op":"copy","path":"/parameterObject/~0","from":"/x~0"}]`, "ParameterObject~- parameterObject+"},
		{"patch of nothing", document.JSONPatch, `[]`, ""},
		{"patch that is an object", document.JSONPatch, `{"Id":0,"BatchTaskInfo":{"Name":1,"Id":1}}`, "(Id-) Name- Id+"},
		{"patch, copy", document.JSONPatch, `[{"op":"copy","path":"/State","from":"/Name"},{"op":"move","path":"/State","from":"/Name"}]`, "State+ Name-"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var trace Trace
			real, err := strip(&trace, tc.format, tc.body)
			if err != nil {
				t.Fatal(err)
			}
			if trace.body == nil {
				t.Fatal("no account")
			}
			var list, gone []string
			for _, p := range trace.body.Properties {
				s := p.Name + "+"
				if p.Verdict == Stripped {
					s = p.Name + "-"
					gone = append(gone, p.Name)
				}
				if p.Reason == "beside BatchTaskInfo" {
					s = "(" + s + ")"
				}
				list = append(list, s)
			}
			if got := strings.Join(list, " "); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
			if trace.body.Kept+trace.body.Stripped != len(list) {
				t.Errorf("%d kept and %d stripped of %d", trace.body.Kept, trace.body.Stripped, len(list))
			}
			// The account has to be the guard's own.
			if strings.Join(gone, " ") != strings.Join(real, " ") {
				t.Errorf("stripped %q, the guard strips %q", gone, real)
			}
		})
	}
}

func TestStrippedOfWhatIsRefused(t *testing.T) {
	for format, body := range map[document.Format]string{
		document.JSON: `{"Id":1,"id":2}`, document.XML: "<r>", document.Form: "a=%", document.JSONPatch: `{"op":1,"path":2}`,
	} {
		var trace Trace
		if _, err := strip(&trace, format, body); err == nil || trace.body != nil {
			t.Errorf("%s: error %v, an account of what is refused: %+v", body, err, trace.body)
		}
	}
}

func TestStrippedOfManyProperties(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"Id":1`)
	for i := range 3000 {
		fmt.Fprintf(&b, `,"x%d":0`, i)
	}
	b.WriteString("}")
	var trace Trace
	if _, err := strip(&trace, document.JSON, b.String()); err != nil {
		t.Fatal(err)
	}
	if got := trace.body; got == nil || got.Stripped != 3000 || got.Kept != 1 || len(got.Properties) != 3001 || got.Properties[3000].Name != "x2999" {
		t.Errorf("got %+v", got)
	}
}
