package rewrite

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// StripJSON takes out of a JSON request what f does not keep (contract section 4). The document is an object that holds
// the record in a member named f.Record, all others then go, or is itself the record. It must be valid (RFC 8259, in
// UTF-8), no deeper than MaxDepth, and no member of the objects it reads may be named twice, in whatever spelling.
//
// Errors are of the kinds fault.MalformedBody and fault.DuplicateProperty.
func StripJSON(src []byte, f *Filter, out *Result) error {
	v := jsonStrips.get()
	defer v.release()
	v.reset(src, MaxDepth)
	v.filter, v.out = f, out
	if err := v.strip(); err != nil {
		return err // typed as *fault.Error there, so that nil stays nil here
	}
	return nil
}

var jsonStrips pool[jsonStrip]

// jsonStrip visits the members of the document.
type jsonStrip struct {
	jsonScanner
	filter *Filter
	out    *Result
	names  names.Seen
	record jsonRecordStrip
	// wrapped is set once the document is known to hold the record in a member.
	wrapped bool
	// kept is set once the document has kept a member as if it were itself the record, again if that was wrong.
	kept, again bool
}

func (v *jsonStrip) release() {
	v.reset(nil, 0)
	v.filter, v.out, v.record.jsonStrip = nil, nil, nil
	v.wrapped, v.kept, v.again = false, false, false
	jsonStrips.put(v, v.names.Cap()+v.record.names.Cap()+cap(v.name))
}

func (v *jsonStrip) strip() *fault.Error {
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
		// The record stands behind members that had been taken for its own: now that this is known, once more.
		v.out.Reset()
		v.wrapped, v.kept = true, false
		end = v.document(start)
	}
	if end >= 0 {
		v.end(end)
	}
	return v.err
}

func (v *jsonStrip) document(start int) int {
	v.names.Reset()
	return v.walk(start, 1, v, &v.out.Edits)
}

func (v *jsonStrip) visit(name []byte, at, depth int) (int, bool) {
	known := v.filter.Known.Index(name)
	switch {
	case !v.names.Add(name, known):
		return v.twice(name, at), false
	case names.Equal(name, v.filter.Record):
		if v.kept {
			v.again = true
			return -1, false
		}
		v.wrapped = true
		return v.member(at, depth), true
	case !v.wrapped && v.filter.Kept.Has(name):
		v.kept = true
		return v.skip(at, depth), true
	}
	v.out.Stripped.Add(name, known)
	return v.skip(at, depth), false
}

// member walks the member that holds the record.
func (v *jsonStrip) member(at, depth int) int {
	if v.at(at) == '{' {
		v.record.jsonStrip = v
		v.record.names.Reset()
		return v.walk(at, depth+1, &v.record, &v.out.Edits)
	}
	end := v.skip(at, depth)
	if end >= 0 && v.src[at] != 'n' {
		return v.fail(at, "%s is neither an object nor null", v.filter.Record)
	}
	return end
}

func (v *jsonStrip) twice(name []byte, at int) int {
	v.err = fault.New(fault.DuplicateProperty, "JSON, offset %d: %s is given twice", at, fault.Quote(name))
	return -1
}

// jsonRecordStrip visits the members of a record inside a document.
type jsonRecordStrip struct {
	*jsonStrip
	names names.Seen
}

func (v *jsonRecordStrip) visit(name []byte, at, depth int) (int, bool) {
	known := v.filter.Known.Index(name)
	if !v.names.Add(name, known) {
		return v.twice(name, at), false
	}
	keep := v.filter.Kept.Has(name)
	if !keep {
		v.out.Stripped.Add(name, known)
	}
	return v.skip(at, depth), keep
}
