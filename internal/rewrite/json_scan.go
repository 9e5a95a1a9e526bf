package rewrite

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
)

// maxAnswerDepth is how deep an answer may nest for it to be reshaped.
const maxAnswerDepth = 512

// jsonScanner reads JSON (RFC 8259) in one pass, validating every byte and keeping no tree. It is the project's own
// because a value that is kept or dropped whole needs its end and its validity and nothing else; where single values are
// looked up in a document that is not on the path of a request (the catalog file), gjson does it.
//
// Its methods take the offset where something begins and return the offset behind it, or -1 once something is wrong;
// what, and where, is then in err.
type jsonScanner struct {
	src      []byte
	maxDepth int
	err      *fault.Error
	name     []byte                        // scratch for names with escapes
	objects  [maxAnswerDepth/64 + 1]uint64 // a bit per open container of skip: is it an object?
}

// reset makes s ready for another document; it keeps its memory.
func (s *jsonScanner) reset(src []byte, maxDepth int) { s.src, s.maxDepth, s.err = src, maxDepth, nil }

func (s *jsonScanner) fail(at int, format string, args ...any) int {
	if s.err == nil {
		s.err = fault.New(fault.MalformedBody, "JSON, offset %d: "+format, append([]any{at}, args...)...)
	}
	return -1
}

// validUTF8 reports whether the whole source is UTF-8, as RFC 8259 section 8.1 demands. Once that is known, strings need
// only be searched for quotes, escapes and control characters.
func (s *jsonScanner) validUTF8() bool {
	if utf8.Valid(s.src) {
		return true
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(s.src[at:])
		if r == utf8.RuneError && size <= 1 {
			s.fail(at, "not UTF-8")
			return false
		}
		at += size
	}
}

