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

// A format is a way to write a request.
type format int

const (
	formatJSON format = iota
	formatMergePatch
	formatJSONPatch
	formatXML
	formatForm
	formatUnknown
)

// requestTypes are the media types of requests.
var requestTypes = append(slices.Clone(responseTypes), "application/x-www-form-urlencoded")

// formatOf returns the format of a Content-Type. Without one JSON is taken for granted; parameters are not looked at.
func formatOf(contentType string) format {
	mediaType, _, _ := strings.Cut(contentType, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	switch mediaType {
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
			return nil, refuseBody("The body is not a JSON object.")
		}
		return parseObject(body), nil
	}
	return nil, refuseBody("The body is in a media type that is not known here.")
}

// argument returns what the caller gave for the first of these names that it gave: in the body, or else in the query.
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

// taskID returns the id of the task that is meant. Without one it is 0, as it would be in the API, and there is no such
// task.
func taskID(members object, query string) (int64, error) {
	value, found := argument(members, query, "BatchTaskId", "Id")
	if !found || value == "null" {
		return 0, nil
	}
	value = strings.TrimSpace(value)
	if id, err := strconv.ParseInt(value, 10, 64); err == nil {
		return id, nil
	}
	// A number may be written 975.0 or 9.75e2.
	if f, err := strconv.ParseFloat(value, 64); err == nil && f == math.Trunc(f) && math.Abs(f) <= math.MaxInt32 {
		return int64(f), nil
	}
	return 0, refuseArgument("%q is not the id of a task.", value)
}
