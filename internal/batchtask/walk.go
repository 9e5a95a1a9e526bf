package batchtask

import "bytes"

// states is the set of states that the readings of a path may have reached. A path is read from its end. The index says which
// segments have been matched: 0 for none, 1 for the one that may follow the operation, 1+n for the last n of the operation.
// Bit n is set if n ".." may be pending, each of which removes a segment further to the left. The highest bit stands for
// 63 or more.
type states [maxSegments + 1]uint64

const many = 1 << 63

func (s *states) add(other *states, n int) {
	for i := range n {
		s[i] |= other[i]
	}
}

func (s *states) empty(n int) bool {
	for _, set := range s[:n] {
		if set != 0 {
			return false
		}
	}
	return true
}

// walk reports whether any reading of text means the operation. Text is decoded, and brackets in it have no special meaning.
func (m *Matcher) walk(text []byte) bool {
	for i := range m.paths {
		if m.paths[i].walk(text) {
			return true
		}
	}
	return false
}

func (p *pattern) walk(text []byte) bool {
	n := len(p.segments) + 1
	end := states{1} // at the end of the path
	here := end
	query := bytes.IndexByte(text, '?')
	for {
		slash := bytes.LastIndexByte(text, '/')
		segment, cut := bytes.CutSuffix(text[slash+1:], []byte{cutMark})
		if p.walkSegment(&here, &end, segment, cut) {
			return true
		}
		if slash < 0 || here.empty(n) && (query < 0 || query > slash) {
			return false
		}
		text = text[:slash]
	}
}

// walkSegment moves here from the right of a segment to its left, and reports whether the operation is complete. The segment
// may contain separators that only some servers recognize, or not until they have decoded them, so it may be one segment or
// several. end is the state at the end of the path, which may be at a question mark.
func (p *pattern) walkSegment(here, end *states, segment []byte, cut bool) bool {
	n := len(p.segments) + 1
	var passed states // the union of here at each separator passed
	whole := *here    // to the right of the whole segment
	alike := separatorsAlike(segment)
	for right := len(segment); ; {
		separator := lastSeparator(segment[:right])
		part := segment[separator+1 : right]
		// A server that recognizes the separator on the right, or drops it with a ";", but not yet the one on the left, sees
		// the end of a longer segment.
		trimmed := separator >= 0 && (right == len(segment) || !alike || bytes.IndexByte(part, ';') >= 0)
		r := read(part, cut, trimmed)
		var next states
		if p.step(&next, here, r) {
			return true
		}
		if right < len(segment) {
			// Joined with what is to its right. A server recognizes all separators of one kind, or none.
			if r.tail && p.step(&next, &passed, r) ||
				!alike && p.step(&next, &passed, reading{name: true}) ||
				separator < 0 && p.step(&next, &whole, reading{name: true}) {
				return true
			}
		}
		passed.add(here, n)
		if i := bytes.IndexByte(part, '?'); i >= 0 {
			// The path ends here. For a server that has not decoded the first "?" yet, it ends at a later one, within a name.
			later := reading{name: bytes.LastIndexByte(part, '?') > i}
			if p.step(&next, end, read(part[:i], cut, separator >= 0)) || p.step(&next, end, later) {
				return true
			}
			passed.add(end, n)
			whole.add(end, n)
		}
		*here = next
		if separator < 0 {
			return false
		}
		right = separator
	}
}

// separatorsAlike reports whether all separators in a segment are of one kind.
func separatorsAlike(segment []byte) bool {
	last := lastSeparator(segment)
	for _, c := range segment[:max(last, 0)] {
		if isSeparator(c) && c != segment[last] {
			return false
		}
	}
	return last < 0 || segment[last] < deepDot || segment[last] == '\\'
}

// lastSeparator returns the index of the last separator in a segment, or -1.
func lastSeparator(segment []byte) int {
	i := len(segment) - 1
	for i >= 0 && !isSeparator(segment[i]) {
		i--
	}
	return i
}

// step adds to next the states that are reached from those in from by a segment with the reading r. It reports whether the
// segment completes the operation.
func (p *pattern) step(next, from *states, r reading) bool {
	for i, pending := range from[:len(p.segments)+1] {
		if pending == 0 {
			continue
		}
		if r.nothing {
			next[i] |= pending
		}
		if r.parent {
			next[i] |= pending<<1 | pending&many
		}
		if !r.name {
			continue
		}
		next[i] |= pending>>1 | pending&many
		if pending&1 == 0 || r.blank {
			continue
		}
		if i == 0 {
			next[1] |= 1
		}
		matched := max(i, 1) // including this segment
		if want := p.segments[matched-1]; want == wildcard || string(r.text) == want {
			if matched == len(p.segments) {
				return true
			}
			next[matched+1] |= 1
		}
	}
	return false
}

// reading says how servers may read a segment. More than one of nothing, parent and name may apply.
type reading struct {
	nothing bool   // as ".", or as an empty segment that is collapsed
	parent  bool   // as "..", which removes the segment before it
	name    bool   // as a name
	blank   bool   // the name is empty
	tail    bool   // the segment contains a ";", after which it may continue across separators
	text    []byte // the name, without anything that may be dropped
}

// read returns how servers may read a segment. cut is set if a group was cut from it, which only some servers do. trimmed is
// set if it may be the end of a longer segment, where dots and blanks are dropped.
func read(segment []byte, cut, trimmed bool) (r reading) {
	base, _, tail := bytes.Cut(segment, []byte{';'})
	r.tail = tail
	end := len(base)
	for end > 0 && (base[end-1] == ' ' || isDot(base[end-1])) {
		end--
	}
	r.name = true
	r.text = base[:end]
	if end > 0 {
		return r
	}
	certain := !cut && !r.tail
	switch {
	case len(base) == 0:
		r.nothing, r.blank = true, certain
	case certain && string(base) == ".":
		r.nothing, r.name, r.blank = true, trimmed, true
	case len(base) == 1 && base[0] != ' ':
		r.nothing = true
	case isDot(base[0]) && isDot(base[1]):
		// Dots at the end are dropped, except those of "..". If the two are encoded differently, a server may see only one.
		exact := len(base) == 2 && base[0] == base[1] && base[0] != deepDot
		r.parent = true
		r.nothing = !exact || cut || trimmed
		if certain && exact && base[0] == '.' {
			r.name, r.blank = trimmed, true
		}
	default:
		r.nothing = true
	}
	return r
}
