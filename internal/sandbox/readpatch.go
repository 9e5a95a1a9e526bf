package sandbox

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// maxOperations is how many operations a patch may have. Each of them rewrites the task.
const maxOperations = 1000

// An operation of a JSON Patch (RFC 6902). The pointers are split, unescaped, and without BatchTaskInfo in front.
type operation struct {
	op         string
	path, from []string
	value      string
}

// isPatch reports whether the input is a JSON Patch. An object with its media type is none: the vendor's OpenAPI document
// declares the same object for all media types.
func isPatch(in input) bool {
	return in.format == formatJSONPatch && isArray(strings.TrimPrefix(in.body, "\ufeff"))
}

// readPatch reads a JSON Patch. It says which task it is for by a test of /Id, or else in the query.
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
			tested = object{{key: quote(identity), name: identity, value: o.value}}
		}
	}
	id, err := taskID(tested, in.query)
	if err != nil {
		return update{}, err
	}
	return update{id, func(task string) (string, error) { return patchTask(task, operations) }}, nil
}

// readOperation reads one operation, the names of its members in any case.
func readOperation(element string) (operation, error) {
	if !isObject(element) {
		return operation{}, refuse("An operation of a JSON Patch is an object.")
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
			return operation{}, refuse("The operation %s has no value.", name)
		}
		o.value = members[i].value
		return o, nil
	}
	return operation{}, refuse("%q is not an operation of JSON Patch.", name)
}

// pointer reads the JSON Pointer (RFC 6901) in one of an operation's members. It may lack its first slash, as those of the
// vendor's samples do.
func pointer(members object, name string) ([]string, error) {
	i := members.find(name)
	if i < 0 {
		return nil, refuse("An operation has no %s.", name)
	}
	value := gjson.Parse(members[i].value)
	if value.Type != gjson.String {
		return nil, refuse("%s is not a JSON Pointer.", members[i].value)
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

// arrayIndex returns the position that a token names in an array of n elements.
func arrayIndex(token string, n int) (int, bool) {
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= n || strconv.Itoa(i) != token {
		return 0, false
	}
	return i, true
}
