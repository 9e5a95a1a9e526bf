package batchtask

import "bytes"

// states is the set of states in which readings of a path may be, which is read from its end. The index counts the segments
// seen: 0 none, 1 the one that may follow the operation, 1+n the operation's last n. The bits say how many ".." are pending,
// each of which removes a segment further to the left: bit n stands for n, the highest for that many or more.
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

// walk reports whether a reading of text means the operation. Text is decoded, and its brackets are only themselves.
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
	end := states{1} // where the path ends
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

// walkSegment moves here from the right of a segment to its left. Separators in the segment count for some servers only,
// or not yet, so that it may be one segment or several. end is the path's end, which may be at a question mark.
func (p *pattern) walkSegment(here, end *states, segment []byte, cut bool) bool {
	n := len(p.segments) + 1
	var behind states // the union of here at each separator passed
	whole := *here    // right of the whole segment
	alike := separatorsAlike(segment)
	for right := len(segment); ; {
		separator := lastSeparator(segment[:right])
		part := segment[separator+1 : right]
		// A server that takes the separator on the right for one, or drops it with a ";", but not yet the one on the left,
		// sees the end of a longer segment.
		trimmed := separator >= 0 && (right == len(segment) || !alike || bytes.IndexByte(part, ';') >= 0)
		r := read(part, cut, trimmed)
		var next states
		if p.step(&next, here, r) {
			return true
		}
		if right < len(segment) {
			// Together with what is on its right. Separators that are alike count all or none.
			if r.tail && p.step(&next, &behind, r) ||
				!alike && p.step(&next, &behind, reading{name: true}) ||
				separator < 0 && p.step(&next, &whole, reading{name: true}) {
				return true
			}
		}
		behind.add(here, n)
		if i := bytes.IndexByte(part, '?'); i >= 0 {
			// The path ends here. To a server that has not decoded the first "?" yet it ends at another, in a name.
			later := reading{name: bytes.LastIndexByte(part, '?') > i}
			if p.step(&next, end, read(part[:i], cut, separator >= 0)) || p.step(&next, end, later) {
				return true
			}
			behind.add(end, n)
			whole.add(end, n)
		}
		*here = next
		if separator < 0 {
			return false
		}
		right = separator
	}
}

// separatorsAlike reports whether a segment's separators are all of one kind.
func separatorsAlike(segment []byte) bool {
	last := lastSeparator(segment)
	for _, c := range segment[:max(last, 0)] {
		if isSeparator(c) && c != segment[last] {
			return false
		}
	}
	return last < 0 || segment[last] < deepDot || segment[last] == '\\'
}

func lastSeparator(segment []byte) int {
	i := len(segment) - 1
	for i >= 0 && !isSeparator(segment[i]) {
		i--
	}
	return i
}

// step adds to next the states that a segment with the reading r leads to from those in from, and reports whether it
// completes the operation.
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
		matched := max(i, 1) // with this one
		if want := p.segments[matched-1]; want == wildcard || string(r.text) == want {
			if matched == len(p.segments) {
				return true
			}
			next[matched+1] |= 1
		}
	}
	return false
}

// reading says what servers may take a segment for; several may be true of one.
type reading struct {
	nothing bool   // an empty segment that is collapsed, or a dot
	parent  bool   // "..", which removes the segment before it
	name    bool   // a name
	blank   bool   // which is empty
	tail    bool   // it has a ";", and may go on across separators
	text    []byte // the name, with all dropped that may be
}

// read returns what servers may take a segment for. cut says that a group was cut from it, which others don't do, and
// trimmed that it may be the end of a longer segment, where dots and blanks are dropped.
func read(segment []byte, cut, trimmed bool) (r reading) {
	base := segment
	if i := bytes.IndexByte(segment, ';'); i >= 0 {
		base, r.tail = segment[:i], true
	}
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
		// Dots at the end are dropped, but not those of "..". If the two are encoded differently, a server may see one.
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
