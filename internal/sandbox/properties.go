package sandbox

import (
	"strconv"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// A kind says what JSON a property is, for the formats in which everything arrives as text.
type kind string

const (
	text       kind = "string"
	integer    kind = "int32"
	boolean    kind = "bool"
	dateTime   kind = "date-time"
	structured kind = "object"
)

// properties are the members of BatchTaskInfo in the order in which they are answered.
var properties = []struct {
	Name string `json:"Name"`
	Type kind   `json:"Type"`
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

// kindOf returns the kind of a property; one that is not known is text.
func kindOf(name string) kind {
	if i := propertyNames.Index([]byte(name)); i >= 0 {
		return properties[i].Type
	}
	return text
}

// states are the names of BatchTaskState with their numbers. Aquired is the vendor's spelling.
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

// allStates is the state no task is in: asked for, it means every task.
const allStates = "All"

// stateName returns the proper name of a state given by name, in any case, or by number.
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
