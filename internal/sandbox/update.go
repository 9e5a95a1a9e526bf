package sandbox

import (
	"slices"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

const (
	taskInfo = "BatchTaskInfo"
	identity = "Id"
)

// An update is the change that a request makes to a task.
type update struct {
	id    int64
	apply func(task string) (string, error)
}

// readUpdate reads an update in any format.
func readUpdate(in input) (update, error) {
	if isPatch(in) {
		return readPatch(in)
	}
	members, err := readMembers(in)
	if err != nil {
		return update{}, err
	}
	info, err := unwrap(members)
	if err != nil {
		return update{}, err
	}
	id, err := taskID(info, in.query)
	if err != nil {
		return update{}, err
	}
	if in.format == formatMergePatch {
		return update{id, func(task string) (string, error) { return mergeTask(task, info), nil }}, nil
	}
	if in.format == formatXML || in.format == formatForm {
		for i := range info {
			info[i].value = typed(info[i].name, info[i].value)
		}
	}
	return update{id, func(task string) (string, error) { return assign(task, info), nil }}, nil
}

// unwrap returns the members of BatchTaskInfo, which may be sent with or without the object around them.
func unwrap(members object) (object, error) {
	i := members.find(taskInfo)
	if i < 0 && len(members) > 0 {
		return members, nil
	}
	if i < 0 || !isObject(members[i].value) {
		return nil, callFailed("The parameter BatchTaskInfo is missing.")
	}
	return parseObject(members[i].value), nil
}

// assign sets every property of info on the task except the identity and metadata.
func assign(task string, info object) string {
	o, changed := parseObject(task), false
	for _, m := range info {
		if !names.Equal(m.name, identity) && !isMetadata(m.name) && o.set(m.key, m.name, m.value) {
			changed = true
		}
	}
	if !changed {
		return task
	}
	return o.String()
}

// mergeTask applies a JSON Merge Patch (RFC 7396) to the task. It matches property names ignoring case, and sets a removed
// property to null, because a response has all properties.
func mergeTask(task string, patch object) string {
	o := parseObject(task)
	for _, m := range patch {
		i := o.find(m.name)
		switch {
		case names.Equal(m.name, identity) || isMetadata(m.name):
		case m.value == "null" && !propertyNames.HasString(m.name):
			if i >= 0 {
				o = slices.Delete(o, i, i+1)
			}
		case i >= 0:
			o[i].value = merge(o[i].value, m.value)
		default:
			o.set(m.key, m.name, merge("null", m.value))
		}
	}
	return o.String()
}

// merge is MergePatch of RFC 7396, section 2.
func merge(target, patch string) string {
	if !isObject(patch) {
		return patch
	}
	var o object
	if isObject(target) {
		o = parseObject(target)
	}
	for _, m := range parseObject(patch) {
		i := o.exact(m.name)
		switch {
		case m.value == "null":
			if i >= 0 {
				o = slices.Delete(o, i, i+1)
			}
		case i >= 0:
			o[i].value = merge(o[i].value, m.value)
		default:
			o = append(o, member{key: m.key, name: m.name, value: merge("null", m.value)})
		}
	}
	return o.String()
}

// complete returns the document as a task with this identity: all properties in the API's order and spelling, followed by
// any other members.
func complete(doc, id string) string {
	o := make(object, 0, len(properties)+8)
	for _, p := range properties {
		o = append(o, member{key: quote(p.Name), name: p.Name, value: "null"})
	}
	for _, m := range parseObject(doc) {
		o.set(m.key, m.name, m.value)
	}
	o.set(quote(identity), identity, id)
	return o.String()
}
