package explain

import (
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/jsonedit"
)

var formats = map[document.Format]string{
	document.JSON: "JSON", document.JSONPatch: "JSON Patch", document.XML: "XML", document.Form: "form",
}

// Stripped implements trace.Tracer: it lists what the editor has kept and stripped, and adds why.
func (t *Trace) Stripped(format document.Format, body []byte, filter *edit.Filter, result *edit.Result) {
	if format == document.JSONPatch && jsonedit.IsObject(body) {
		format = document.JSON // as the editor reads it
	}
	judged := result.Judged()
	t.body = &Body{Format: formats[format], Kept: len(judged) - result.Stripped.Len(), Stripped: result.Stripped.Len()}
	t.body.Properties = make([]Property, len(judged))
	for i, j := range judged {
		p := Property{Name: j.Name, Operation: j.Operation, Verdict: Stripped}
		if j.Kept {
			p.Verdict = Kept
		}
		switch {
		case j.Beside:
			p.Reason = "beside " + filter.Record
		case format == document.JSONPatch:
			p.Reason = reasonOperation(&j, filter)
		default:
			p.Reason = reasonProperty(&j, filter)
		}
		t.body.Properties[i] = p
	}
}

func reasonProperty(j *edit.Judged, filter *edit.Filter) string {
	switch {
	case j.Kept && filter.Updatable.HasString(j.Name):
		return "updatable"
	case j.Kept:
		return "the identity"
	case filter.Kept.HasString(j.Name):
		return "an attribute is no property"
	case batchtask.Properties.HasString(j.Name):
		return "not updatable"
	default:
		return "not updatable, nor a documented property"
	}
}

func reasonOperation(j *edit.Judged, filter *edit.Filter) string {
	switch {
	case j.Kept && strings.HasPrefix(j.Operation, "test "):
		return "a test changes nothing"
	case j.Kept:
		return "it changes an updatable property"
	case j.Name == "":
		return "it is about the whole document"
	case filter.Structured.HasString(j.Name):
		return "a name that begins with $ is metadata to some parsers"
	case filter.Updatable.HasString(j.Name):
		return "a plain value has nothing below it"
	case filter.Kept.HasString(j.Name):
		return "the identity can't be changed"
	default:
		return reasonProperty(j, filter)
	}
}
