package xmledit

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// Strip takes out of an XML request what f does not keep (contract section 4). The document must be well formed by every
// edition of XML 1.0, in UTF-8 without a byte-order mark, without a DOCTYPE and no deeper than MaxDepth.
//
// The record is the root if that is named f.Record, else the child of the root that is, else the root. Names are
// compared by their local part. What stays of a record:
//
//   - child elements that f keeps, whole; an element of f.Record's name inside a record is nothing special. One that is not
//     among f.Structured has no child elements, and in one that is none has a name of f.Reserved: XmlSerializer ends a value
//     where its first child element ends, and of <State><x>S</x><Name>n</Name></State> takes Name for the record's;
//   - namespace declarations, and the attributes that the XML and the XML-Schema-instance namespace define (so that a
//     record may be nil). Any other attribute goes, by its local name, as a lenient reader might take it for a property;
//   - comments, processing instructions and white space. Other text, and CDATA, is no property and goes without a name.
//
// The same holds for a root around the record, of whose children only the record stays. Neither may have two child
// elements of one name. What goes takes the white space before it along.
//
// A prefix that a kept element uses is declared on itself or on what it stands in, and of these no declaration is ever
// taken out: what was bound before is bound after.
//
// Errors are of the kinds problem.MalformedBody, problem.DuplicateProperty and problem.UnsupportedCharset.
func Strip(src []byte, f *edit.Filter, out *edit.Result) error {
	v := strippers.Take()
	defer v.release()
	v.reset(src, edit.MaxDepth)
	v.strict, v.filter, v.out = true, f, out
	if !v.strip() {
		return v.err
	}
	return nil
}

var strippers edit.Pool[stripper]

// stripper is the walk over one request.
type stripper struct {
	scanner
	filter       *edit.Filter
	out          *edit.Result
	outer, inner names.Seen // the children of the root, and of a record inside it
}

func (v *stripper) release() {
	v.reset(nil, 0)
	v.filter, v.out = nil, nil
	v.outer.Reset()
	v.inner.Reset()
	strippers.Give(v, v.outer.Cap()+v.inner.Cap())
}

func (v *stripper) strip() bool {
	if !v.begin() || !v.toRoot() {
		return false
	}
	wrapper, ok := v.wrapper()
	return ok && v.element(&v.outer, wrapper) && v.toEnd()
}

// wrapper reports whether the root, whose start tag has just been read, has a record among its children instead of being
// one. What it reads to find out is read again.
func (v *stripper) wrapper() (is, ok bool) {
	if names.Equal(v.local(), v.filter.Record) {
		return false, true
	}
	root := v.start
	for open := true; open && !is; {
		switch v.next() {
		case tokenStart:
			if is = names.Equal(v.local(), v.filter.Record); !is && !v.skip() {
				return false, false
			}
		case tokenEnd:
			open = false
		case tokenBad:
			return false, false
		}
	}
	v.rewind(root)
	return is, v.toRoot()
}

// element takes out of the element whose start tag has just been read what does not go on: of a record all but the kept
// properties, of a wrapper all but the record.
func (v *stripper) element(seen *names.Seen, wrapper bool) bool {
	v.attributes()
	for {
		switch v.next() {
		case tokenStart:
			if !v.child(seen, wrapper) {
				return false
			}
		case tokenText:
			v.text(v.start, v.pos)
		case tokenCData:
			v.out.Edits.Delete(v.white(v.start), v.pos)
		case tokenEnd:
			return true
		case tokenBad:
			return false
		}
	}
}

func (v *stripper) child(seen *names.Seen, wrapper bool) bool {
	local := v.local()
	known := v.filter.Known.Index(local)
	if !seen.Add(local, known) {
		return v.refuse(problem.DuplicateProperty, v.start, "%s is given twice", problem.Quote(local))
	}
	switch {
	case wrapper && names.Equal(local, v.filter.Record):
		v.out.EnterRecord()
		ok := v.element(&v.inner, false)
		v.out.LeaveRecord()
		return ok
	case !wrapper && v.filter.Kept.Has(local):
		return v.property(local)
	}
	start := v.white(v.start)
	v.out.Stripped.Add(local, known)
	if !v.skip() {
		return false
	}
	v.out.Edits.Delete(start, v.pos)
	return true
}

// property reads a kept property to its end. Its start tag has just been read.
func (v *stripper) property(name []byte) bool {
	v.out.Keep(name)
	structured := v.filter.Structured.Has(name)
	for outside := len(v.open) - 1; len(v.open) > outside; {
		switch v.next() {
		case tokenBad:
			return false
		case tokenStart:
			switch local := v.local(); {
			case !structured:
				return v.fail(v.start, "%s has the child element %s; it can only hold text", problem.Quote(name), problem.Quote(local))
			case v.filter.Reserved.Has(local):
				return v.fail(v.start, "an element of the batch task's own inside %s, %s: some readers take it for the task's",
					problem.Quote(name), problem.Quote(local))
			}
		}
	}
	return true
}

func (v *stripper) attributes() {
	for i := range v.tag.attrs {
		a := &v.tag.attrs[i]
		if v.declares(a) || v.defined(a) {
			continue
		}
		local := v.localName(a.name)
		v.out.Stripped.Add(local, v.filter.Known.Index(local))
		v.out.Edits.Delete(a.from, a.end+len(`"`))
	}
}

// defined reports whether an attribute is one that its namespace defines (XML 1.0 sections 2.10 and 2.12, XML Base, xml:id,
// and XML Schema part 1 section 2.6): nothing else in these namespaces has a meaning.
func (v *stripper) defined(a *attr) bool {
	if a.space == nil {
		return false
	}
	switch local := v.localName(a.name); {
	case a.space.instance:
		switch string(local) {
		case "nil", "type", "schemaLocation", "noNamespaceSchemaLocation":
			return true
		}
	case string(a.space.space) == xmlNamespace:
		switch string(local) {
		case "lang", "space", "base", "id":
			return true
		}
	}
	return false
}

// text takes the text in src[start:end] out, but for white space behind it.
func (v *stripper) text(start, end int) {
	if end = v.white(end); end > start {
		v.out.Edits.Delete(start, end)
	}
}
