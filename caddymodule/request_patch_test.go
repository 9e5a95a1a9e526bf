package caddymodule

import "testing"

func TestStripJSONPatch(t *testing.T) {
	s := startSite(t, "")
	s.strips(t, "application/json-patch+json", []strip{
		{"an empty patch", `[]`, `[]`, ""},
		{"add", `[{"op":"add","path":"/State","value":"x"}]`, `[{"op":"add","path":"/State","value":"x"}]`, ""},
		{"add, stripped", `[{"op":"add","path":"/Name","value":"x"}]`, `[]`, "Name"},
		{"replace", `[{"op":"replace","path":"/Description","value":null}]`, `[{"op":"replace","path":"/Description","value":null}]`, ""},
		{"replace, stripped", `[{"op":"replace","path":"/Created","value":null}]`, `[]`, "Created"},
		{"remove", `[{"op":"remove","path":"/Response"}]`, `[{"op":"remove","path":"/Response"}]`, ""},
		{"remove, stripped", `[{"op":"remove","path":"/ParameterObject"}]`, `[]`, "ParameterObject"},
		{"the identity is not updated", `[{"op":"replace","path":"/Id","value":2}]`, `[]`, "Id"},
		{"test", `[{"op":"test","path":"/Name","value":"x"}]`, `[{"op":"test","path":"/Name","value":"x"}]`, ""},
		{"test of the whole", `[{"op":"test","path":"","value":{}}]`, `[{"op":"test","path":"","value":{}}]`, ""},
		{"copy from what can't be updated", `[{"op":"copy","from":"/Name","path":"/State"}]`, `[{"op":"copy","from":"/Name","path":"/State"}]`, ""},
		{"copy from the whole", `[{"op":"copy","from":"","path":"/State"}]`, `[{"op":"copy","from":"","path":"/State"}]`, ""},
		{"copy, stripped", `[{"op":"copy","from":"/State","path":"/Name"}]`, `[]`, "Name"},
		{"move", `[{"op":"move","from":"/Request","path":"/Response"}]`, `[{"op":"move","from":"/Request","path":"/Response"}]`, ""},
		{"move from what can't be updated", `[{"op":"move","from":"/Name","path":"/State"}]`, `[]`, "Name"},
		{"move to what can't be updated", `[{"op":"move","from":"/State","path":"/Name"}]`, `[]`, "Name"},
		{"move of the whole", `[{"op":"move","from":"","path":"/State"}]`, `[]`, "+1"},
		{"the whole", `[{"op":"replace","path":"","value":{"Name":"x"}},{"op":"add","path":"","value":{}},{"op":"remove","path":""}]`, `[]`, "+3"},
		{"the whole record", `[{"op":"replace","path":"/BatchTaskInfo","value":{"State":"x"}}]`, `[]`, "BatchTaskInfo"},
		{"in the record", `[{"op":"add","path":"/BatchTaskInfo/State","value":1},{"op":"add","path":"/BatchTaskInfo/Name","value":1}]`, `[{"op":"add","path":"/BatchTaskInfo/State","value":1}]`, "Name"},
		{"any case", `[{"op":"add","path":"/batchTaskInfo/state","value":1},{"op":"add","path":"/sTATE","value":1},{"op":"add","path":"/nAME","value":1}]`, `[{"op":"add","path":"/batchTaskInfo/state","value":1},{"op":"add","path":"/sTATE","value":1}]`, "nAME"},
		{"under a property", `[{"op":"add","path":"/State/a/0/-","value":1},{"op":"remove","path":"/ParameterObject/State"},{"op":"add","path":"/BatchTaskInfo/Request/-","value":1}]`, `[{"op":"add","path":"/State/a/0/-","value":1},{"op":"add","path":"/BatchTaskInfo/Request/-","value":1}]`, "ParameterObject"},
		{"a record in a record", `[{"op":"add","path":"/BatchTaskInfo/BatchTaskInfo/State","value":1}]`, `[]`, "BatchTaskInfo"},
		{"a slash at the end", `[{"op":"add","path":"/State/","value":1},{"op":"add","path":"/","value":1},{"op":"add","path":"//State","value":1},{"op":"add","path":"/BatchTaskInfo/","value":1}]`, `[{"op":"add","path":"/State/","value":1}]`, "+3"},
		{"unescaped", `[{"op":"add","path":"/St~0ate","value":1},{"op":"add","path":"/State~1x","value":1},{"op":"add","path":"/State/~1~0","value":1}]`, `[{"op":"add","path":"/State/~1~0","value":1}]`, "St~ate, +1"},
		{"~01 is ~1", `[{"op":"add","path":"/a~01b","value":1}]`, `[]`, "a~1b"},
		{"escaped in JSON", `[{"\u006fp":"\u0061dd","p\u0061th":"\/St\u0061te","value":1},{"op":"add","path":"\u002fN\u0061me","value":1}]`, `[{"\u006fp":"\u0061dd","p\u0061th":"\/St\u0061te","value":1}]`, "Name"},
		{"names in any case", `[{"OP":"add","Path":"/State","VALUE":1},{"Op":"move","FROM":"/Name","pATH":"/State"}]`, `[{"OP":"add","Path":"/State","VALUE":1}]`, "Name"},
		{"members that no one knows", `[{"op":"remove","path":"/State","x":{"path":"/Name","path":""},"y":null}]`, `[{"op":"remove","path":"/State","x":{"path":"/Name","path":""},"y":null}]`, ""},
		{"bytes and order", "[ { \"value\" : 1.0e0 , \"path\":\"/State\",\"op\":\"add\" } ,\n{\"op\":\"remove\",\"path\":\"/Name\"} , {\"op\":\"test\",\"path\":\"/Id\",\"value\":1}\t]",
			"[ { \"value\" : 1.0e0 , \"path\":\"/State\",\"op\":\"add\" }  , {\"op\":\"test\",\"path\":\"/Id\",\"value\":1}\t]", "Name"},
		{"test, then replace", `[{"op":"test","path":"/State","value":"New"},{"op":"replace","path":"/State","value":"Started"}]`, `[{"op":"test","path":"/State","value":"New"},{"op":"replace","path":"/State","value":"Started"}]`, ""},
		{"a long s is no s", `[{"op":"add","path":"/\u017ftate","value":1}]`, `[]`, "+1"},
		{"a blank", `[{"op":"add","path":"/State ","value":1}]`, `[]`, "+1"},
		{"percent-encoding is none", `[{"op":"add","path":"/%53tate","value":1}]`, `[]`, "%53tate"},
	})
}

