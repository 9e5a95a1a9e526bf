package formedit

import (
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

func TestStripForm(t *testing.T) {
	edittest.Strip(t, Strip, []edittest.StripCase{
		{"", "", "", ""},
		{"Id=1&State=a+b%26", "Id=1&State=a+b%26", "", ""},
		{"Name=1", "", "Name", ""},
		{"Name=1&Id=2&x=3&State&y", "Id=2&State", "Name x y", ""},
		{"BatchTaskInfo.Id=1&batchtaskinfo[state]=2", "BatchTaskInfo.Id=1&batchtaskinfo[state]=2", "", ""},
		{"BatchTaskInfo%5BName%5D=1&%53tate=2&BatchTaskInfo%2eResponse=", "%53tate=2&BatchTaskInfo%2eResponse=", "Name", ""},
		{"BatchTaskInfo=1&BatchTaskInfo.=2&BatchTaskInfo[]=3&BatchTaskInfo[State=4", "", "BatchTaskInfo BatchTaskInfo. BatchTaskInfo[] BatchTaskInfo[State", ""},
		{"BatchTaskInfo[State][x]=1&State.x=2", "", "BatchTaskInfo[State][x] State.x", ""},
		{"State[]=1&State[0]=2&[State]=3&State%5B%5D.x=4", "", "State[] State[0] [State] State[].x", ""},
		{"BatchTaskInfo.State.x=1&BatchTaskInfo.State[]=2&BatchTaskInfo[State].x=3", "", "State.x State[] BatchTaskInfo[State].x", ""},
		{"BatchTaskInfo.[State]=1&BatchTaskInfo[[State]]=2&BatchTaskInfo.BatchTaskInfo.State=3&BatchTaskInfo%5BState%5D%5B%5D=4", "",
			"[State] BatchTaskInfo[[State]] BatchTaskInfo.State BatchTaskInfo[State][]", ""},
		{"request.BatchTaskInfo.State=1&request[BatchTaskInfo][State]=2", "", "request.BatchTaskInfo.State request[BatchTaskInfo][State]", ""},
		{"State%00=1&%00State=2&State%00x=3&State%C2%A0=4", "", "State\x00 \x00State State\x00x State\u00a0", ""},
		{"%C5%BFtate=1&%C1%93tate=2&%EF%BC%B3tate=3", "", "\u017ftate \xc1\x93tate \uff33tate", ""},
		{"ParameterObject=1&ParameterObject[a]=2", "ParameterObject=1", "ParameterObject[a]", ""},
		{"State=a=b&Id", "State=a=b&Id", "", ""},
		{"State+=1&+State=2", "", "State   State", ""},
		{"&&Id=1&&State=2&", "Id=1&State=2", "", ""},
		{"=x", "", "", ""},
		{"State=1&sTATE=2", "", "", "duplicate-property"},
		{"State=1&BatchTaskInfo.State=2", "", "", "duplicate-property"},
		{"%53tate=1&BatchTaskInfo[state]=2", "", "", "duplicate-property"},
		{"x=1&x=2", "", "", "duplicate-property"},
		{"State=1;Name=2", "", "", "malformed-body"},
		{"State=%", "", "", "malformed-body"},
		{"State=%2", "", "", "malformed-body"},
		{"%zz=1", "", "", "malformed-body"},
		{"State=%2&0=1", "", "", "malformed-body"},
		{"%u0053tate=1", "", "", "malformed-body"},
		{"State=%u0041", "", "", "malformed-body"},
		{"State%5B%u005D=1", "", "", "malformed-body"},
	})
}

func TestFormErrors(t *testing.T) {
	for form, want := range map[string]string{
		"Id=1;State=2":                  "line 1, column 5, offset 4: an unescaped semicolon: write it as %3B",
		"\u00e6=1&State=100%":           "line 1, column 14, offset 14: malformed percent-encoding: write a literal % as %25",
		"Id=1&%u0053tate=x":             "line 1, column 6, offset 5: malformed percent-encoding: %u is not supported",
		"Id=1\r\n&x&BatchTaskInfo.id=2": `line 2, column 4, offset 9: "id" is given twice`,
	} {
		err := Strip([]byte(form), &edittest.Filter, new(edit.Result))
		if err == nil || !strings.Contains(err.Error(), ": form, "+want) {
			t.Errorf("%q:\n got  %v\n want %s", form, err, want)
		}
	}
}
