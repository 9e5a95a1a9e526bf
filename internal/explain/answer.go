package explain

import (
	"slices"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// The results of a response, as in the metric of that name.
const (
	resultReshaped   = "reshaped"
	resultUntouched  = "untouched"
	resultUnreshaped = "passed_unreshaped"
)

// Planned implements trace.Tracer.
func (t *Trace) Planned(base *timezone.Zone, asked timezone.Request) {
	t.plan = conversion{base, asked}
}

// Reshaped implements trace.Tracer: it lists the properties of the records that the editor has found. What happened to each
// is read from the document before and after the edits; the rule is asked only for the reason.
func (t *Trace) Reshaped(format document.Format, body []byte, doc *edit.Document, edits *edit.Edits) {
	t.result = resultReshaped
	if edits.Len() == 0 {
		t.result, t.reason = resultUntouched, "nothing in it needs a change"
	}
	slices.Sort(*doc.Found)
	found := records(parse(format, body), parse(format, edits.AppendTo(nil, body)), *doc.Found, nil)
	t.records = len(found)
	if t.records == 0 {
		t.reason = "the document is no batch task: no object in it has the member " + anyOf(doc.Identity) +
			", or else a documented one and none of an error"
	}
	for i, record := range found {
		a := account{trace: t, record: i + 1}
		a.members(record.before, record.after, doc.Rule)
	}
}

func anyOf(set *names.Set) string {
	list := make([]string, set.Len())
	for i := range list {
		list[i] = set.Name(i)
	}
	return strings.Join(list, " or ")
}

// account lists the properties of a record.
type account struct {
	trace  *Trace
	record int
}

// members compares the members of a record. Those that were omitted have no counterpart after; the rule says which.
func (a *account) members(before, after node, rule edit.Rule) {
	next := 0
	for _, was := range before.children {
		action := rule.Member([]byte(was.name))
		if isMetadata(was) {
			action = edit.Action{Verdict: edit.Into}
		}
		gone := action.Verdict == edit.Omit || next == len(after.children) || after.children[next].name != was.name
		if gone {
			a.add(was.name, Omitted, reasonUnselected)
			continue
		}
		is := after.children[next]
		next++
		switch action.Verdict {
		case edit.Null:
			a.add(was.name, Nulled, reasonUnselected)
		case edit.Into:
			a.within(was.name, was, is)
		case edit.Convert:
			a.dateTime(was, is, action.Text)
		default:
			a.add(was.name, Kept, "")
		}
	}
}

const (
	reasonSelected   = "in $select"
	reasonUnselected = "not in $select"
	reasonPartly     = "only a part of it is in $select"
	reasonMetadata   = "metadata, not a property"
)

// within compares a value that is selected in parts, down to where nothing differs.
func (a *account) within(path string, was, is node) {
	switch {
	case is.null && !was.null:
		a.add(path, Nulled, reasonUnselected)
		return
	case was.raw == is.raw && isMetadata(was):
		a.add(path, Kept, reasonMetadata)
		return
	case was.raw == is.raw:
		a.add(path, Kept, "")
		return
	}
	a.add(path, Kept, reasonPartly)
	next := 0
	for i, child := range was.children {
		if next == len(is.children) || is.children[next].name != child.name {
			a.add(join(path, child, i), Omitted, reasonUnselected)
			continue
		}
		a.within(join(path, child, i), child, is.children[next])
		next++
	}
}

// dateTime compares a date-time.
func (a *account) dateTime(was, is node, by edit.Converter) {
	_, utc := by.(*timezone.UTCConversion)
	v := Value{Record: a.record, Path: was.name, Verdict: Kept, From: was.text}
	switch {
	case !was.isText || was.null:
		v.From, v.Reason = "", "a date-time's property, but it holds none"
	case was.text == is.text:
		v.Reason = a.trace.plan.reasonSame(was.text, utc)
	default:
		v.Verdict, v.To = Converted, is.text
		v.Reason = a.trace.plan.reason(was.text, is.text, utc)
	}
	a.trace.properties = append(a.trace.properties, v)
}

func (a *account) add(path string, verdict Verdict, reason string) {
	a.trace.properties = append(a.trace.properties, Value{Record: a.record, Path: path, Verdict: verdict, Reason: reason})
}

// answer reports what was asked for and what the guard did with the response.
func (g *Guard) answer(report *Report, trace *Trace, said Said, response *Response) *Answer {
	if report.Outcome != Forwarded {
		return nil
	}
	a := &Answer{
		Select: said.Select, TimeZone: said.TimeZone, IncludeOffset: trace.plan.asked.IncludeOffset,
		Result: trace.result, Reason: trace.reason, Records: trace.records, Properties: trace.properties,
	}
	if trace.plan.base != nil {
		a.Base = trace.plan.base.Name()
	}
	if a.Select != "" {
		for i := range a.Properties {
			if v := &a.Properties[i]; v.Verdict == Kept && v.Reason == "" {
				v.Reason = reasonSelected
			}
		}
	}
	if said.Select == "" && said.TimeZone == "" {
		a.Reason = g.reasonNotAsked(report.Upstream)
	}
	if response != nil && a.Result == "" {
		a.Result = resultUntouched
		switch {
		case a.Reason != "":
		case response.Status < 200 || response.Status > 299:
			a.Reason = "only a 2xx response is reshaped"
		default:
			a.Reason = "only a whole response in JSON or XML is reshaped"
		}
	}
	return a
}

// reasonNotAsked says why nothing is asked of the response.
func (g *Guard) reasonNotAsked(upstream *Upstream) string {
	reason := "neither $select nor SO-TimeZone asks for a change"
	removed := func(h Header) bool { return h.Name == "So-Timezone" && h.Change == Removed }
	if slices.ContainsFunc(upstream.Headers, removed) {
		reason += "; SO-TimeZone is blank, or names no known zone and is ignored"
	}
	if g.SelectOff {
		reason += "; $select is off"
	}
	if g.TimeZoneMode != "convert" {
		reason += "; SO-TimeZone is left to the API (timezone " + g.TimeZoneMode + ")"
	}
	return reason
}
