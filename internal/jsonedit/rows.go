package jsonedit

import (
	"encoding/binary"
	"math/bits"
)

// rowGaps predicts the text between the values of rows: of objects that follow one another in an array and mostly have the same
// members, such as [{"Id":1,"Name":"a"},{"Id":2,"Name":"b"}]. To compare this text with that of an earlier row is much faster
// than to scan it.
//
// The text between two values, such as ,"Name": or },{"Id": here, is a gap. It has been scanned once, from after a value in a row
// to a value in the same or a later row, without leaving the array. So wherever a value in a row is followed by the same text,
// that text is valid, and another value in a row comes next. Which gap is expected is only a guess. A wrong one is replaced by
// what was there instead, so that all comparisons together take time in proportion to the document.
type rowGaps struct {
	depth int  // the depth of the rows, or none outside of any
	last  int  // the end of the last value in a row, or none if there has been none
	first bool // the next value is the first one in its row
	next  int  // the index of the gap that is expected next
	known int  // the number of gaps
	gaps  [32]gap
}

// gap is the text src[at:at+size]. The gap at the index next is expected after it.
type gap struct{ at, size, next int }

const none = -1

// begin begins a row: an object at the given depth that is an element of an array.
func (r *rowGaps) begin(depth int) {
	if r.depth != depth {
		r.depth, r.last, r.next, r.known = depth, none, 0, 0
	}
	r.first = true
}

// record records the gap before a value at i in a row.
func (r *rowGaps) record(i int) {
	after := r.next + 1
	if r.first {
		r.first, after = false, 0
	}
	if r.last == none {
		return
	}
	if r.next < len(r.gaps) {
		r.gaps[r.next] = gap{r.last, i - r.last, after}
		r.known = max(r.known, r.next+1)
	}
	r.next = min(after, len(r.gaps))
}

// follow skips gaps and values from i, the end of a value in a row, for as long as the gaps are as expected and the values are not
// objects or arrays. It returns the offset after the last value, or that of a value or its white space that it has not skipped.
//
// Short strings and numbers are skipped here and by shortNumber, and not by str and number: this makes rows 5 to 7 % faster.
// Within container, into which a profile has it inlined, too few registers are left: that takes 4 to 6 % longer.
//
//go:noinline
func (s *scanner) follow(i int) (at int, isValue bool) {
	src, r := s.src, &s.rows
	for r.next < r.known {
		g := &r.gaps[r.next]
		n := g.size
		if len(src)-i < n+48 { // so that words can be loaded, and the first bytes of a value, without looking for the end
			break
		}
		// A gap of less than eight bytes is compared by one word, any other by words that may overlap.
		differ := (load(src, i) ^ load(src, g.at)) << (max(0, 64-8*n) & 63)
		for j := n - 8; j > 0; j -= 8 {
			differ |= load(src, i+j) ^ load(src, g.at+j)
		}
		if differ != 0 {
			break
		}
		r.next = g.next
		i += n
		switch c := src[i]; {
		case c == '"':
			i++
			text := (*[32]byte)(src[i:])
			hits := gathered(special(binary.LittleEndian.Uint64(text[:])), special(binary.LittleEndian.Uint64(text[8:])),
				special(binary.LittleEndian.Uint64(text[16:])), special(binary.LittleEndian.Uint64(text[24:])))
			if at := i + bits.TrailingZeros64(hits); hits != 0 && src[at] == '"' {
				i = at + 1
				continue
			}
			i, _ = s.strRest(i, hits)
		case c == '{' || c == '[' || c <= ' ':
			return s.space(i), true
		case c == '-' || '0' <= c && c <= '9':
			if end := shortNumber(src, i); end > 0 {
				i = end
				continue
			}
			i = s.number(i)
		default:
			i = s.literal(i)
		}
		if i < 0 {
			return -1, false
		}
	}
	return i, false
}
