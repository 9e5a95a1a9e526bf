package aspnet

import "strings"

// jsonValues lists values, and texts that some parser accepts as one.
var jsonValues = []string{
	`"S"`, `""`, `" S "`, `"\u0053"`, `"\""`, `"\\"`, `"\/"`, `"\b\f\n\r\t"`, `"\u0000"`, `"\uD83D\uDE00"`, `"\uD83D"`, `"\uDE00\uD83D"`,
	`"é"`, "\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\t\"", "\"\n\"", "\"\x00\"", "\"\x7f\"", "\"\u2028\"", "\"\ufeff\"", `"\u00e"`, `"\x53"`,
	`"\'"`, `"\S"`, `"\U0053"`, `'S'`, `'\u0053'`, `S`, `"S`, `S"`, `"S""T"`, `"S" "T"`, `"S"+"T"`,
	`0`, `-0`, `7`, `-7`, `7.0`, `7.5`, `7e0`, `7E+1`, `7e-1`, `07`, `+7`, `7.`, `.7`, `-.7`, `0x7`, `0X7`, `07.5`, `7e`, `7e+`, `--7`, `7_0`, `1,000`,
	`2147483647`, `2147483648`, `-2147483648`, `9223372036854775808`, `123456789012345678901234567890`, `1e400`, `-1e400`, `1e-400`, `1.7976931348623157e308`,
	`NaN`, `Infinity`, `-Infinity`, `-NaN`, `Inf`, `true`, `false`, `null`, `True`, `FALSE`, `Null`, `undefined`, `nil`, `None`, `truefalse`, `nulll`,
	`{}`, `[]`, `[[]]`, `{"a":1}`, `{"a":{}}`, `["S"]`, `["S","T"]`, `[1,]`, `[,1]`, `[1 2]`, `{"a":1,}`, `{,"a":1}`, `{"a"}`, `{"a":}`, `{a:1}`, `{'a':1}`, `{1:1}`,
	`{"a":1 "b":2}`, `{"a":1;"b":2}`, `{"a"=1}`, `{"a":1,"a":2}`, `[`, `{`, `]`, `}`, `[}`, `{]`, `,`, `:`,
	`/**/"S"`, `"S"/**/`, `//x` + "\n" + `"S"`, `"S"//x`, `/*"S"`, `#x` + "\n" + `"S"`, `<!--x-->"S"`,
	`new Date(1)`, `new X("S")`, `Date(1)`, `"/Date(1)/"`, `"\/Date(1)\/"`, `"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45.1445497Z"`, `"2018-12-24T12:34:45+02:00"`,
	`{"$id":"1"}`, `{"$id":{}}`, `{"$id":[]}`, `{"$id":1}`, `{"$id":null}`, `{"$id":{},"Name":"EVIL"}`, `{"$id":[],"Name":"EVIL"}`, `{"\u0024id":{},"Name":"EVIL"}`,
	`{"$id":{}},"Name":"EVIL"`, `{"$ref":"1"}`, `{"$ref":{},"Name":"EVIL"}`, `{"$ref":[]}`, `{"$ref":"1","Name":"EVIL"}`, `{"$type":"System.String"}`,
	`{"$type":{},"Name":"EVIL"}`, `{"$type":[],"Name":"EVIL"}`, `{"$type":"System.String","$value":"S"}`, `{"$value":"S"}`, `{"$value":{},"Name":"EVIL"}`,
	`{"$values":["S"]}`, `{"$values":[],"Name":"EVIL"}`, `{"$type":"AspNet.BatchTaskInfo, aspnet","Name":"EVIL"}`, `{"$type":"System.Int32[], mscorlib","$values":[1]}`,
	`{"$type":"System.Collections.Generic.Dictionary` + "`2" + `[[System.String, mscorlib],[System.String, mscorlib]], mscorlib","a":"b"}`,
	`{"BatchTaskInfo":{"Name":"EVIL"}}`, `{"Name":"EVIL"}`, `{"a":"b","c":null}`, `{"a":{"$id":{},"Name":"EVIL"}}`, `[{"$id":{},"Name":"EVIL"}]`, `[{"$id":[],"Name":"EVIL"}]`,
	`{"a":[{"$ref":[]}]}`, `{"Mask":"FULL","Reason":""}`, `{"Mask":{"$id":{}},"Reason":"EVIL"}`, `{"x":{"FieldRight":{"Mask":"m"},"FieldLength":7}}`,
	strings.Repeat("[", 70) + strings.Repeat("]", 70), strings.Repeat(`{"a":`, 70) + "1" + strings.Repeat("}", 70), strings.Repeat("[", 300),
	`"` + strings.Repeat("S", 5000) + `"`,
}

