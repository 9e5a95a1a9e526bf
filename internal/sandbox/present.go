package sandbox

import (
	"net/http"
	"strings"
)

// The names of .NET types that the server's JSON may carry.
const (
	taskType  = "SuperOffice.CRM.Services.BatchTaskInfo, SuperOffice.Services"
	rightType = "SuperOffice.CRM.Services.TableRight, SuperOffice.Services"
	errorType = "System.Web.Http.HttpError, System.Web.Http"
)

// A manner is how tasks are answered: on which clock, if the installation has a base zone, and whether with type names.
type manner struct {
	clock     *clock
	typeNames bool
}

// mannerOf returns the manner that a request asks for.
func (h *Handler) mannerOf(r *http.Request) (manner, error) {
	m := manner{typeNames: h.TypeNames}
	if h.clock == nil {
		return m, nil
	}
	set, err := h.clock.set(r.Header.Values(zoneHeader))
	if err != nil {
		return manner{}, err
	}
	m.clock = &set
	return m, nil
}

// present writes the tasks of an answer in this manner, and says in which zone they are.
func (m manner) present(out answer, header http.Header) answer {
	if m.clock != nil {
		header.Set(zoneHeader, m.clock.zone.name)
	}
	if m.clock == nil && !m.typeNames {
		return out
	}
	switch {
	case isArray(out.doc):
		tasks := parseArray(out.doc)
		for i := range tasks {
			tasks[i] = m.task(tasks[i])
		}
		out.doc = "[" + strings.Join(tasks, ",") + "]"
	case isObject(out.doc):
		out.doc = m.task(out.doc)
	}
	return out
}

func (m manner) task(task string) string {
	if m.clock != nil {
		task = m.clock.rewrite(task)
	}
	if !m.typeNames {
		return task
	}
	o := parseObject(task)
	if i := o.find("TableRight"); i >= 0 && isObject(o[i].value) {
		o[i].value = withType(o[i].value, rightType)
	}
	return withType(o.String(), taskType)
}

// withType puts the metadata member $type first in an object, where Newtonsoft.Json's readers look for it.
func withType(doc, name string) string {
	o := object{{key: `"$type"`, name: "$type", value: quote(name)}}
	return append(o, parseObject(doc)...).String()
}

// isMetadata reports whether a member is Newtonsoft.Json's and no property.
func isMetadata(name string) bool { return strings.HasPrefix(name, "$") }
