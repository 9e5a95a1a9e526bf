package jsonedit

import (
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

// What counts as a batch task in a response (contract section 5): $select names only State, so the members of a batch task
// are nulled.

func TestJSONRecords(t *testing.T) {
	for _, tc := range []struct{ what, in, want string }{
		{"the identity", `{"Id":1,"State":"s"}`, `{"Id":null,"State":"s"}`},
		{"the identity in another case", `{"iD":1,"x":"s"}`, `{"iD":null,"x":null}`},
		{"the identity beside what errors have", `{"Message":"m","Error":true,"Id":1}`, `{"Message":null,"Error":null,"Id":null}`},
		{"the identity last", `{"Message":"m","Name":"n","State":"s","ErrorType":"e","Id":1}`, `{"Message":null,"Name":null,"State":"s","ErrorType":null,"Id":null}`},
		{"a documented property", `{"Name":"n"}`, `{"Name":null}`},
		{"documented properties, camelCase", `{"state":"s","lastStarted":"x","other":1}`, `{"state":"s","lastStarted":null,"other":null}`},
		{"a documented property among others", `{"a":1,"TABLERIGHT":{"Mask":1},"b":2}`, `{"a":null,"TABLERIGHT":null,"b":null}`},
		{"an escaped name", `{"St\u0061te":"s","a":1}`, `{"St\u0061te":"s","a":null}`},
		{"a documented property and a message", `{"Name":"n","Message":"m"}`, `{"Name":"n","Message":"m"}`},
		{"the same, the other way round", `{"message":"m","Name":"n"}`, `{"message":"m","Name":"n"}`},
		{"a documented property and a message's detail", `{"Name":"n","MessageDetail":null}`, `{"Name":"n","MessageDetail":null}`},
		{"a documented property and an error", `{"Name":"n","ERROR":false}`, `{"Name":"n","ERROR":false}`},
		{"a documented property and an error's type", `{"State":"n","Name":"n","ErrorType":""}`, `{"State":"n","Name":"n","ErrorType":""}`},
		{"the error object of the framework", `{"Message":"m","MessageDetail":"d"}`, `{"Message":"m","MessageDetail":"d"}`},
		{"the error object of agents", `{"Error":true,"ErrorType":"ArgumentException","Message":"m","ErrorSource":"s"}`, `{"Error":true,"ErrorType":"ArgumentException","Message":"m","ErrorSource":"s"}`},
		{"a typed error object", `{"$type":"System.Web.Http.HttpError, System.Web.Http","Message":"m"}`, `{"$type":"System.Web.Http.HttpError, System.Web.Http","Message":"m"}`},
		{"something else", `{"Count":1,"Items":[{"Name":"n"}]}`, `{"Count":1,"Items":[{"Name":"n"}]}`},
		{"a batch task inside", `{"BatchTaskInfo":{"Id":1,"Name":"n"}}`, `{"BatchTaskInfo":{"Id":1,"Name":"n"}}`},
		{"nothing", `{}`, `{}`},
		{"null", `null`, `null`}, {"a string", `"Name"`, `"Name"`}, {"a number", `7`, `7`}, {"a boolean", `true`, `true`},
		{"an array of all", `[{"Id":1},{"Name":"n"},{"Name":"n","Message":"m"},null,"Name",[{"Id":2}],{}]`, `[{"Id":null},{"Name":null},{"Name":"n","Message":"m"},null,"Name",[{"Id":null}],{}]`},
	} {
		if got := reshaped(t, tc.in, edittest.Select(edit.Null, "State")); got != tc.want {
			t.Errorf("%s:\n in   %s\n got  %s\n want %s", tc.what, tc.in, got, tc.want)
		}
	}
}
