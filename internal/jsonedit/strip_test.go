package jsonedit

import (
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

func TestStripJSON(t *testing.T) {
	const same = "same"
	cases := []edittest.StripCase{
		{`{}`, same, "", ""},
		{` { "Id" : 1 , "state" : "x" } `, same, "", ""},
		{`{"Name":1}`, `{}`, "Name", ""},
		{`{ "Name":1 , "x":2 }`, `{}`, "Name x", ""},
		{`{"Name":1,"Id":2,"x":3,"State":4,"y":5}`, `{"Id":2,"State":4}`, "Name x y", ""},
		{"{\n  \"Id\": 1,\n  \"Name\": 2,\n  \"State\": 3\n}", "{\n  \"Id\": 1,\n  \"State\": 3\n}", "Name", ""},
		{`{"St\u0061te":1,"N\u0061me":2}`, `{"St\u0061te":1}`, "Name", ""},
		{`{"Id":12345678901234567890.10e+2,"Response":"\/\u00e6"}`, same, "", ""},
		{`{"BatchTaskInfo":{"Id":1,"Name":2}}`, `{"BatchTaskInfo":{"Id":1}}`, "Name", ""},
		{`{"batchTaskInfo":null,"State":1}`, `{"batchTaskInfo":null}`, "State", ""},
		{`{"State":1,"x":2,"BatchTaskInfo":{"Name":3,"Id":4},"Id":5}`, `{"BatchTaskInfo":{"Id":4}}`, "State x Name Id", ""},
		{`{"x":1,"BatchTaskInfo":{}}`, `{"BatchTaskInfo":{}}`, "x", ""},
		{`{"BatchTaskInfo":{"BatchTaskInfo":{"State":1},"State":2}}`, `{"BatchTaskInfo":{"State":2}}`, "BatchTaskInfo", ""},
		{`{"ParameterObject":{"Name":1,"name":2,"BatchTaskInfo":3}}`, same, "", ""},
		{"{\"\u017ftate\":1,\"Id\":2}", `{"Id":2}`, "\u017ftate", ""},
		{`{"ParameterObject":{"a":{"b":[1,"$x",{"c$":"$id"}]},"":null}}`, same, "", ""},
		{`{"BatchTaskInfo":{"parameterobject":[[],{"a":"Name"}]}}`, same, "", ""},
		{`{"ParameterObject":{"Name":{"State":1},"b":{}}}`, same, "", ""},
		{`{"$id":{},"$type":"t","State":"x"}`, `{"State":"x"}`, "$id $type", ""},
		{`{"BatchTaskInfo":{"$values":[],"State":null}}`, `{"BatchTaskInfo":{"State":null}}`, "$values", ""},
		{`{"Name":{"$id":{}},"Id":1}`, `{"Id":1}`, "Name", ""},
		{`{"State":{},"ParameterObject":{"$id":1},"BatchTaskInfo":{"State":1}}`, `{"BatchTaskInfo":{"State":1}}`, "State ParameterObject", ""},
		{`{"BatchTaskInfo":null,"State":[]}`, `{"BatchTaskInfo":null}`, "State", ""},
		{`{"State":{}}`, "", "", "malformed-body"},
		{`{"Id":[]}`, "", "", "malformed-body"},
		{`{"Id":1,"Request":[1]}`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":{"sTATE":{"$id":{},"Name":"x"}}}`, "", "", "malformed-body"},
		{`{"request":{"BatchTaskInfo":{"Id":1}}}`, "", "", "malformed-body"},
		{`{"ParameterObject":{"$id":{},"Name":"x"}}`, "", "", "malformed-body"},
		{`{"ParameterObject":{"a":[{"\u0024ref" : 1}]}}`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":{"ParameterObject":[{"$":1}]}}`, "", "", "malformed-body"},
		{`{"ParameterObject":{"a":["b"],"Name":"x"}}`, "", "", "malformed-body"},
		{`{"ParameterObject":{"N\u0061me":"x","a":{"b":[]}}}`, "", "", "malformed-body"},
		{`{"ParameterObject":[{"batchTaskInfo":1}]}`, "", "", "malformed-body"},
		{`{"State":1,"sTATE":2}`, "", "", "duplicate-property"},
		{`{"Name":1,"n\u0061me":2}`, "", "", "duplicate-property"},
		{`{"BatchTaskInfo":{"x":1,"X":2}}`, "", "", "duplicate-property"},
		{`{"BatchTaskInfo":{},"batchtaskinfo":{}}`, "", "", "duplicate-property"},
		{`{"State":1,"BatchTaskInfo":{},"state":1}`, "", "", "duplicate-property"},
		{`null`, "", "", "malformed-body"},
		{`[{"Id":1}]`, "", "", "malformed-body"},
		{`"x"`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":[]}`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":"x"}`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":nil}`, "", "", "malformed-body"},
		{`{"BatchTaskInfo":`, "", "", "malformed-body"},
		{``, "", "", "malformed-body"},
	}
	for i := range cases {
		if cases[i][1] == same {
			cases[i][1] = cases[i][0]
		}
	}
	edittest.Strip(t, Strip, cases)
}
