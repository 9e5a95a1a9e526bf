package sandbox

import (
	"net/http"
	"strings"
)

// The .NET type names that the server's JSON may carry.
const (
	taskType  = "SuperOffice.CRM.Services.BatchTaskInfo, SuperOffice.Services"
	rightType = "SuperOffice.CRM.Services.TableRight, SuperOffice.Services"
	errorType = "System.Web.Http.HttpError, System.Web.Http"
)

// A presenter converts stored tasks to what a response shows.
type presenter struct {
	clock     *clock // nil without a base zone
	typeNames bool
}

// presenterFor returns the presenter for a request's SO-TimeZone.
func (h *Handler) presenterFor(r *http.Request) (presenter, error) {
	p := presenter{typeNames: h.TypeNames}
	if h.clock == nil {
		return p, nil
	}
	c, err := h.clock.forRequest(r.Header.Values(zoneHeader))
	p.clock = &c
	return p, err
}

// present converts the tasks of a response and names their zone in its header.
func (p presenter) present(res response, header http.Header) response {
	if p.clock != nil {
		header.Set(zoneHeader, p.clock.zone.name)
	}
	if p.clock == nil && !p.typeNames {
		return res
	}
	switch {
	case isArray(res.doc):
		tasks := parseArray(res.doc)
		for i := range tasks {
			tasks[i] = p.task(tasks[i])
		}
		res.doc = joinArray(tasks)
	case isObject(res.doc):
		res.doc = p.task(res.doc)
	}
	return res
}

func (p presenter) task(task string) string {
	if p.clock != nil {
		task = p.clock.rewrite(task)
	}
	if !p.typeNames {
		return task
	}
	o := parseObject(task)
	if i := o.find("TableRight"); i >= 0 && isObject(o[i].value) {
		o[i].value = withType(o[i].value, rightType)
	}
	return withType(o.String(), taskType)
}

// withType adds $type as the first member of an object, where Newtonsoft.Json expects it.
func withType(doc, name string) string {
	o := object{{key: `"$type"`, name: "$type", value: quote(name)}}
	return append(o, parseObject(doc)...).String()
}

// isMetadata reports whether a member is Newtonsoft.Json metadata rather than a property.
func isMetadata(name string) bool { return strings.HasPrefix(name, "$") }