// jsonFrames lists documents. $ is replaced by a value.
var jsonFrames = []string{
	`{"BatchTaskInfo":{"State":$}}`,
	`{"BatchTaskInfo":{"Id":$,"Name":"EVIL","Description":"D"}}`,
	`{"BatchTaskInfo":{"Name":$,"State":"S"}}`,
	`{"BatchTaskInfo":{"State":"S","Request":$,"StartCount":9}}`,
	`{"BatchTaskInfo":{"ParameterObject":$,"Response":"R"}}`,
	`{"BatchTaskInfo":{"TableRight":$,"FieldProperties":{}}}`,
	`{"BatchTaskInfo":{"FieldProperties":{"x":$}}}`,
	`{"BatchTaskInfo":$}`,
	`{"x":$,"BatchTaskInfo":{"State":"S"}}`,
	`{"BatchTaskInfo":{"State":"S"},"Request":$}`,
	`{"request":$}`,
	`{"request":{"BatchTaskInfo":{"State":$}}}`,
	`{"State":$,"Name":"EVIL"}`,
	`{"$type":"AspNet.Carrier, aspnet","BatchTaskInfo":{"$type":"AspNet.BatchTaskInfo, aspnet","State":$,"Name":"EVIL"}}`,
	`{"BatchTaskInfo":{"$id":$,"State":"S","Name":"EVIL"}}`,
	`{"BatchTaskInfo":{"State":"S","$ref":$,"Name":"EVIL"}}`,
	`[$]`,
	`$`,
}

