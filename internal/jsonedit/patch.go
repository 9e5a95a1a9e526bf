package jsonedit

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// StripPatch records in out the edits that remove from a JSON Patch (RFC 6902) the operations that would change anything
// but an updatable property of f (contract section 4):
//
//   - add, replace and remove are kept if path points to an updatable property, or below one in f.Structured.
//   - copy is kept if this is true of path, and move if it is true of both path and from.
//   - test is always kept.
//
// The bytes and the order of kept operations do not change. A stripped operation is reported by the property that it
// addresses. The value that add or replace assigns to a property must be plain unless the property is in f.Structured. No
// member name in a kept operation may begin with $, at any depth: Newtonsoft.Json reads
// {"$id":{"path":"/Name",...},"path":"/State",...} as an operation on Name.
//
// A document that is an object is stripped like any other JSON, because the vendor's OpenAPI document declares it for this
// media type. If it has the members of an operation, it is refused.
//
// Errors have the kinds problem.MalformedBody and problem.DuplicateProperty.
func StripPatch(src []byte, f *edit.Filter, out *edit.Result) error {
	if IsObject(src) {
		return stripDocument(src, f, out, true)
	}
	v := patchStrippers.Take()
	defer v.release()
	v.reset(src, edit.MaxDepth)
	v.filter, v.out, v.op.patchStripper = f, out, v
	if err := v.strip(); err != nil {
		return err // err is a *problem.Error: returning a nil one would not be nil
	}
	return nil
}

// IsObject reports whether src, if it is valid JSON, is an object.
func IsObject(src []byte) bool {
	src = bytes.TrimLeft(src, " \t\r\n")
	return len(src) > 0 && src[0] == '{'
}

var patchStrippers edit.Pool[patchStripper]

// patchStripper visits the operations of a patch.
type patchStripper struct {
	scanner
	filter *edit.Filter
	out    *edit.Result
	op     operation
	none   edit.Edits // stays empty: an operation is kept or deleted as a whole
}

func (v *patchStripper) release() {
	v.reset(nil, 0)
	v.filter, v.out, v.op.text = nil, nil, [3][]byte{}
	held := v.op.names.Cap() + cap(v.name)
	for i := range v.op.scratch {
		held += cap(v.op.scratch[i]) + cap(v.op.property[i])
	}
	patchStrippers.Give(v, held)
}

func (v *patchStripper) strip() *problem.Error {
	if !v.validUTF8() {
		return v.err
	}
	start := v.space(0)
	if v.at(start) != '[' {
		if end := v.skip(start, 0); end >= 0 && v.end(end) >= 0 {
			v.fail(start, "the document is not an array of operations")
		}
		return v.err
	}
	if end := v.walk(start, 1, v, &v.out.Edits); end >= 0 {
		v.end(end)
	}
	return v.err
}

func (v *patchStripper) visit(_ []byte, at, depth int) (int, bool) {
	if v.at(at) != '{' {
		if end := v.skip(at, depth); end < 0 {
			return -1, false
		}
		return v.fail(at, "an operation is not an object"), false
	}
	v.op.names.Reset()
	v.op.seen, v.op.metadataAt = [4]bool{}, -1
	end := v.walk(at, depth+1, &v.op, &v.none)
	if end < 0 {
		return -1, false
	}
	keep, property, ok := v.op.judge(at)
	if !ok {
		return -1, false
	}
	if !keep {
		v.out.Stripped.Add(property, v.filter.Known.Index(property))
	} else if v.op.metadataAt >= 0 {
		v.err = v.metadataIn("an operation", v.op.metadataAt)
		return -1, false
	} else {
		v.out.Keep(property)
	}
	if v.out.Account != nil {
		v.out.Account.Operation(v.op.description())
	}
	return end, keep
}

// The members of an operation (RFC 6902 section 4).
const (
	patchOp = iota
	patchPath
	patchFrom
	patchValue
)

var patchMembers = names.NewSet("op", "path", "from", "value")

// operation visits the members of one operation.
type operation struct {
	*patchStripper
	names    names.Seen
	seen     [4]bool
	text     [3][]byte // op, path and from, unescaped
	scratch  [3][]byte // buffers for those that had escapes
	property [3][]byte // buffers for the properties named by path and from, if they had a ~

	value, valueEnd int // the bounds of the value
	metadataAt      int // the offset of the first name that begins with $, or -1
}

