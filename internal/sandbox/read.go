package sandbox

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// A format is the format of a request body.
type format int

const (
	formatJSON format = iota
	formatMergePatch
	formatJSONPatch
	formatXML
	formatForm
	formatUnknown
)

// requestTypes are the media types of requests, as descriptions list them.
var requestTypes = append(slices.Clone(responseTypes), "application/x-www-form-urlencoded")

// formatOf returns the format of a Content-Type. The default is JSON; parameters are ignored.
func formatOf(contentType string) format {
	mediaType, _, _ := strings.Cut(contentType, ";")
	switch strings.ToLower(strings.TrimSpace(mediaType)) {
	case "", "application/json", "text/json":
		return formatJSON
	case "application/merge-patch+json":
		return formatMergePatch
	case "application/json-patch+json":
		return formatJSONPatch
	case "application/xml", "text/xml":
		return formatXML
	case "application/x-www-form-urlencoded":
		return formatForm
	}
	return formatUnknown
}

// readMembers reads a body as one object. An empty body is an empty object.
func readMembers(in input) (object, error) {
	body := strings.TrimPrefix(in.body, "\ufeff")
	if strings.TrimSpace(body) == "" {
		return nil, nil
	}
	switch in.format {
	case formatForm:
		return readForm(body)
	case formatXML:
		value, err := readXML(body)
		if err == nil {
			err = checkShape(value)
		}
		if err != nil || !isObject(value) {
			return nil, err
		}
		return parseObject(value), nil
	case formatJSON, formatMergePatch, formatJSONPatch:
		if err := checkJSON(body); err != nil {
			return nil, err
		}
		if !isObject(body) {
			return nil, badBody("The body is not a JSON object.")
		}
		return parseObject(body), nil
	}
	return nil, badBody("The media type of the body is not supported.")
}

// readForm reads a form as an object of strings.
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
			return nil, badBody("The body is not a valid form: %v.", err)
		}
		name := fieldName(key)
		o = append(o, member{key: quote(name), name: name, value: quote(value)})
	}
	return o, nil
}

// fieldName returns the property that a field sets: State, BatchTaskInfo.State and BatchTaskInfo[State] are equivalent.
func fieldName(key string) string {
	if !names.HasPrefix(key, taskInfo) {
		return key
	}
	rest := key[len(taskInfo):]
	switch {
	case strings.HasPrefix(rest, "."):
		return rest[1:]
	case strings.HasPrefix(rest, "[") && strings.HasSuffix(rest, "]"):
		return rest[1 : len(rest)-1]
	}
	return key
}

// argument returns the value of the first of these names found in the body, or else in the query.
func argument(members object, query string, list ...string) (value string, found bool) {
	for _, name := range list {
		if i := members.find(name); i >= 0 {
			value := gjson.Parse(members[i].value)
			if value.Type == gjson.String {
				return value.Str, true
			}
			return value.Raw, true
		}
	}
	for pair := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(pair, "=")
		key, keyErr := url.QueryUnescape(key)
		value, valueErr := url.QueryUnescape(value)
		if keyErr == nil && valueErr == nil && slices.ContainsFunc(list, func(n string) bool { return names.Equal(n, key) }) {
			return value, true
		}
	}
	return "", false
}

// taskID returns the id of the requested task. As in the API it defaults to 0, which no task has.
func taskID(members object, query string) (int64, error) {
	value, found := argument(members, query, "BatchTaskId", "Id")
	if !found || value == "null" {
		return 0, nil
	}
	value = strings.TrimSpace(value)
	if id, err := strconv.ParseInt(value, 10, 64); err == nil {
		return id, nil
	}
	// JSON also allows 975.0 and 9.75e2.
	if f, err := strconv.ParseFloat(value, 64); err == nil && f == math.Trunc(f) && math.Abs(f) <= math.MaxInt32 {
		return int64(f), nil
	}
	return 0, badArgument("%q is not a task id.", value)
}
