package sandbox

import (
	"slices"
	"strings"
)

// patchTask applies the operations of a JSON Patch one after the other, or none of them.
func patchTask(task string, operations []operation) (string, error) {
	id := parseObject(task).get(identity)
	doc := task
	for _, o := range operations {
		next, err := o.apply(doc)
		if err != nil {
			return "", err
		}
		// A copy can double the document, so it is measured before the next one.
		if err := checkTask(next); err != nil {
			return "", err
		}
		doc = next
	}
	if !isObject(doc) {
		return "", refuse("The patch leaves no object.")
	}
	return complete(doc, id), nil
}

// apply carries out one operation on the document.
func (o operation) apply(doc string) (string, error) {
	switch o.op {
	case "test":
		value, err := valueAt(doc, o.path)
		if err == nil && !equal(value, o.value) {
			err = refuse("The test of %s failed.", location(o.path))
		}
		return doc, err
	case "move", "copy":
		value, err := valueAt(doc, o.from)
		if err != nil {
			return "", err
		}
		if o.op == "move" {
			if doc, err = edit(doc, o.from, "remove", ""); err != nil {
				return "", err
			}
		}
		return edit(doc, o.path, "add", value)
	}
	return edit(doc, o.path, o.op, o.value)
}

// valueAt returns the value that the path leads to.
func valueAt(doc string, path []string) (string, error) {
	for i, token := range path {
		found := false
		if isObject(doc) {
			o := parseObject(doc)
			if at := o.find(token); at >= 0 {
				doc, found = o[at].value, true
			}
		} else if isArray(doc) {
			elements := parseArray(doc)
			if at, ok := arrayIndex(token, len(elements)); ok {
				doc, found = elements[at], true
			}
		}
		if !found {
			return "", missing(path[:i+1])
		}
	}
	return doc, nil
}

// edit returns the document with an add, replace or remove done at the path. What lies beside the path keeps its bytes.
func edit(doc string, path []string, op, value string) (string, error) {
	switch {
	case len(path) == 0 && op == "remove":
		return "", refuse("The whole task can't be removed.")
	case len(path) == 0:
		return value, nil
	case isObject(doc):
		return editObject(parseObject(doc), path, op, value)
	case isArray(doc):
		return editArray(parseArray(doc), path, op, value)
	}
	return "", missing(path)
}

func editObject(o object, path []string, op, value string) (string, error) {
	i := o.find(path[0])
	switch {
	case i < 0 && (len(path) > 1 || op != "add"):
		return "", missing(path)
	case i < 0:
		o = append(o, member{key: quote(path[0]), name: path[0], value: value})
	case len(path) == 1 && op == "remove":
		o = slices.Delete(o, i, i+1)
	default:
		inner, err := edit(o[i].value, path[1:], op, value)
		if err != nil {
			return "", err
		}
		o[i].value = inner
	}
	return o.String(), nil
}

func editArray(elements []string, path []string, op, value string) (string, error) {
	inserting := len(path) == 1 && op == "add"
	size := len(elements)
	if inserting {
		size++ // An element may also be added after the last.
	}
	i, ok := arrayIndex(path[0], size)
	switch {
	case inserting && path[0] == "-":
		elements = append(elements, value)
	case !ok:
		return "", missing(path)
	case inserting:
		elements = slices.Insert(elements, i, value)
	case len(path) == 1 && op == "remove":
		elements = slices.Delete(elements, i, i+1)
	default:
		inner, err := edit(elements[i], path[1:], op, value)
		if err != nil {
			return "", err
		}
		elements[i] = inner
	}
	return "[" + strings.Join(elements, ",") + "]", nil
}

func missing(path []string) error { return refuse("There is nothing at %s.", location(path)) }

// location writes a path for a reader; it need not be a pointer again.
func location(path []string) string { return "/" + strings.Join(path, "/") }
