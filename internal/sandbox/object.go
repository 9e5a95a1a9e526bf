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
	// maxDepth limits the nesting of arrays and objects. Documents are walked recursively, so it bounds the stack.
	maxDepth = 128
	// maxValues limits the number of values in a document. Members are found by linear search, so it bounds the time.
	maxValues = 50_000
)

// A member of an object. The key, with its quotes, and the value keep their original bytes, so that numbers keep their
// digits and strings their escapes.
type member struct {
	key   string
	name  string // the unescaped key
	value string
}

// An object holds the members of a JSON object in their original order.
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

// joinArray returns the elements as a JSON array.
func joinArray(elements []string) string { return "[" + strings.Join(elements, ",") + "]" }

// exact returns the index of the last member with exactly this name, or -1.
func (o object) exact(name string) int {
	for i, m := range slices.Backward(o) {
		if m.name == name {
			return i
		}
	}
	return -1
}

// find returns the index of the member with this name, or -1. An exact match wins over one in another case.
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

// get returns the value of a member, or null if the object lacks it.
func (o object) get(name string) string {
	if i := o.find(name); i >= 0 {
		return o[i].value
	}
	return "null"
}

// set sets the member with this name, in any case, or adds it, and reports whether anything changed. An added property
// gets the API's spelling; an unknown name keeps its own.
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

// isObject reports whether a valid JSON value is an object.
func isObject(value string) bool { return strings.HasPrefix(strings.TrimLeft(value, " \t\r\n"), "{") }

// isArray reports whether a valid JSON value is an array.
func isArray(value string) bool { return strings.HasPrefix(strings.TrimLeft(value, " \t\r\n"), "[") }

// quote returns s as a JSON string.
func quote(s string) string { return encode(s) }

// encode returns v as JSON. Unlike json.Marshal it does not escape <, > and &.
func encode(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // Encoding depends on the type of v only, never on input.
	}
	return strings.TrimSuffix(b.String(), "\n")
}
