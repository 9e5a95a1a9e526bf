package sandbox

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// maxOperations limits the operations of a patch, as each of them rewrites the task.
const maxOperations = 1000

// An operation of a JSON Patch (RFC 6902). Its pointers are split, unescaped, and relative to BatchTaskInfo.
type operation struct {
	op         string
	path, from []string
	value      string
}

// isPatch reports whether the input is a JSON Patch. The media type alone does not make it one, because the vendor's
// OpenAPI document declares the same object for all media types.
func isPatch(in input) bool {
	return in.format == formatJSONPatch && isArray(strings.TrimPrefix(in.body, "\ufeff"))
}

// readPatch reads a JSON Patch. The task is identified by the first test of /Id, or else in the query.
func readPatch(in input) (update, error) {
	body := strings.TrimPrefix(in.body, "\ufeff")
	if err := checkJSON(body); err != nil {
		return update{}, err
	}
	elements := parseArray(body)
	if len(elements) > maxOperations {
		return update{}, tooMany(maxOperations, "operations")
	}
	var operations []operation
	var tested object
	for _, element := range elements {
		o, err := readOperation(element)
		if err != nil {
			return update{}, err
		}
		operations = append(operations, o)
		if o.op == "test" && len(o.path) == 1 && names.Equal(o.path[0], identity) && tested == nil {
			tested = object{{name: identity, value: o.value}}
		}
	}
	id, err := taskID(tested, in.query)
	if err != nil {
		return update{}, err
	}
	return update{id, func(task string) (string, error) { return patchTask(task, operations) }}, nil
}

// readOperation reads one operation. Its member names are matched ignoring case.
func readOperation(element string) (operation, error) {
	if !isObject(element) {
		return operation{}, callFailed("A JSON Patch operation must be an object.")
	}
	members := parseObject(element)
	name, _ := argument(members, "", "op")
	o := operation{op: name}
	var err error
	if o.path, err = pointer(members, "path"); err != nil {
		return operation{}, err
	}
	switch name {
	case "remove":
		return o, nil
	case "move", "copy":
		o.from, err = pointer(members, "from")
		return o, err
	case "add", "replace", "test":
		i := members.find("value")
		if i < 0 {
			return operation{}, callFailed("The operation %s has no value.", name)
		}
		o.value = members[i].value
		return o, nil
	}
	return operation{}, callFailed("%q is not a JSON Patch operation.", name)
}

// pointer reads a member that holds a JSON Pointer (RFC 6901). As in the vendor's samples, the leading slash is optional.
func pointer(members object, name string) ([]string, error) {
	i := members.find(name)
	if i < 0 {
		return nil, callFailed("An operation has no %s.", name)
	}
	value := gjson.Parse(members[i].value)
	if value.Type != gjson.String {
		return nil, callFailed("%s is not a JSON Pointer.", members[i].value)
	}
	if value.Str == "" {
		return nil, nil
	}
	var tokens []string
	for token := range strings.SplitSeq(strings.TrimPrefix(value.Str, "/"), "/") {
		tokens = append(tokens, strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~"))
	}
	if len(tokens) > 0 && names.Equal(tokens[0], taskInfo) {
		tokens = tokens[1:]
	}
	return tokens, nil
}

// arrayIndex returns the index that a token denotes in an array of n elements.
func arrayIndex(token string, n int) (int, bool) {
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= n || strconv.Itoa(i) != token {
		return 0, false
	}
	return i, true
}