func TestStripJSONPatchRefuses(t *testing.T) {
	s := startSite(t, "")
	const bad, twice = "malformed-body", "duplicate-property"
	s.refuses(t, "application/json-patch+json", []wrong{
		{"an object", `{"op":"add","path":"/State","value":1}`, bad},
		{"a record", `{"BatchTaskInfo":{"Id":1}}`, bad},
		{"null", `null`, bad}, {"blanks", ` `, bad},
		{"an operation that is null", `[null]`, bad}, {"a string", `["add"]`, bad}, {"an array", `[[]]`, bad},
		{"an empty operation", `[{}]`, bad},
		{"no op", `[{"path":"/State","value":1}]`, bad},
		{"an unknown op", `[{"op":"merge","path":"/State","value":1}]`, bad},
		{"an op of another case", `[{"op":"Add","path":"/State","value":1}]`, bad},
		{"an empty op", `[{"op":"","path":"/State","value":1}]`, bad},
		{"an op that is no string", `[{"op":1,"path":"/State","value":1}]`, bad},
		{"no path", `[{"op":"add","value":1}]`, bad},
		{"a path that is null", `[{"op":"add","path":null,"value":1}]`, bad},
		{"a path without a slash", `[{"op":"add","path":"State","value":1}]`, bad},
		{"a fragment", `[{"op":"add","path":"#/State","value":1}]`, bad},
		{"a lone ~", `[{"op":"add","path":"/State/~","value":1}]`, bad},
		{"~2", `[{"op":"add","path":"/Name/~2","value":1}]`, bad},
		{"no value to add", `[{"op":"add","path":"/State"}]`, bad},
		{"no value to replace by", `[{"op":"replace","path":"/Name"}]`, bad},
		{"no value to test", `[{"op":"test","path":"/State"}]`, bad},
		{"no from to move", `[{"op":"move","path":"/State"}]`, bad},
		{"no from to copy", `[{"op":"copy","path":"/Name"}]`, bad},
		{"a from without a slash", `[{"op":"copy","from":"Name","path":"/State"}]`, bad},
		{"a from with a lone ~", `[{"op":"move","from":"/Name~","path":"/Name"}]`, bad},
		{"op twice", `[{"op":"test","op":"add","path":"/Name","value":1}]`, twice},
		{"path twice", `[{"op":"add","path":"/State","path":"/Name","value":1}]`, twice},
		{"path twice, in another case", `[{"op":"add","path":"/State","PATH":"/Name","value":1}]`, twice},
		{"path twice, escaped", `[{"op":"add","path":"/State","p\u0061th":"/Name","value":1}]`, twice},
		{"from twice", `[{"op":"move","from":"/State","From":"/Name","path":"/Response"}]`, twice},
		{"value twice", `[{"op":"add","path":"/State","value":1,"Value":2}]`, twice},
		{"a comma at the end", `[{"op":"remove","path":"/State"},]`, bad},
		{"something behind", `[] []`, bad},
		{"a bad operation behind one that goes", `[{"op":"remove","path":"/Name"},{"op":"x","path":"/State"}]`, bad},
		{"not UTF-8", "[{\"op\":\"remove\",\"path\":\"/State\xff\"}]", bad},
	})
}
