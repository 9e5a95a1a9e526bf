package sandbox

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

const (
	// maxDepth is how deeply arrays and objects may nest. Documents are walked recursively, so it bounds the stack.
	maxDepth = 128
	// maxValues is how many values a document may have. A name is looked for among all of an object's, so it bounds the
	// time that takes.
	maxValues = 50_000
)

// A member of an object. The value, and the key with its quotes, are kept as they were written, so that no number loses
// digits and no string changes its escapes.
type member struct {
	key   string
	name  string // the key without quotes and escapes
	value string
}

// An object is a JSON object with its members in their order.
type object []member

// parseObject splits a valid JSON object into its members.
func parseObject(doc string) object {
	o := make(object, 0, 32)
	gjson.Parse(doc).ForEach(func(key, value gjson.Result) bool {
		o = append(o, member{key: key.Raw, name: key.Str, value: value.Raw})
		return true
	})
	return o
}

// parseArray splits a valid JSON array into its elements.
func parseArray(doc string) []string {
	var elements []string
	gjson.Parse(doc).ForEach(func(_, value gjson.Result) bool {
		elements = append(elements, value.Raw)
		return true
	})
	return elements
}

// exact returns the position of the member with this very name, or -1. Where a name occurs twice, the last one counts.
func (o object) exact(name string) int {
	for i, m := range slices.Backward(o) {
		if m.name == name {
			return i
		}
	}
	return -1
}

// find returns the position of the member with this name, preferably in this spelling, or -1.
func (o object) find(name string) int {
	if i := o.exact(name); i >= 0 {
		return i
	}
	for i, m := range slices.Backward(o) {
		if names.Equal(m.name, name) {
			return i
		}
	}
	return -1
}

// get returns the value of a member, or null if there is none of this name.
func (o object) get(name string) string {
	if i := o.find(name); i >= 0 {
		return o[i].value
	}
	return "null"
}

// set gives the member that has this name, in any case, a value, or adds it. A property is spelled as the API spells it,
// an unknown name as it came. It reports whether anything changed.
func (o *object) set(key, name, value string) bool {
	if i := o.find(name); i >= 0 {
		if (*o)[i].value == value {
			return false
		}
		(*o)[i].value = value
		return true
	}
	if i := propertyNames.Index([]byte(name)); i >= 0 {
		name = propertyNames.Name(i)
		key = quote(name)
	}
	*o = append(*o, member{key: key, name: name, value: value})
	return true
}

// String returns the object as JSON.
func (o object) String() string {
	size := 2
	for _, m := range o {
		size += len(m.key) + len(m.value) + 2
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(m.key)
		b.WriteByte(':')
		b.WriteString(m.value)
	}
	b.WriteByte('}')
	return b.String()
}

// isObject reports whether a JSON value that has been validated is an object.
func isObject(value string) bool { return strings.HasPrefix(strings.TrimLeft(value, " \t\r\n"), "{") }

// isArray reports whether a JSON value that has been validated is an array.
func isArray(value string) bool { return strings.HasPrefix(strings.TrimLeft(value, " \t\r\n"), "[") }

// quote returns s as a JSON string.
func quote(s string) string { return encode(s) }

// encode returns v, which must be made of strings, numbers and the like, as JSON. Unlike json.Marshal it leaves <, > and
// & readable.
func encode(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // Only the type of v can make this fail, so no input can.
	}
	return strings.TrimSuffix(b.String(), "\n")
}
