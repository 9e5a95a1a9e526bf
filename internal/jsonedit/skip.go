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
	s.rows.depth = none
value:
	if i >= len(src) {
		return s.noValue(i)
	}
	switch c := src[i]; {
	case c == '"':
		i, _ = s.str(i + 1)
	case c == '{' || c == '[':
		if depth++; s.tooDeep(i, depth) {
			return -1
		}
		if c == '{' && !object && depth > outer+1 {
			s.rows.begin(depth)
		} else if depth == s.rows.depth {
			s.rows.depth = none // an array among the rows
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
		i = s.scalar(i)
	}
	if i < 0 {
		return -1
	}

after: // a value
	if depth == s.rows.depth {
		var isValue bool
		if i, isValue = s.follow(i); i < 0 {
			return -1
		}
		if isValue {
			goto value
		}
		s.rows.last = i
	}
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
	if depth < s.rows.depth-1 {
		s.rows.depth = none // the array of rows has ended
	}
	goto after

member:
	if i >= len(src) || src[i] != '"' {
		return s.noName(i)
	}
	if i, _ = s.str(i + 1); i < 0 {
		return -1
	}
	if i >= len(src) || src[i] != ':' {
		if i = s.colon(i); i < 0 {
			return -1
		}
	} else if i++; i < len(src) && src[i] <= ' ' {
		i = s.space(i)
	}
	if depth == s.rows.depth {
		s.rows.record(src, i)
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
		hit := pastDigits(load(src, i))
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

// literals has true, false and null, by two bits of the first letter that tell them apart.
var literals = [4]struct {
	text, mask uint64
	size       int
}{
	'f' >> 3 & 3: {'f' | 'a'<<8 | 'l'<<16 | 's'<<24 | 'e'<<32, 1<<40 - 1, 5},
	'n' >> 3 & 3: {'n' | 'u'<<8 | 'l'<<16 | 'l'<<24, 1<<32 - 1, 4},
	't' >> 3 & 3: {'t' | 'r'<<8 | 'u'<<16 | 'e'<<24, 1<<32 - 1, 4},
	3:            {1, 0, 0}, // matches nothing
}

// literal skips true, false or null.
func (s *scanner) literal(i int) int {
	if i < len(s.src) {
		var w uint64
		if len(s.src)-i >= 8 {
			w = load(s.src, i)
		} else {
			w = lastWord(s.src[i:])
		}
		if l := &literals[s.src[i]>>3&3]; w&l.mask == l.text {
			return i + l.size
		}
	}
	return s.noValue(i)
}
