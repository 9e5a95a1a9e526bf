package jsonedit

import "math/bits"

// seek returns the offset after the object or array at i, which is inside depth containers. It checks brackets and strings,
// but not what is between them. It is used for values that are dropped from a response (contract section 5), and takes
// about two thirds of skip's time.
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
		outside = uint64(int64(outside) >> 63)
		i += 8
	}
	return s.skip(start, outer)
}

// nextStops returns the offset of the first word at or after i with a byte that seek must examine. stops marks such bytes:
// brackets, backslashes, control characters in strings, and a few rare characters. outsides marks the bytes outside
// strings. outside is all ones if i is outside a string, or 0.
//
// No branch depends on the length of a string or number: which bytes are inside strings is computed for every word, from
// the quotation marks in it. This counts an escaped quotation mark like any other, but the backslash before it is a stop.
// Two words at once take an eighth less time than one; four take more than two.
func nextStops(src []byte, i int, outside uint64) (at int, stops, outsides uint64) {
	high, low, quote, control, bracket := lanes.high, lanes.low, lanes.quote, lanes.control, lanes.bracket
	for ; i < len(src); i += 16 {
		var v, w uint64
		if len(src)-i >= 16 {
			v, w = load(src, i), load(src, i+8)
		} else {
			v, w = lastWord(src[i:]), lastWord(src[min(i+8, len(src)):])
		}
		av, aw := v&low, w&low
		// The products mark each byte that an odd number of quotation marks precedes, itself included.
		ov := outside ^ high&^(av^quote+low|v)*ones
		ow := uint64(int64(ov)>>63) ^ high&^(aw^quote+low|w)*ones
		// Setting bit 5 brings the brackets and the backslash together, with |, ~, ^, _ and DEL. What remains marked is plain.
		v |= (av + control | ov) & (bracket - (av | ones*0x20))
		w |= (aw + control | ow) & (bracket - (aw | ones*0x20))
		if v&w&high != high {
			if v&high != high {
				return i, high &^ v, ov
			}
			return i + 8, high &^ w, ow
		}
		outside = uint64(int64(ow) >> 63)
	}
	return i, 0, outside
}

// lastWord returns the first eight bytes of text as a word, padded with blanks.
func lastWord(text []byte) uint64 {
	word := [8]byte{' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '}
	copy(word[:], text)
	return load(word[:], 0)
}