func (v *operation) visit(name []byte, at, depth int) (int, bool) {
	i := patchMembers.Index(name)
	if !v.names.Add(name, i) {
		v.err = edit.ProblemAt(problem.DuplicateProperty, "JSON", v.src, v.nameBefore(at), "an operation has the member %s twice",
			problem.Quote(name))
		return -1, false
	}
	if v.metadataAt < 0 && len(name) > 0 && name[0] == '$' {
		v.metadataAt = v.nameBefore(at)
	}
	if i < 0 || i == patchValue {
		end := v.other(at, depth)
		if i == patchValue {
			v.seen[i], v.value, v.valueEnd = true, at, end
		}
		return end, true
	}
	if v.at(at) != '"' {
		end := v.other(at, depth)
		if end >= 0 && i != patchFrom {
			return v.fail(at, "an operation's %s is not a string", patchMembers.Name(i)), false
		}
		// A from that is not a string counts as missing for move and copy, which need one. Other operations ignore it, like
		// every member that they do not define (RFC 6902 section 4): some clients always write one, as null.
		return end, true
	}
	end, escaped := v.str(at + 1)
	if end < 0 {
		return -1, false
	}
	v.text[i] = v.scanner.text(v.scratch[i], at+1, end-1, escaped)
	if escaped {
		v.scratch[i] = v.text[i]
	}
	v.seen[i] = true
	return end, true
}

// other skips any value except the text of op, path and from.
func (v *operation) other(at, depth int) int {
	end := v.skip(at, depth)
	if end >= 0 && v.metadataAt < 0 && v.structured(at) {
		v.metadataAt = v.metadata(at, end)
	}
	return end
}

// judge reports whether to keep the operation at offset at, and the property that it addresses. ok is false if the
// operation is malformed; v.err is then set.
func (v *operation) judge(at int) (keep bool, property []byte, ok bool) {
	if !v.has(patchOp, at) || !v.has(patchPath, at) {
		return false, nil, false
	}
	var test, move bool
	needs := patchValue
	switch op := v.text[patchOp]; string(op) {
	case "add", "replace":
	case "remove":
		needs = patchPath
	case "test":
		test = true
	case "copy":
		needs = patchFrom
	case "move":
		needs = patchFrom
		move = true
	default:
		v.fail(at, "the operation %s is unknown", problem.Quote(op))
		return false, nil, false
	}
	if !v.has(needs, at) {
		return false, nil, false
	}
	property, keep, ok = v.target(patchPath, at)
	if !ok || test {
		return test, property, ok
	}
	if needs == patchValue && keep && v.structured(v.value) {
		v.err = v.misfit(property, v.value, v.valueEnd, v.filter)
		return keep, property, v.err == nil
	}
	if needs != patchFrom {
		return keep, property, true
	}
	// A copy only reads from its source; a move removes it.
	from, movable, ok := v.target(patchFrom, at)
	if keep && move && !movable {
		return false, from, ok
	}
	return keep, property, ok
}

func (v *operation) has(member, at int) bool {
	if !v.seen[member] {
		v.fail(at, "an operation has no %s", patchMembers.Name(member))
	}
	return v.seen[member]
}

// target returns the property that the JSON Pointer (RFC 6901) in the given member addresses: its first reference token,
// unescaped, or its second if the first names the record. The leading slash may be missing, as it is in the vendor's
// samples. updatable reports whether a patch may change the pointer's target.
func (v *operation) target(member, at int) (property []byte, updatable, ok bool) {
	pointer := v.text[member]
	if len(pointer) > 0 && pointer[0] == '#' { // the URI fragment form (RFC 6901 section 6)
		v.fail(at, "an operation's %s is not a JSON Pointer", patchMembers.Name(member))
		return nil, false, false
	}
	for i, c := range pointer {
		if c == '~' && (i+1 == len(pointer) || pointer[i+1] != '0' && pointer[i+1] != '1') {
			v.fail(at, "an operation's %s has a ~ that is not ~0 or ~1", patchMembers.Name(member))
			return nil, false, false
		}
	}
	token, rest, below := bytes.Cut(bytes.TrimPrefix(pointer, slash), slash)
	property = v.unescape(member, token)
	if below && names.Equal(property, v.filter.Record) {
		token, rest, below = bytes.Cut(rest, slash)
		property = v.unescape(member, token)
	}
	updatable = v.filter.Updatable.Has(property)
	if below && updatable {
		updatable = v.filter.Structured.Has(property) && !bytes.HasPrefix(rest, slashDollar[1:]) && !bytes.Contains(rest, slashDollar)
	}
	return property, updatable, true
}

var slash, slashDollar = []byte("/"), []byte("/$")

// description describes the operation for an explanation.
func (v *operation) description() string {
	op := string(v.text[patchOp])
	s := op + " " + string(v.text[patchPath])
	if op == "copy" || op == "move" {
		s += " from " + string(v.text[patchFrom]) // other operations ignore it
	}
	return s
}

// unescape decodes a reference token (RFC 6901 section 4) of the pointer in the given member.
func (v *operation) unescape(member int, token []byte) []byte {
	if bytes.IndexByte(token, '~') < 0 {
		return token
	}
	property := v.property[member][:0]
	for i := 0; i < len(token); i++ {
		c := token[i]
		if c == '~' {
			i++
			c = '~'
			if token[i] == '1' {
				c = '/'
			}
		}
		property = append(property, c)
	}
	v.property[member] = property
	return property
}
