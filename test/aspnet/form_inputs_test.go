package aspnet

import "strings"

// formKeys lists keys. $ is replaced by the property's name.
var formKeys = []string{
	`$`, `BatchTaskInfo.$`, `BatchTaskInfo[$]`, `batchtaskinfo.$`, `BATCHTASKINFO[$]`, `BatchTaskInfo%2E$`, `BatchTaskInfo%5B$%5D`, `BatchTaskInfo[$`, `BatchTaskInfo$]`, `BatchTaskInfo[[$]]`,
	`BatchTaskInfo[$][]`, `BatchTaskInfo[$][0]`, `BatchTaskInfo[$].x`, `BatchTaskInfo[$][x]`, `BatchTaskInfo.$[]`, `BatchTaskInfo.$.x`, `BatchTaskInfo.$.`, `BatchTaskInfo..$`, `.BatchTaskInfo.$`, `BatchTaskInfo.[$]`,
	`[BatchTaskInfo][$]`, `[BatchTaskInfo].$`, `[$]`, `BatchTaskInfo[].$`, `BatchTaskInfo[0].$`, `BatchTaskInfo[0][$]`, `BatchTaskInfo[x][$]`, `$[]`, `$[0]`, `$[x]`, `$.x`, `$.`, `.$`, `$]`, `$[`, `[]$`,
	`request.BatchTaskInfo.$`, `request[BatchTaskInfo][$]`, `request.$`, `request[$]`, `Carrier.BatchTaskInfo.$`, `value.BatchTaskInfo.$`, `BatchTaskInfo.BatchTaskInfo.$`, `BatchTaskInfo/$`, `BatchTaskInfo:$`, `BatchTaskInfo+$`,
	` $`, `$ `, `+$`, `$+`, `%20$`, `$%20`, `%00$`, `$%00`, `$%0a`, `%EF%BB%BF$`, `BatchTaskInfo%5b$%5d`, `BatchTaskInfo%255B$%255D`, `BatchTaskInfo.%$`, `?$`, `#$`, `"$"`, `{"$"`, `$%`, `$%4`, `$%zz`, `%u0024$`,
	"\ufeff$", "\xff$", `$%ff`, `$%C0%80`,
}

// formNames lists spellings of a property's name.
var formNames = []string{
	"State", "state", "STATE", "%53tate", "%73tate", "S%74ate", "%u0053tate", "%U0053tate", "Sta+te", "Sta%00te", "ſtate", "%C5%BFtate", "&#83;tate", "\\u0053tate", "Id", "Name", "name", "%4eame", "AssociateId", "ParameterObject", "TableRight",
}

// formValues lists values and what may follow one.
var formValues = []string{`=S`, `=`, ``, `=S+T`, `=S%20T`, `=%53`, `=%u0053`, `=S=T`, `=%`, `=%4`, `=%zz`, `=%00`, `=%ff`, "=\xff", `=S;Name=EVIL`, `=S&Name=EVIL`, `=S&amp;Name=EVIL`, `=S%26Name=EVIL`, `=1`, `=true`, "=S\r\nName=EVIL", `=S,T`, `==S`}

// formDocuments lists complete bodies.
var formDocuments = []string{
	``, `&`, `=`, `&&`, `=S`, `&State=S`, `State=S&`, `State=S&&Description=D`, `State=S&State=T`, `State=S&state=T`, `State=S&BatchTaskInfo.State=T`, `BatchTaskInfo.State=S&BatchTaskInfo[State]=T`, `State=S;Description=D`, `State=S&Name=EVIL&Description=D`,
	`BatchTaskInfo=x&BatchTaskInfo.State=S`, `BatchTaskInfo.State=S&BatchTaskInfo=x`, `BatchTaskInfo[]=x&BatchTaskInfo.State=S`, `BatchTaskInfo={"Name":"EVIL"}`, `{"BatchTaskInfo":{"State":"S"}}`, `[1]`, `BatchTaskInfo[ParameterObject][0].Key=a&BatchTaskInfo[ParameterObject][0].Value=b`,
	`BatchTaskInfo.ParameterObject[0].Key=a&BatchTaskInfo.ParameterObject[0].Value=b&BatchTaskInfo.State=S`, `ParameterObject[0].Key=a&ParameterObject[0].Value=b`, `TableRight.Mask=m&TableRight.Reason=r`, `TableRight[Mask]=m&State=S`,
	`FieldProperties[0].Key=x&FieldProperties[0].Value.FieldLength=7`, `State.Length=1&State=S`, `index=0&State=S`, `BatchTaskInfo.index=0&BatchTaskInfo[0].State=S`, "State=S\n", " State=S", "State=S\x00", "\ufeffState=S", `State=S#x`, `?State=S`, `State=S&__proto__[x]=1`,
}

var formVariants = []string{"default", "bare", "form", "loose", "wrapped", "types"}

var formTypes = []string{mediaForm, mediaForm + "; charset=utf-8", "Application/X-WWW-Form-Urlencoded;charset=UTF-8"}

func formInputs() []string {
	documents := append([]string(nil), formDocuments...)
	for _, key := range formKeys {
		for _, name := range formNames {
			spelled := strings.Replace(key, "$", name, 1)
			documents = append(documents, spelled+"=S", spelled+"=1&Description=D&BatchTaskInfo.Response=R")
		}
	}
	for _, name := range formNames {
		for _, value := range formValues {
			documents = append(documents, name+value, "BatchTaskInfo."+name+value)
		}
	}
	return documents
}
