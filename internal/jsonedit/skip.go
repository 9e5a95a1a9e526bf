package jsonedit

import "math/bits"

// skip skips the value at i, which is inside depth containers, and validates it.
func (s *scanner) skip(i, depth int) int {
	switch c := s.at(i); {
	case c == '"':
		i, _ = s.str(i + 1)
		return i
	case c == '{' || c == '[':
		return s.container(i, depth)
	}
	return s.scalar(i)
}

// scalar skips a number, true, false or null.
func (s *scanner) scalar(i int) int {
	if c := s.at(i); c == '-' || '0' <= c && c <= '9' {
		return s.number(i)
	}
	return s.literal(i)
}

// container skips the object or array at i. It does not recurse, so a megabyte of "[" uses no stack.
func (s *scanner) container(i, depth int) int {
	src, outer := s.src, depth
	object := false // whether the innermost container is an object
	// Finding the ends of many short strings at once, without a branch for each, is faster than searching for one after
	// another. Bit i of marks is set if the byte at base+i is a quotation mark that begins or ends a string; the lowest set
	// bit begins the next string. The first known of the 64 bytes have been examined. A negative known is the number of
	// strings to skip one by one first.
	base, marks, known := 0, uint64(0), -few
value:
	if i >= len(src) {
		return s.noValue(i)
	}
	switch c := src[i]; {
	case c == '"':
		if closing := marks & (marks - 1); closing != 0 {
			i, marks = base+bits.TrailingZeros64(closing)+1, closing&(closing-1)
		} else if known < 0 {
			known++
			i, _ = s.str(i + 1)
		} else {
			i, base, marks, known = s.far(i, base, marks, known)
		}
		if i < 0 {
			return -1
		}
	case c == '{' || c == '[':
		depth++
		if s.tooDeep(i, depth) {
			return -1
		}
		object = c == '{'
		s.open(depth, object)
		if i = s.space(i + 1); i < len(src) && src[i] == c+2 { // the closing bracket
			goto closed
		}
		if object {
			goto member
		}
		goto value
	default:
		if i = s.scalar(i); i < 0 {
			return -1
		}
	}

after: // a value
	if depth == outer {
		return i
	}
	if i < len(src) && src[i] <= ' ' {
		i = s.space(i)
	}
	if i >= len(src) {
		return s.noComma(i, object)
	}
	switch c := src[i]; {
	case c == ',':
		if i++; i < len(src) && src[i] <= ' ' {
			i = s.space(i)
		}
		if object {
			goto member
		}
		goto value
	case c == '}' && object, c == ']' && !object:
		goto closed
	}
	return s.noComma(i, object)

closed:
	i++
	depth--
	object = s.isObject(depth)
	goto after

member:
	if i >= len(src) || src[i] != '"' {
		return s.noName(i)
	}
	if closing := marks & (marks - 1); closing != 0 {
		i, marks = base+bits.TrailingZeros64(closing)+1, closing&(closing-1)
	} else if known < 0 {
		known++
		i, _ = s.str(i + 1)
	} else {
		i, base, marks, known = s.far(i, base, marks, known)
	}
	if i < 0 {
		return -1
	}
	if i >= len(src) || src[i] != ':' {
		if i = s.colon(i); i < 0 {
			return -1
		}
	} else if i++; i < len(src) && src[i] <= ' ' {
		i = s.space(i)
	}
	goto value
}

// open records whether the container at the given depth is an object.
func (s *scanner) open(depth int, object bool) {
	if object {
		s.objects[depth/64] |= 1 << (depth % 64)
	} else {
		s.objects[depth/64] &^= 1 << (depth % 64)
	}
}

// isObject returns what open recorded.
func (s *scanner) isObject(depth int) bool { return s.objects[depth/64]>>(depth%64)&1 == 1 }

// few is the number of strings that are skipped one by one at the beginning of a container, and after a string that is long
// or has an escape. Searching ahead pays only for many short strings.
const few = 6

// far skips the string at i, whose end is not in marks, and searches ahead for more quotation marks.
func (s *scanner) far(i, base int, marks uint64, known int) (end, newBase int, rest uint64, newKnown int) {
	if marks == 0 { // the string begins after the examined bytes
		base, known = i, 0
		if len(s.src)-i >= 64 {
			marks, known = quotes((*[64]byte)(s.src[i:]), ^uint64(0))
		}
	}
	closing := marks & (marks - 1)
	if closing == 0 && known == 64 {
		base, known = base+64, 0
		if len(s.src)-base >= 64 {
			closing, known = quotes((*[64]byte)(s.src[base:]), 0)
		}
	}
	if closing != 0 {
		return base + bits.TrailingZeros64(closing) + 1, base, closing & (closing - 1), known
	}
	end, _ = s.strFrom(i, max(i+1, base+known)) // the string is long, has an escape or is invalid, or the source ends
	return end, 0, 0, -few
}

// number skips a number (RFC 8259 section 6).
func (s *scanner) number(i int) int {
	src := s.src
	if src[i] == '-' {
		i++
	}
	start := i
	if i = digits(src, i); i == start {
		return s.noValue(start - 1) // only a minus sign
	}
	if src[start] == '0' && i > start+1 {
		return s.fail(start, "a number with a leading zero")
	}
	if i < len(src) && src[i] == '.' {
		start = i + 1
		if i = digits(src, start); i == start {
			return s.fail(i, "a number without digits after its decimal point")
		}
	}
	if i < len(src) && src[i]|0x20 == 'e' {
		i++
		if i < len(src) && (src[i] == '+' || src[i] == '-') {
			i++
		}
		start = i
		if i = digits(src, start); i == start {
			return s.fail(i, "a number without digits in its exponent")
		}
	}
	return i
}

func digits(src []byte, i int) int {
	for len(src)-i >= 8 {
		x := load(src, i) ^ ones*'0'
		hit := (x&^highs + ones*(0x80-10) | x) & highs // more than 9
		i += bits.TrailingZeros64(hit) / 8
		if hit != 0 {
			return i
		}
	}
	for i < len(src) && '0' <= src[i] && src[i] <= '9' {
		i++
	}
	return i
}

// literal skips true, false or null.
func (s *scanner) literal(i int) int {
	switch rest := s.src[min(i, len(s.src)):]; {
	case len(rest) >= 4 && (string(rest[:4]) == "true" || string(rest[:4]) == "null"):
		return i + 4
	case len(rest) >= 5 && string(rest[:5]) == "false":
		return i + 5
	}
	return s.noValue(i)
}
