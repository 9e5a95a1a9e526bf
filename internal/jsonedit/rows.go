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
// that text is valid, and another value in a row comes next, in this document and in any other. Which gap is expected is only a
// guess. A wrong one is replaced by what was there instead, so that all comparisons together take time in proportion to the
// document.
type rowGaps struct {
	depth int  // the depth of the rows, or none outside of any
	last  int  // the end of the last value in a row, or none if there has been none
	first bool // the next value is the first one in its row
	next  int  // the index of the gap that is expected next
	gaps  [32]gap
}

// gap has the text of a gap in words, masked where it has ended. The gap at the index next is expected after it.
type gap struct {
	size, next   int // the size is 0 if there is no prediction
	words, masks [maxGap / 8]uint64
}

// maxGap is the size of the longest gap that is predicted: a name of 30 characters in an indented row.
const maxGap = 48

const none = -1

// begin begins a row: an object at the given depth that is an element of an array.
func (r *rowGaps) begin(depth int) {
	if r.depth != depth {
		r.depth, r.last, r.next = depth, none, 0
	}
	r.first = true
}

// record records the gap before a value at i in a row.
func (r *rowGaps) record(src []byte, i int) {
	after := r.next + 1
	if r.first {
		r.first, after = false, 0
	}
	if r.last == none {
		return
	}
	if r.next < len(r.gaps) {
		r.gaps[r.next].record(src, r.last, i-r.last, after)
	}
	r.next = min(after, len(r.gaps))
}

// record records src[at:at+size], unless it is too long.
func (g *gap) record(src []byte, at, size, next int) {
	g.size, g.next = 0, next
	if size > maxGap || len(src)-at < maxGap {
		return
	}
	g.size = size
	words := g.words[:2]
	if size > 16 { // follow looks no further otherwise
		words = g.words[:]
	}
	for i := range words {
		g.masks[i] = ^uint64(0) >> max(0, 64*(i+1)-8*size)
		words[i] = load(src, at+8*i) & g.masks[i]
	}
}

// differ returns 0 if the text does not differ from the gap in the word at index i.
func (g *gap) differ(text *[maxGap]byte, i int) uint64 {
	return binary.LittleEndian.Uint64(text[8*i:])&g.masks[i] ^ g.words[i]
}

// follow skips gaps and values from i, the end of a value in a row, for as long as the gaps are as expected and the values are not
// objects or arrays. It returns the offset after the last value, or that of a value or its white space that it has not skipped.
//
// Rows are most of a long document, so this is where its time goes: each instruction for a member of a row counts, and so does
// each on the way from the offset of one value to that of the next. Therefore short strings and numbers and literals are skipped
// here, and each of the bounds checks is for more than one access. Within container, into which a profile has it inlined, too few
// registers would be left.
//
//go:noinline
func (s *scanner) follow(i int) (at int, isValue bool) {
	src, r := s.src, &s.rows
	next := r.next
	for next < len(r.gaps) {
		g := &r.gaps[next]
		at := i + g.size
		if g.size == 0 || len(src)-at < 64 {
			break
		}
		between := (*[maxGap]byte)(src[i : i+maxGap])
		differ := g.differ(between, 0) | g.differ(between, 1)
		if g.size > 16 {
			differ |= g.differ(between, 2) | g.differ(between, 3) | g.differ(between, 4) | g.differ(between, 5)
		}
		if differ != 0 {
			break
		}
		next, i = g.next, at
		text := (*[64]byte)(src[at : at+64])
		w := binary.LittleEndian.Uint64(text[:])
		c := byte(w) // not text[0]: that would have w loaded byte by byte
		switch {
		case c == '"':
			hits := gathered(special(binary.LittleEndian.Uint64(text[1:])), special(binary.LittleEndian.Uint64(text[9:])),
				special(binary.LittleEndian.Uint64(text[17:])), special(binary.LittleEndian.Uint64(text[25:])))
			if hits != 0 {
				if n := bits.TrailingZeros64(hits) + 1; text[n%64] == '"' {
					i = at + n + 1
					continue
				}
			} else if hits := special(binary.LittleEndian.Uint64(text[33:])); hits != 0 { // .NET's dates have 33 characters
				if n := bits.TrailingZeros64(hits)/8 + 33; text[n%64] == '"' {
					i = at + n + 1
					continue
				}
			}
			i, _ = s.strRest(at+1, hits)
		case kinds[c] == numberKind:
			// The first eight bytes, and as many after a decimal point, have to contain the end.
			if c == '-' {
				w += '0' - '-'
			}
			if stop := pastDigits(w); stop != 0 {
				n := bits.TrailingZeros64(stop) / 8
				if c < '1' && (c == '0' && n > 1 || c == '-' && (n == 1 || byte(w>>8) == '0')) {
					goto number
				}
				end := text[n]
				if end == '.' {
					stop = pastDigits(binary.LittleEndian.Uint64(text[n+1:]))
					if stop&0x80 != 0 || stop == 0 {
						goto number
					}
					n += bits.TrailingZeros64(stop)/8 + 1
					end = text[n]
				}
				if end|0x20 != 'e' {
					i = at + n
					continue
				}
			}
		number:
			i = s.number(at)
		case kinds[c] == literalKind:
			if l := &literals[c>>3&3]; w&l.mask == l.text {
				i = at + 5 - int((c>>3|c>>4)&1) // 5 for f, 4 for n and t: quicker than l.size, and no branch to predict
				continue
			}
			i = s.literal(at)
		default:
			r.next = next
			return s.space(at), true
		}
		if i < 0 {
			return -1, false
		}
	}
	r.next = next
	return i, false
}

// kinds has the kind of value that begins with a byte.
var kinds = [256]uint8{
	'-': numberKind, '0': numberKind, '1': numberKind, '2': numberKind, '3': numberKind, '4': numberKind,
	'5': numberKind, '6': numberKind, '7': numberKind, '8': numberKind, '9': numberKind,
	't': literalKind, 'f': literalKind, 'n': literalKind,
}

const (
	otherKind = iota // an object, an array, white space, or nothing that begins a value
	numberKind
	literalKind
)
