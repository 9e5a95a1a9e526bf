package sandbox

import (
	"net/url"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// readForm reads a form as an object of strings, in the order of its fields.
func readForm(body string) (object, error) {
	if strings.Count(body, "&") >= maxValues {
		return nil, tooMany(maxValues, "values")
	}
	var o object
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		key, value, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(key)
		if err == nil {
			value, err = url.QueryUnescape(value)
		}
		if err != nil {
			return nil, refuseBody("The body is not a form: %v.", err)
		}
		name := fieldName(key)
		o = append(o, member{key: quote(name), name: name, value: quote(value)})
	}
	return o, nil
}

// fieldName returns the property that a field is for: State, BatchTaskInfo.State and BatchTaskInfo[State] are the same.
func fieldName(key string) string {
	if !names.HasPrefix(key, taskInfo) {
		return key
	}
	rest := key[len(taskInfo):]
	if name, ok := strings.CutPrefix(rest, "."); ok {
		return name
	}
	if strings.HasPrefix(rest, "[") && strings.HasSuffix(rest, "]") {
		return rest[1 : len(rest)-1]
	}
	return key
}
