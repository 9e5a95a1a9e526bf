package xmledit

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// Strip records in out the edits that remove from an XML request whatever f does not keep (contract section 4). The document
// must be well formed by every edition of XML 1.0, in UTF-8 without a byte-order mark, without a DOCTYPE and no deeper than
// edit.MaxDepth.
//
// The record is the root if it is named f.Record, or else the child of the root with that name, or else the root. Names are
// compared by their local part. These parts of a record are kept:
//
//   - The child elements that f keeps; one named f.Record is not special. One that is not in f.Structured must have no child
//     elements, and one that is must have no descendant named in f.Reserved: XmlSerializer ends a value at the end of its
//     first child element, and reads the Name in <State><x>S</x><Name>n</Name></State> as a property of the record.
//   - Namespace declarations, and the attributes that the XML and XML Schema instance namespaces define, such as nil. Other
//     attributes are stripped, by their local names, because a lenient parser might read them as properties.
//   - Comments, processing instructions and white space. Other text and CDATA sections are deleted without being reported.
//
// A root around the record is treated in the same way, except that the record is the only child element kept. Neither may
// have two child elements of the same name. The white space before a stripped element is deleted with it.
//
// Kept elements keep their namespaces: no declaration on them or on the elements around them is ever deleted.
//
// Errors have the kinds problem.MalformedBody, problem.DuplicateProperty and problem.UnsupportedCharset.
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

// stripper walks one request.
type stripper struct {
	scanner
	filter       *edit.Filter
	out          *edit.Result
	outer, inner names.Seen // the children of the root, and of a record within it
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

// wrapper reports whether the record is a child of the root, whose start tag has just been read. It rewinds to the root
// after looking ahead.
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

// element strips the element whose start tag has just been read: of a record it keeps the kept properties, of a wrapper only
// the record.
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

// property reads and checks a kept property whose start tag has just been read.
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
				return v.fail(v.start, "%s holds the element %s, whose name is reserved for the batch task: some parsers take it for the task's property",
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

// defined reports whether the XML or the XML Schema instance namespace defines an attribute (XML 1.0 sections 2.10 and 2.12,
// XML Base, xml:id, and XML Schema part 1 section 2.6). Other attributes in these namespaces have no meaning.
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

// text deletes the text in src[start:end], but not the white space at its end.
func (v *stripper) text(start, end int) {
	if end = v.white(end); end > start {
		v.out.Edits.Delete(start, end)
	}
}
