package aspnet

import "strings"

// patchPaths lists paths. $ is replaced by the property's name.
var patchPaths = []string{
	`/$`, `$`, `/BatchTaskInfo/$`, `BatchTaskInfo/$`, `/batchtaskinfo/$`, `//$`, `/$/`, `/$/x`, `/BatchTaskInfo//$`, `/BatchTaskInfo/BatchTaskInfo/$`, `/x/$`, `/~0$`, `/~1$`, `/$~`, `/$~2`, `/ $`, `/$ `, `\\$`, `\/$`, `/BatchTaskInfo~1$`, `#/$`, `/%24$`,
	`/0/$`, `/-/$`, `/./$`, `/../$`, ``, `/`, `/BatchTaskInfo`, `/BatchTaskInfo/`, `/$\u0000`, `/$.x`, `/$[0]`, `/$id`, `/\u0024id`,
}

var patchNames = []string{"State", "state", `\u0053tate`, "ſtate", "Id", "Name", `N\u0061me`, "ParameterObject", "TableRight"}

// patchOperations lists operations. $ is replaced by a path, and @ by a value.
var patchOperations = []string{
	`{"op":"replace","path":"$","value":@}`, `{"op":"add","path":"$","value":@}`, `{"op":"remove","path":"$"}`, `{"op":"test","path":"$","value":@}`, `{"op":"copy","from":"$","path":"/State"}`, `{"op":"copy","from":"/State","path":"$"}`,
	`{"op":"move","from":"$","path":"/State"}`, `{"op":"move","from":"/State","path":"$"}`, `{"OP":"Replace","PATH":"$","Value":@}`, `{"o\u0070":"repl\u0061ce","p\u0061th":"$","value":@}`, `{"value":@,"path":"$","op":"replace"}`,
	`{"op":"replace","path":"$","value":@,"x":{"Name":"EVIL"}}`, `{"op":"replace","path":"$","path":"/Name","value":@}`, `{"op":"replace","path":"/State","Path":"$","value":@}`, `{"op":"replace","path":"$","value":@,"value":"T"}`, `{"op":"REPLACE","path":"$","value":@}`,
	`{"op":"replace","path":"$"}`, `{"op":"copy","path":"$"}`, `{"path":"$","value":@}`, `{"op":"replace","value":@}`, `{"op":"increment","path":"$","value":@}`, `{"op":1,"path":"$","value":@}`, `{"op":"replace","path":["$"],"value":@}`, `{"$type":"AspNet.Operation, aspnet","op":"replace","path":"$","value":@}`,
	`{"$id":"1","op":"replace","path":"$","value":@}`, `{"$id":{},"op":"replace","path":"$","value":@}`, `{"op":"replace","path":"$","value":@,"from":"/Name"}`,
}

var patchValues = []string{`"S"`, `1`, `null`, `true`, `{}`, `[]`, `{"a":"b"}`, `{"$id":{},"path":"/Name","value":"EVIL"}`, `{"$id":[],"path":"/Name"}`, `{"$ref":"1"}`, `{"$type":"System.String","$value":"S"}`, `{"Mask":"m"}`, `[{"$id":{},"path":"/Name","op":"replace","value":"EVIL"}]`, `{"x":{"$id":[],"path":"/Name"}}`}

var patchVariants = []string{"patch", "patch", "default", "bare"}

var patchTypes = []string{mediaPatch, "Application/JSON-Patch+JSON", mediaPatch + "; charset=utf-8"}

func patchInputs() []string {
	documents := []string{
		``, `[]`, `[[]]`, `[null]`, `[1]`, `{}`, `null`, `[{}]`, `[{"op":"replace"}]`, `[{"op":"replace","path":"/State","value":"S"},]`, `{"op":"replace","path":"/State","value":"S"}`, `{"Op":"replace","PATH":"/State","value":"S"}`, `{"op":"replace"}`, `{"BatchTaskInfo":{"State":"S"}}`,
		`[{"op":"replace","path":"/State","value":"S"}] x`, `[{"op":"replace","path":"/State","value":"S"}{"op":"replace","path":"/Name","value":"EVIL"}]`, `{"$values":[{"op":"replace","path":"/Name","value":"EVIL"}]}`, `{"operations":[{"op":"replace","path":"/Name","value":"EVIL"}]}`,
		`[{"op":"replace","path":"/State","value":"S"},{"op":"replace","path":"/Name","value":"EVIL"},{"op":"replace","path":"/Description","value":"D"}]`, `[{"$id":"1","op":"replace","path":"/Name","value":"EVIL"},{"$ref":"1"}]`, `[{"$id":"1","op":"replace","path":"/State","value":"S"},{"$ref":"1"}]`,
	}
	for i, operation := range patchOperations {
		for j, path := range patchPaths {
			for k, name := range patchNames {
				value := patchValues[(i+j+k)%len(patchValues)]
				documents = append(documents, "["+strings.NewReplacer("$id", "$id", "$type", "$type", "$", strings.Replace(path, "$", name, 1), "@", value).Replace(operation)+"]")
			}
		}
		for _, value := range patchValues {
			documents = append(documents, "["+strings.NewReplacer("$id", "$id", "$type", "$type", "$", "/State", "@", value).Replace(operation)+"]",
				"["+strings.NewReplacer("$id", "$id", "$type", "$type", "$", "/ParameterObject", "@", value).Replace(operation)+`,{"op":"replace","path":"/Description","value":"D"}]`)
		}
	}
	return documents
}
