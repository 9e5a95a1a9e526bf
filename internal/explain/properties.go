package explain

import (
	"strings"

	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/jsonedit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

var formats = map[document.Format]string{
	document.JSON: "JSON", document.JSONPatch: "JSON Patch", document.XML: "XML", document.Form: "form",
}

// nothing is a name that no document has, as it is not UTF-8 and forms may not name it as the record.
const nothing = "\xFF"

// Stripping implements caddymodule.Tracer: it accounts for each property of a request. What is stripped the guard's own
// rewriter says; the same rewriter told to keep nothing, and that no member is the record, says what there is and where.
func (t *Trace) Stripping(format document.Format, body []byte, filter *edit.Filter) {
	name := formats[format]
	if format == document.JSONPatch {
		if !jsonedit.IsObject(body) {
			t.body = accountPatch(body, filter)
			return
		}
		name = formats[document.JSON]
	}
	all, allOK := stripped(format, body, &edit.Filter{Record: filter.Record, Kept: names.NewSet(), Updatable: filter.Updatable})
	outer, outerOK := stripped(format, body, &edit.Filter{Record: nothing, Kept: names.NewSet(), Updatable: filter.Updatable})
	gone, goneOK := stripped(format, body, filter)
	if !allOK || !outerOK || !goneOK {
		return // the guard refuses the body and says where
	}
	b := &Body{Format: name, Properties: []Property{}}
	t.body = b
	before, after := beside(format, outer, all, filter.Record)
	inside, last := len(all)-after, gone[:len(gone)-after]
	reason := "beside " + filter.Record
	for _, name := range all[:before] {
		b.add(name, false, reason)
	}
	goes := last[before:]
	for _, name := range all[before:inside] {
		// Both lists are in the order of the document, and a name is in a record once; an attribute comes before the elements.
		if len(goes) > 0 && goes[0] == name {
			goes = goes[1:]
			b.add(name, false, reasonStripped(name, filter))
		} else {
			b.add(name, true, reasonKept(name, filter))
		}
	}
	for _, name := range all[inside:] {
		b.add(name, false, reason)
	}
}

// beside returns how many members stand before the one that holds the record, and how many behind it.
func beside(format document.Format, outer, all []string, record string) (before, after int) {
	if format == document.Form {
		return 0, 0
	}
	for i, name := range outer {
		// Where the root is the record, what is called like one inside it is a property like any other.
		if names.Equal(name, record) && !(format == document.XML && len(all) == len(outer) && all[i] == name) {
			return i, len(outer) - i - 1
		}
	}
	return 0, 0
}

func (b *Body) add(name string, keep bool, reason string) {
	b.append(Property{Name: name, Verdict: Stripped, Reason: reason}, keep)
}

func (b *Body) append(p Property, keep bool) {
	if keep {
		p.Verdict = Kept
		b.Kept++
	} else {
		b.Stripped++
	}
	b.Properties = append(b.Properties, p)
}

func reasonKept(name string, filter *edit.Filter) string {
	if filter.Updatable.HasString(name) {
		return "updatable"
	}
	return "the identity"
}

func reasonStripped(name string, filter *edit.Filter) string {
	switch {
	case filter.Kept.HasString(name):
		return "an attribute is no property"
	case batchtask.Properties.HasString(name):
		return "not updatable"
	default:
		return "not updatable, nor a documented property"
	}
}

// stripped returns the names that a rewriter strips.
func stripped(format document.Format, body []byte, filter *edit.Filter) (list []string, ok bool) {
	var result edit.Result
	if err := format.Strip(body, filter, &result); err != nil {
		return nil, false
	}
	for i := range result.Stripped.Len() {
		list = append(list, string(result.Stripped.Name(i)))
	}
	return list, true
}

// accountPatch accounts for each operation of a JSON Patch by having the rewriter strip a patch of it alone.
func accountPatch(body []byte, filter *edit.Filter) *Body {
	if _, ok := stripped(document.JSONPatch, body, filter); !ok {
		return nil
	}
	b := &Body{Format: formats[document.JSONPatch], Properties: []Property{}}
	gjson.ParseBytes(body).ForEach(func(_, op gjson.Result) bool {
		gone, _ := stripped(document.JSONPatch, []byte("["+op.Raw+"]"), filter)
		var kind, path, from string
		op.ForEach(func(key, value gjson.Result) bool {
			switch {
			case names.Equal(key.Str, "op"):
				kind = value.Str
			case names.Equal(key.Str, "path"):
				path = value.Str
			case names.Equal(key.Str, "from"):
				from = " from " + value.Str
			}
			return true
		})
		if kind != "move" && kind != "copy" {
			from = "" // an operation of another kind may have such a member, which means nothing
		}
		p := Property{Operation: kind + " " + path + from, Verdict: Stripped}
		if len(gone) > 0 {
			p.Name, p.Reason = gone[0], reasonPatch(gone[0], filter)
		} else {
			p.Name = target(path, filter.Record)
			p.Reason = "it changes an updatable property"
			if kind == "test" {
				p.Reason = "a test changes nothing"
			}
		}
		b.append(p, len(gone) == 0)
		return true
	})
	return b
}

func reasonPatch(name string, filter *edit.Filter) string {
	switch {
	case name == "":
		return "it is about the whole document"
	case filter.Structured.HasString(name):
		return "a name that begins with $ is metadata to some readers"
	case filter.Updatable.HasString(name):
		return "a plain value has nothing below it"
	case filter.Kept.HasString(name):
		return "the identity can't be changed"
	default:
		return reasonStripped(name, filter)
	}
}

// target returns the property that a path of a kept operation names.
func target(path, record string) string {
	name, rest, more := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if more && names.Equal(name, record) {
		name, _, _ = strings.Cut(rest, "/")
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
}
