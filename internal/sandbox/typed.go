package sandbox

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// typed turns the text of an XML element or a form field into what the property is in JSON. Text that isn't of that kind
// stays text: the sandbox keeps what arrives.
func typed(name, value string) string {
	parsed := gjson.Parse(value)
	if parsed.Type != gjson.String {
		return value
	}
	content := strings.TrimSpace(parsed.Str)
	switch kindOf(name) {
	case integer:
		if content == "" {
			return "null"
		}
		return number(value)
	case boolean:
		if content == "" {
			return "null"
		}
		if b, err := strconv.ParseBool(strings.ToLower(content)); err == nil {
			return strconv.FormatBool(b)
		}
	case structured:
		if content == "" {
			return "{}"
		}
	}
	return value
}

// number turns a string that holds an integer into that integer, and leaves any other value.
func number(value string) string {
	content := strings.TrimSpace(gjson.Parse(value).Str)
	if n, err := strconv.ParseInt(content, 10, 64); err == nil {
		return strconv.FormatInt(n, 10)
	}
	return value
}
