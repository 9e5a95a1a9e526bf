package jsonedit

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// StripPatch takes out of a JSON Patch (RFC 6902) the operations that would change anything but an updatable property
// of f (contract section 4). add, replace and remove stay if their path lies at an updatable property, or below one that may
// be structured; copy if its path does, move if its path and its from do, test always. Operations that stay keep their bytes
// and their order; one that goes is named by the property it is about. What add and replace put in the place of a plain
// property must be a plain value, and no member in an operation that stays may have a name that begins with $, wherever it
// is: Newtonsoft.Json reads the operation {"$id":{"path":"/Name",...},"path":"/State",...} as that of /Name.
//
// A document that is an object is read as JSON, as the vendor's OpenAPI document declares it for this media type, unless it
// has the members of an operation.
//
// Errors are of the kind problem.MalformedBody, or problem.DuplicateProperty for a member of an operation given twice.
func StripPatch(src []byte, f *edit.Filter, out *edit.Result) error {
	if IsObject(src) {
		return stripDocument(src, f, out, true)
	}
	v := patchStrippers.Take()
	defer v.release()
	v.reset(src, edit.MaxDepth)
	v.filter, v.out, v.op.patchStripper = f, out, v
	if err := v.strip(); err != nil {
		return err // typed as *problem.Error there, so that nil stays nil here
	}
	return nil
}

// IsObject reports whether src, if it is JSON, is an object.
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
	none   edit.Edits // an operation stays or goes whole, so the walk over its members edits nothing
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

// The members of an operation that RFC 6902 defines.
const (
	patchOp = iota
	patchPath
	patchFrom
	patchValue
)

var patchMembers = names.NewSet("op", "path", "from", "value")

// operation visits the members of one operation and then judges it.
type operation struct {
	*patchStripper
	names    names.Seen
	seen     [4]bool
	text     [3][]byte // op, path and from, unescaped
	scratch  [3][]byte // memory for those of them that had escapes
	property [3][]byte // memory for the properties that path and from name, if they had a ~

	value, valueEnd int // where the value begins and ends
	metadataAt      int // where a name begins that begins with $, if there is one, or -1
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
		// A from counts where move and copy need one, and is then missing. Elsewhere it is ignored, as are all members that
		// an operation does not define (RFC 6902 section 4): some writers always write one, as null.
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

// other skips a value that is not the text of a member.
func (v *operation) other(at, depth int) int {
	end := v.skip(at, depth)
	if end >= 0 && v.metadataAt < 0 && v.structured(at) {
		v.metadataAt = v.metadata(at, end)
	}
	return end
}

// judge says whether the operation at offset at stays and, if not, which property it is about. It is not ok if the
// operation is malformed; why is then in err.
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
	// A copy only reads what it copies from, a move removes it.
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

// target returns the property that the JSON Pointer (RFC 6901) in the given member is about: its first reference token,
// unescaped, or its second if the first is the record's name. The slash before the first may be left out, as in the
// vendor's samples. It reports whether a patch may change what the pointer leads to.
func (v *operation) target(member, at int) (property []byte, updatable, ok bool) {
	pointer := v.text[member]
	if len(pointer) > 0 && pointer[0] == '#' { // a pointer as the fragment of a URI, which is another notation
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

// description says what the operation does, as an explanation names it.
func (v *operation) description() string {
	op := string(v.text[patchOp])
	s := op + " " + string(v.text[patchPath])
	if op == "copy" || op == "move" {
		s += " from " + string(v.text[patchFrom]) // which means nothing to another
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
