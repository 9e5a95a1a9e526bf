package sandbox

import (
	"slices"
	"strings"
)

// patchTask applies all operations of a JSON Patch in order, or none.
func patchTask(task string, operations []operation) (string, error) {
	id := parseObject(task).get(identity)
	doc := task
	for _, o := range operations {
		next, err := o.apply(doc)
		if err != nil {
			return "", err
		}
		// A copy can double the document, so check it after every operation.
		if err := checkTask(next); err != nil {
			return "", err
		}
		doc = next
	}
	if !isObject(doc) {
		return "", callFailed("The patched task is not an object.")
	}
	return complete(doc, id), nil
}

// apply applies one operation to the document.
func (o operation) apply(doc string) (string, error) {
	switch o.op {
	case "test":
		value, err := valueAt(doc, o.path)
		if err == nil && !equal(value, o.value) {
			err = callFailed("The test of %s failed.", location(o.path))
		}
		return doc, err
	case "move", "copy":
		value, err := valueAt(doc, o.from)
		if err == nil && o.op == "move" {
			doc, err = edit(doc, o.from, "remove", "")
		}
		if err != nil {
			return "", err
		}
		return edit(doc, o.path, "add", value)
	}
	return edit(doc, o.path, o.op, o.value)
}

// valueAt returns the value at the path.
func valueAt(doc string, path []string) (string, error) {
	value := doc
	for _, token := range path {
		i, ok := 0, false
		if isObject(value) {
			o := parseObject(value)
			if i = o.find(token); i >= 0 {
				value, ok = o[i].value, true
			}
		} else if isArray(value) {
			elements := parseArray(value)
			if i, ok = arrayIndex(token, len(elements)); ok {
				value = elements[i]
			}
		}
		if !ok {
			return "", notFound(path)
		}
	}
	return value, nil
}

// edit returns the document with an add, replace or remove applied at the path. Everything else keeps its bytes.
func edit(doc string, path []string, op, value string) (string, error) {
	if len(path) == 0 && op == "remove" {
		return "", callFailed("The whole task can't be removed.")
	}
	edited, ok := editValue(doc, path, op, value)
	if !ok {
		return "", notFound(path)
	}
	return edited, nil
}

// editValue implements edit. It returns false if the path does not exist.
func editValue(doc string, path []string, op, value string) (string, bool) {
	switch {
	case len(path) == 0:
		return value, true
	case isObject(doc):
		return editObject(parseObject(doc), path, op, value)
	case isArray(doc):
		return editArray(parseArray(doc), path, op, value)
	}
	return "", false
}

func editObject(o object, path []string, op, value string) (string, bool) {
	i, ok := o.find(path[0]), true
	switch {
	case i < 0 && len(path) == 1 && op == "add":
		o = append(o, member{key: quote(path[0]), name: path[0], value: value})
	case i < 0:
		return "", false
	case len(path) == 1 && op == "remove":
		o = slices.Delete(o, i, i+1)
	default:
		o[i].value, ok = editValue(o[i].value, path[1:], op, value)
	}
	return o.String(), ok
}

func editArray(elements []string, path []string, op, value string) (string, bool) {
	inserting := len(path) == 1 && op == "add"
	size := len(elements)
	if inserting {
		size++ // add also accepts the index after the last element
	}
	i, ok := arrayIndex(path[0], size)
	switch {
	case inserting && path[0] == "-":
		elements, ok = append(elements, value), true
	case !ok:
		return "", false
	case inserting:
		elements = slices.Insert(elements, i, value)
	case len(path) == 1 && op == "remove":
		elements = slices.Delete(elements, i, i+1)
	default:
		elements[i], ok = editValue(elements[i], path[1:], op, value)
	}
	return joinArray(elements), ok
}

func notFound(path []string) error { return callFailed("The path %s does not exist.", location(path)) }

// location formats a path for an error message. It does not escape slashes.
func location(path []string) string { return "/" + strings.Join(path, "/") }
