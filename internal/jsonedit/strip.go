package jsonedit

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// Strip records in out the edits that remove from a JSON request whatever f does not keep (contract section 4). The
// document is an object. If it has a member named f.Record, that is the record and all other members are deleted; otherwise
// the document is the record. It must be valid JSON (RFC 8259, in UTF-8) and no deeper than edit.MaxDepth. Neither object
// may have two members of the same name, ignoring ASCII case. A kept property must have a plain value unless it is in
// f.Structured.
//
// Errors have the kinds problem.MalformedBody and problem.DuplicateProperty.
func Strip(src []byte, f *edit.Filter, out *edit.Result) error {
	return stripDocument(src, f, out, false)
}

// stripDocument implements Strip. If patch is set, the document was sent as a JSON Patch, and an object that looks like an
// operation is refused.
func stripDocument(src []byte, f *edit.Filter, out *edit.Result, patch bool) error {
	v := strippers.Take()
	defer v.release()
	v.reset(src, edit.MaxDepth)
	v.filter, v.out, v.patch = f, out, patch
	if err := v.strip(); err != nil {
		return err // typed as *problem.Error there, so that nil stays nil here
	}
	return nil
}

var strippers edit.Pool[stripper]

// stripper visits the members of the document.
type stripper struct {
	scanner
	filter *edit.Filter
	out    *edit.Result
	names  names.Seen
	record recordStripper
	// wrapped is set once a member with the record has been found.
	wrapped bool
	// kept is set once a member of the document has been kept as if the document were the record. again is set if it turns
	// out not to be.
	kept, again bool
	// unfit is the problem with the value of a kept property. It is reported only at the end of the document, when it is
	// known which members are the record's.
	unfit *problem.Error
	// patch is set if the document was sent as a JSON Patch; op and path are set once it has members with these names.
	patch, op, path bool
}

func (v *stripper) release() {
	v.reset(nil, 0)
	v.filter, v.out, v.record.stripper, v.unfit = nil, nil, nil, nil
	v.wrapped, v.kept, v.again = false, false, false
	v.patch, v.op, v.path = false, false, false
	strippers.Give(v, v.names.Cap()+v.record.names.Cap()+cap(v.name))
}

func (v *stripper) strip() *problem.Error {
	if !v.validUTF8() {
		return v.err
	}
	start := v.space(0)
	if v.at(start) != '{' {
		if end := v.skip(start, 0); end >= 0 && v.end(end) >= 0 {
			v.fail(start, "the document is not an object")
		}
		return v.err
	}
	end := v.document(start)
	if v.again {
		// The record follows members that were taken for its properties. Start again, knowing this.
		v.out.Reset()
		v.wrapped, v.kept, v.unfit = true, false, nil
		end = v.document(start)
	}
	switch {
	case end < 0 || v.end(end) < 0:
	case v.op && v.path:
		v.fail(start, "an object with the members op and path; a JSON Patch is an array of such operations")
	default:
		v.err = v.unfit
	}
	return v.err
}

func (v *stripper) document(start int) int {
	v.names.Reset()
	return v.walk(start, 1, v, &v.out.Edits)
}

func (v *stripper) visit(name []byte, at, depth int) (int, bool) {
	known := v.filter.Known.Index(name)
	if v.patch {
		v.op = v.op || names.Equal(name, "op")
		v.path = v.path || names.Equal(name, "path")
	}
	switch {
	case !v.names.Add(name, known):
		return v.twice(name, at), false
	case names.Equal(name, v.filter.Record):
		if v.kept {
			v.again = true
			return -1, false
		}
		v.wrapped = true
		v.out.EnterRecord()
		end := v.member(at, depth)
		v.out.LeaveRecord()
		return end, true
	case !v.wrapped && v.filter.Kept.Has(name):
		v.kept = true
		return v.property(name, at, depth), true
	}
	v.out.Stripped.Add(name, known)
	return v.skip(at, depth), false
}

// member walks the member that holds the record.
func (v *stripper) member(at, depth int) int {
	if v.at(at) == '{' {
		v.record.stripper = v
		v.record.names.Reset()
		return v.walk(at, depth+1, &v.record, &v.out.Edits)
	}
	end := v.skip(at, depth)
	if end >= 0 && v.src[at] != 'n' {
		return v.fail(at, "%s is neither an object nor null", v.filter.Record)
	}
	return end
}

// property skips the value of a kept property. It checks an object or array.
func (v *stripper) property(name []byte, at, depth int) int {
	v.out.Keep(name)
	end := v.skip(at, depth)
	if end >= 0 && v.unfit == nil && v.structured(at) {
		v.unfit = v.misfit(name, at, end, v.filter)
	}
	return end
}

func (v *stripper) twice(name []byte, at int) int {
	v.err = edit.ProblemAt(problem.DuplicateProperty, "JSON", v.src, v.nameBefore(at), "%s is given twice", problem.Quote(name))
	return -1
}

// recordStripper visits the members of a record within the document.
type recordStripper struct {
	*stripper
	names names.Seen
}

func (v *recordStripper) visit(name []byte, at, depth int) (int, bool) {
	known := v.filter.Known.Index(name)
	if !v.names.Add(name, known) {
		return v.twice(name, at), false
	}
	if v.filter.Kept.Has(name) {
		return v.property(name, at, depth), true
	}
	v.out.Stripped.Add(name, known)
	return v.skip(at, depth), false
}
