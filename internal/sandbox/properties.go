package sandbox

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// A kind is the JSON type of a property. XML and forms, in which every value is text, are converted by it.
type kind string

const (
	text       kind = "string"
	integer    kind = "int32"
	boolean    kind = "bool"
	dateTime   kind = "date-time"
	structured kind = "object"
)

// properties are the members of BatchTaskInfo in the order of a response.
var properties = []struct {
	Name string
	Type kind
}{
	{"Id", integer},
	{"Name", text},
	{"AssociateId", integer},
	{"DetailsTable", integer},
	{"DetailsRecord", integer},
	{"IsSystemTask", boolean},
	{"IsInternalTask", boolean},
	{"ParameterObject", structured},
	{"LastStarted", dateTime},
	{"Created", dateTime},
	{"StartCount", integer},
	{"DatabaseSerialNumber", text},
	{"Context", text},
	{"Result", text},
	{"State", text},
	{"Description", text},
	{"Response", text},
	{"Request", text},
	{"ProgressDescription", text},
	{"ProgressPercent", integer},
	{"FileName", text},
	{"CancellationBehaviour", text},
	{"TableRight", structured},
	{"FieldProperties", structured},
}

var propertyNames = func() *names.Set {
	list := make([]string, len(properties))
	for i, p := range properties {
		list[i] = p.Name
	}
	return names.NewSet(list...)
}()

// kindOf returns the kind of a property; unknown ones are text.
func kindOf(name string) kind {
	if i := propertyNames.Index([]byte(name)); i >= 0 {
		return properties[i].Type
	}
	return text
}

// states are the values of BatchTaskState. Aquired is the vendor's spelling.
var states = []struct {
	name   string
	number int
}{
	{"Unknown", 0},
	{"New", 1},
	{"Aquired", 2},
	{"Started", 3},
	{"Succeeded", 4},
	{"Failed", 5},
	{"SucceededManualCleanup", 6},
	{allStates, 99999},
}

// allStates is no state of a task: GetBatchTaskInfosByState returns every task for it.
const allStates = "All"

// stateName returns the canonical name of a state given by name, in any case, or by number.
func stateName(s string) (string, bool) {
	s = strings.TrimSpace(s)
	number, err := strconv.Atoi(s)
	for _, state := range states {
		if names.Equal(s, state.name) || err == nil && number == state.number {
			return state.name, true
		}
	}
	return "", false
}

// typed converts the text of an XML element or a form field to the JSON type of the property. Text that does not parse
// stays a string, since the sandbox stores whatever it receives.
func typed(name, value string) string {
	parsed := gjson.Parse(value)
	if parsed.Type != gjson.String {
		return value
	}
	content, k := strings.TrimSpace(parsed.Str), kindOf(name)
	switch {
	case content == "" && (k == integer || k == boolean):
		return "null"
	case content == "" && k == structured:
		return "{}"
	case k == integer:
		return number(value)
	case k == boolean:
		if b, err := strconv.ParseBool(strings.ToLower(content)); err == nil {
			return strconv.FormatBool(b)
		}
	}
	return value
}

// number converts a string that holds an integer to that integer, and returns any other value unchanged.
func number(value string) string {
	content := strings.TrimSpace(gjson.Parse(value).Str)
	if n, err := strconv.ParseInt(content, 10, 64); err == nil {
		return strconv.FormatInt(n, 10)
	}
	return value
}