// space skips white space.
func (s *jsonScanner) space(i int) int {
	for i < len(s.src) {
		switch s.src[i] {
		case ' ', '\t', '\r', '\n':
			i++
		default:
			return i
		}
	}
	return i
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// special sets the high bit of each of the eight bytes in w that is a quote, a backslash or below 0x20. Bytes above the
// first of them may be set wrongly by a borrow, so only the first counts. Flipping bit 1 puts the quote (0x22) next to the
// control characters and keeps those where they are, so that one comparison finds both.
func special(w uint64) uint64 {
	q, b := w^(ones*0x02), w^(ones*'\\')
	return ((q-ones*0x21)&^q | (b-ones)&^b) & highs
}

// str skips a string; i is the offset behind its opening quote. It reports whether there are escapes in it.
func (s *jsonScanner) str(i int) (end int, escaped bool) {
	for {
		i = s.plain(i)
		if i >= len(s.src) {
			return s.fail(i, "a string is not closed"), false
		}
		switch s.src[i] {
		case '"':
			return i + 1, escaped
		case '\\':
			escaped = true
			if i = s.escape(i + 1); i < 0 {
				return -1, true
			}
		default:
			return s.fail(i, "a control character in a string"), false
		}
	}
}

// plain skips the characters of a string up to the first that is special.
func (s *jsonScanner) plain(i int) int {
	src := s.src
	for len(src)-i >= 8 {
		if hit := special(binary.LittleEndian.Uint64(src[i:])); hit != 0 {
			return i + bits.TrailingZeros64(hit)/8
		}
		i += 8
		for len(src)-i >= 32 {
			w := src[i : i+32 : i+32]
			if special(binary.LittleEndian.Uint64(w))|special(binary.LittleEndian.Uint64(w[8:]))|
				special(binary.LittleEndian.Uint64(w[16:]))|special(binary.LittleEndian.Uint64(w[24:])) != 0 {
				break
			}
			i += 32
		}
	}
	for i < len(src) && src[i] >= 0x20 && src[i] != '"' && src[i] != '\\' {
		i++
	}
	return i
}

// escape skips what follows a backslash.
func (s *jsonScanner) escape(i int) int {
	if i < len(s.src) {
		switch s.src[i] {
		case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			return i + 1
		case 'u':
			if i+5 <= len(s.src) && hex4(s.src[i+1:i+5]) >= 0 {
				return i + 5
			}
		}
	}
	return s.fail(i, "an unknown escape in a string")
}

// hex4 reads four hexadecimal digits, or returns -1.
func hex4(b []byte) rune {
	var r rune
	for _, c := range b[:4] {
		d := hexDigit(c)
		if d < 0 {
			return -1
		}
		r = r<<4 | rune(d)
	}
	return r
}

// number skips a number (RFC 8259 section 6).
func (s *jsonScanner) number(i int) int {
	if s.src[i] == '-' {
		i++
	}
	start := i
	if i = s.digits(i); i == start {
		return s.fail(i, "a number without digits")
	}
	if s.src[start] == '0' && i > start+1 {
		return s.fail(start, "a number with a leading zero")
	}
	if i < len(s.src) && s.src[i] == '.' {
		start = i + 1
		if i = s.digits(start); i == start {
			return s.fail(i, "a number without digits behind its point")
		}
	}
	if i < len(s.src) && (s.src[i] == 'e' || s.src[i] == 'E') {
		i++
		if i < len(s.src) && (s.src[i] == '+' || s.src[i] == '-') {
			i++
		}
		start = i
		if i = s.digits(start); i == start {
			return s.fail(i, "a number without digits in its exponent")
		}
	}
	return i
}

func (s *jsonScanner) digits(i int) int {
	for i < len(s.src) && '0' <= s.src[i] && s.src[i] <= '9' {
		i++
	}
	return i
}

func (s *jsonScanner) literal(i int, word string) int {
	if len(s.src)-i < len(word) || string(s.src[i:i+len(word)]) != word {
		return s.fail(i, "not a value")
	}
	return i + len(word)
}

// scalar skips a value that is neither object nor array.
func (s *jsonScanner) scalar(i int) int {
	if i >= len(s.src) {
		return s.fail(i, "the document ends where a value should be")
	}
	switch c := s.src[i]; {
	case c == '"':
		end, _ := s.str(i + 1)
		return end
	case c == '-' || '0' <= c && c <= '9':
		return s.number(i)
	case c == 't':
		return s.literal(i, "true")
	case c == 'f':
		return s.literal(i, "false")
	case c == 'n':
		return s.literal(i, "null")
	}
	return s.fail(i, "not a value")
}

// colon skips from behind a name to the value.
func (s *jsonScanner) colon(i int) int {
	if i < len(s.src) && s.src[i] != ':' {
		i = s.space(i)
	}
	if i >= len(s.src) || s.src[i] != ':' {
		return s.fail(i, "a name without a colon")
	}
	return s.space(i + 1)
}

func (s *jsonScanner) at(i int) byte {
	if i < len(s.src) {
		return s.src[i]
	}
	return 0
}

// tooDeep refuses nesting below the limit; depth is that of the container that begins at i.
func (s *jsonScanner) tooDeep(i, depth int) bool {
	if depth > s.maxDepth {
		s.fail(i, "nested deeper than %d", s.maxDepth)
		return true
	}
	return false
}

// skip skips the value at i, which stands inside depth containers. It does not recurse, so that a megabyte of "[" costs
// neither stack nor time.
func (s *jsonScanner) skip(i, depth int) int {
	outer := depth
value:
	switch c := s.at(i); c {
	case '{', '[':
		depth++
		if s.tooDeep(i, depth) {
			return -1
		}
		if c == '{' {
			s.objects[depth/64] |= 1 << (depth % 64)
			if i = s.space(i + 1); s.at(i) != '}' {
				goto member
			}
		} else {
			s.objects[depth/64] &^= 1 << (depth % 64)
			if i = s.space(i + 1); s.at(i) != ']' {
				goto value
			}
		}
		depth--
		i++
	default:
		if i = s.scalar(i); i < 0 {
			return -1
		}
	}
	for depth > outer {
		i = s.space(i)
		object := s.objects[depth/64]>>(depth%64)&1 == 1
		switch c := s.at(i); {
		case c == ',':
			i = s.space(i + 1)
			if object {
				goto member
			}
			goto value
		case c == '}' && object, c == ']' && !object:
			depth--
			i++
		default:
			return s.fail(i, "an object or array is not closed")
		}
	}
	return i

member:
	if s.at(i) != '"' {
		return s.fail(i, "not a name")
	}
	if i, _ = s.str(i + 1); i < 0 {
		return -1
	}
	if i = s.colon(i); i < 0 {
		return -1
	}
	goto value
}

// end checks that nothing but white space follows.
func (s *jsonScanner) end(i int) int {
	if i = s.space(i); i < len(s.src) {
		return s.fail(i, "something follows the document")
	}
	return i
}

// text returns the string whose content is src[start:end], unescaped into dst if need be. A lone surrogate becomes
// U+FFFD, as in encoding/json.
func (s *jsonScanner) text(dst []byte, start, end int, escaped bool) []byte {
	if !escaped {
		return s.src[start:end]
	}
	dst = dst[:0]
	for i := start; i < end; i++ {
		c := s.src[i]
		if c != '\\' {
			dst = append(dst, c)
			continue
		}
		i++
		switch s.src[i] {
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r := hex4(s.src[i+1:])
			i += 4
			if 0xD800 <= r && r < 0xDC00 && i+6 < end && s.src[i+1] == '\\' && s.src[i+2] == 'u' {
				if low := hex4(s.src[i+3:]); 0xDC00 <= low && low < 0xE000 {
					r = (r-0xD800)<<10 | (low - 0xDC00) + 0x10000
					i += 6
				}
			}
			dst = utf8.AppendRune(dst, r)
		default:
			dst = append(dst, s.src[i])
		}
	}
	return dst
}
