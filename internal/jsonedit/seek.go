package jsonedit

import (
	"encoding/binary"
	"math/bits"
)

// seek returns the offset after the object or array at i, which is inside depth containers. It checks brackets and strings,
// but not what is between them. It is used for values that are dropped from a response (contract section 5), and takes
// seven to nine tenths of skip's time.
func (s *scanner) seek(i, depth int) int {
	src, start, outer := s.src, i, depth
	outside := ^uint64(0) // 0 if the byte before i is inside a string
words:
	for i < len(src) {
		var stops uint64
		i, stops, outside = nextStops(src, i, outside)
		for ; stops != 0; stops &= stops - 1 {
			lane := bits.TrailingZeros64(stops)
			at := i + lane/8
			inside := outside>>lane&1 == 0
			switch c := src[at]; {
			case inside && c == '\\':
				if i = s.escape(at + 1); i < 0 {
					return -1
				}
				outside = 0
				continue words
			case inside && c < ' ':
				return s.control(at)
			case inside:
			case c == '{' || c == '[':
				depth++
				if s.tooDeep(at, depth) {
					return -1
				}
				s.open(depth, c == '{')
			case c == '}' && s.isObject(depth), c == ']' && !s.isObject(depth):
				if depth--; depth == outer {
					return at + 1
				}
			default:
				return s.skip(start, outer) // which finds the error
			}
		}
		outside = before(outside)
		i += 8
	}
	return s.skip(start, outer)
}

// nextStops returns the offset of the first word at or after i with a byte that seek must examine. stops marks such bytes:
// brackets, backslashes, control characters in strings, and a few rare characters. outsides marks the bytes outside
// strings. outside is all ones if i is outside a string, or 0.
//
// Two words at once take an eighth less time than one; four take more than two.
func nextStops(src []byte, i int, outside uint64) (at int, stops, outsides uint64) {
	for ; len(src)-i >= 16; i += 16 {
		text := (*[16]byte)(src[i : i+16])
		v, ov := plainBytes(binary.LittleEndian.Uint64(text[:]), outside)
		w, ow := plainBytes(binary.LittleEndian.Uint64(text[8:]), before(ov))
		if v&w&highs != highs {
			if v&highs != highs {
				return i, highs &^ v, ov
			}
			return i + 8, highs &^ w, ow
		}
		outside = before(ow)
	}
	return lastStops(src, i, outside)
}

// lastStops is nextStops for the end of src. Apart, it leaves nextStops the registers.
//
//go:noinline
func lastStops(src []byte, i int, outside uint64) (at int, stops, outsides uint64) {
	for ; i < len(src); i += 8 {
		w, o := plainBytes(lastWord(src[i:]), outside)
		if w&highs != highs {
			return i, highs &^ w, o
		}
		outside = before(o)
	}
	return i, 0, outside
}

// plainBytes marks the bytes of w that are no stops. No branch depends on the length of a string or number: which bytes are inside
// strings is computed for every word, from the quotation marks in it. This counts an escaped quotation mark like any other, but
// the backslash before it is a stop.
func plainBytes(w, outside uint64) (plain, outsides uint64) {
	const low, quote, control, bracket = ones * 0x7F, ones * '"', ones * (0x80 - ' '), ones * (0x7F + '{')
	a := w & low
	// The product marks each byte that an odd number of quotation marks precedes, itself included.
	outsides = outside ^ highs&^(a^quote+low|w)*ones
	// Setting bit 5 brings the brackets and the backslash together, with |, ~, ^, _ and DEL.
	return w | (a+control|outsides)&(bracket-(a|ones*0x20)), outsides
}

// before returns the outside of the next word.
func before(outsides uint64) uint64 { return uint64(int64(outsides) >> 63) }

// lastWord returns the first eight bytes of text as a word, padded with blanks.
func lastWord(text []byte) uint64 {
	word := [8]byte{' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '}
	copy(word[:], text)
	return load(word[:], 0)
}