// jsonDocuments lists complete documents with unusual names, metadata and white space.
var jsonDocuments = []string{
	``, ` `, "\ufeff", "\ufeff" + `{"BatchTaskInfo":{"State":"S"}}`, `{"BatchTaskInfo":{"State":"S"}}` + "\ufeff", "\f{}", "\v{}", "\u00a0{}", `{}{}`, `{} x`, `{},`, `{}` + "\x00", "\x00{}",
	`{"batchTaskInfo":{"state":"S","NAME":"EVIL"}}`, `{"BATCHTASKINFO":{"STATE":"S","name":"EVIL"}}`, `{"Batch\u0054askInfo":{"\u0053tate":"S","N\u0061me":"EVIL"}}`,
	`{"BatchTaſkInfo":{"State":"S"}}`, `{"BatchTaskInfo":{"ſtate":"S"}}`, `{"BatchTasKInfo":{"State":"S"}}`, `{"BatchTaskInfo":{"State\u0000":"S","Na\u0000me":"EVIL"}}`,
	`{" BatchTaskInfo":{"State":"S"}}`, `{"BatchTaskInfo":{" State":"S","State ":"T"}}`, `{"BatchTaskInfo":{"State":"S","state":"T"}}`, `{"BatchTaskInfo":{"State":"S","State":"T"}}`,
	`{"BatchTaskInfo":{"Name":"EVIL"},"batchTaskInfo":{"State":"S"}}`, `{"BatchTaskInfo":{"State":"S"},"State":"T"}`, `{"State":"T","BatchTaskInfo":{"State":"S"}}`,
	`{"BatchTaskInfo":null,"State":"S"}`, `{"BatchTaskInfo":{"State":"S","BatchTaskInfo":{"Name":"EVIL"}}}`, `{"BatchTaskInfo.State":"S"}`, `{"BatchTaskInfo[State]":"S"}`,
	`{"$id":"1","BatchTaskInfo":{"$id":"2","State":"S"}}`, `{"$id":"1","BatchTaskInfo":{"$ref":"1"}}`, `{"BatchTaskInfo":{"$id":"2","State":"S"},"x":{"$ref":"2"}}`,
	`{"x":{"$id":"9","Name":"EVIL"},"BatchTaskInfo":{"$ref":"9"}}`, `{"x":{"$id":"9","$type":"AspNet.BatchTaskInfo, aspnet","Name":"EVIL"},"BatchTaskInfo":{"$ref":"9"}}`,
	`{"BatchTaskInfo":{"State":{"$ref":"9"},"Name":{"$id":"9"}}}`, `{"BatchTaskInfo":{"ParameterObject":{"$id":"4","a":"b"},"FieldProperties":{"$ref":"4"}}}`,
	`{"$values":[{"State":"S"}]}`, `{"$type":"AspNet.Carrier, aspnet","$values":[]}`, `{"$value":{"State":"S"}}`, `{"BatchTaskInfo":{"$values":[],"State":"S"}}`,
	`{"BatchTaskInfo":{"$type":"System.Object","State":"S"}}`, `{"BatchTaskInfo":{"$type":"AspNet.Loose.BatchTaskInfo, aspnet","State":"S"}}`, `{"BatchTaskInfo":{"$type":"nonsense","State":"S"}}`,
	`{"BatchTaskInfo":{"State":"S",}}`, `{"BatchTaskInfo":{"State":"S"}},`, `{"BatchTaskInfo":{State:"S"}}`, `{BatchTaskInfo:{'State':'S'}}`, `{"BatchTaskInfo":{"State":"S"/*,"Name":"EVIL"*/}}`,
	`{"BatchTaskInfo":{"State":"S"//,"Name":"EVIL"` + "\n" + `}}`, `{"BatchTaskInfo":{"State"` + "\t\n\r " + `:` + "\t\n\r " + `"S"}}`, `{"BatchTaskInfo":{"State":"S"` + "\u00a0" + `}}`,
	"{\"BatchTaskInfo\":{\"State\":\"S\",\"\xffName\":\"EVIL\"}}", "{\"BatchTaskInfo\":{\"Sta\xe9te\":\"S\"}}", "{\"BatchTaskInfo\":{\"S\xc1\x94ate\":\"S\"}}",
	`{"BatchTaskInfo":{"":"S","State":"T"}}`, `{"BatchTaskInfo":{"State":"S"}`, `{"BatchTaskInfo":{"State":"S"`, `{"BatchTaskInfo":{"State":`, `"BatchTaskInfo"`, `BatchTaskInfo`,
	`)]}',` + "\n" + `{"BatchTaskInfo":{"State":"S"}}`, `for(;;);{"BatchTaskInfo":{"State":"S"}}`, `callback({"BatchTaskInfo":{"State":"S"}})`,
}

var jsonVariants = []string{"default", "bare", "loose", "wrapped", "types", "bare-types", "loose-types", "references", "loose-references", "camel"}

// jsonTypes lists the media types, with parameters, for JSON bodies.
var jsonTypes = []string{mediaJSON, "text/json", "application/merge-patch+json", mediaPatch, "application/json; charset=utf-8", `application/json;charset="UTF-8"`, "APPLICATION/JSON"}

func jsonInputs() []string {
	documents := append([]string(nil), jsonDocuments...)
	for _, frame := range jsonFrames {
		for _, value := range jsonValues {
			documents = append(documents, strings.Replace(frame, "$", value, 1))
		}
	}
	return documents
}
