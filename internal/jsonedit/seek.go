package jsonedit

import "math/bits"

// seek returns the offset behind the object or array at i, which stands inside depth containers. It checks that brackets
// and strings are in order, and not what else stands between them: it is for values of a response that no one will read
// (contract section 5), and takes less than half the time of skip.
func (s *scanner) seek(i, depth int) int {
	src, start, outer := s.src, i, depth
	outside := ^uint64(0) // or 0 if the byte before i lies in a string
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
				return s.skip(start, outer) // which says what is wrong
			}
		}
		outside = uint64(int64(outside) >> 63)
		i += 8
	}
	return s.skip(start, outer)
}

// nextStops returns the offset of the first word at or behind i in which a byte needs to be looked at, and marks such
// bytes and those outside of strings: brackets, backslashes, and control characters in strings are looked at, and some others
// that are rare. Outside is all ones if i is outside of a string, or 0.
//
// No branch depends on how long a string or number is: which bytes lie in strings is worked out for all words, from the
// quotation marks in them. An escaped one counts as any other, but the backslash before it is a stop.
func nextStops(src []byte, i int, outside uint64) (at int, stops, outsides uint64) {
	high, low, quote, control, bracket := lanes.high, lanes.low, lanes.quote, lanes.control, lanes.bracket
	for ; i < len(src); i += 8 {
		var w uint64
		if len(src)-i >= 8 {
			w = load(src, i)
		} else {
			w = lastWord(src[i:])
		}
		ascii := w & low
		q := high &^ (ascii ^ quote + low | w)
		outside ^= q * ones // see quotes
		// In lower case, the brackets and the backslash are together, with |, ~, ^, _ and DEL.
		plain := (ascii+control|outside)&(bracket-(ascii|ones*0x20)) | w
		if plain&high != high {
			return i, high &^ plain, outside
		}
		outside = uint64(int64(outside) >> 63)
	}
	return i, 0, outside
}

// lastWord returns a word of the fewer than eight bytes in text, with blanks behind them.
func lastWord(text []byte) uint64 {
	word := [8]byte{' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '}
	copy(word[:], text)
	return load(word[:], 0)
}
