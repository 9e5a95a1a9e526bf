package jsonedit

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// str skips a string; i is the offset after its opening quotation mark. escaped reports whether it has escapes.
func (s *scanner) str(i int) (end int, escaped bool) {
	if len(s.src)-i < 32 {
		return s.strFrom(i-1, i)
	}
	// The end of a short string is found without a branch for each word, which could not be predicted.
	hits := specials((*[32]byte)(s.src[i:]))
	if at := i + bits.TrailingZeros64(hits); hits != 0 && s.src[at] == '"' {
		return at + 1, false
	}
	return s.strRest(i, hits)
}

// strFrom is like str for a string that begins at start and has only plain characters before i.
func (s *scanner) strFrom(start, i int) (end int, escaped bool) {
	for {
		i = s.plain(i)
		if i >= len(s.src) {
			return s.fail(start, "a string that is not closed"), false
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
			return s.control(i), false
		}
	}
}

// strRest is like str, given the result of specials for the first 32 bytes. It looks at 32 bytes at once for as long as a string
// may be expected to end in them.
func (s *scanner) strRest(i int, hits uint64) (end int, escaped bool) {
	start := i - 1
	for limit := i + 128; ; hits = specials((*[32]byte)(s.src[i:])) {
		next := i + 32
		for hits != 0 {
			at := i + bits.TrailingZeros64(hits)
			hits &= hits - 1
			switch c := s.src[at]; {
			case c == '"':
				return at + 1, escaped
			case c == '\\':
				escaped = true
				if at = s.escape(at + 1); at < 0 {
					return -1, true
				}
				hits &= ^uint64(0) << (at - i)
				next = max(next, at)
			case c < ' ':
				return s.control(at), false
			} // anything else was marked by a borrow, see special
		}
		if i = next; i >= limit || len(s.src)-i < 32 {
			end, more := s.strFrom(start, i)
			return end, escaped || more
		}
	}
}

// plain skips plain characters of a string, up to a quotation mark, backslash or control character.
func (s *scanner) plain(i int) int {
	src := s.src
	for long := i + 4*8; len(src)-i >= 8; {
		if hit := special(binary.LittleEndian.Uint64(src[i:])); hit != 0 {
			return i + bits.TrailingZeros64(hit)/8
		}
		i += 8
		for i >= long && len(src)-i >= 32 {
			w := src[i : i+32 : i+32]
			if special(binary.LittleEndian.Uint64(w))|special(binary.LittleEndian.Uint64(w[8:]))|
				special(binary.LittleEndian.Uint64(w[16:]))|special(binary.LittleEndian.Uint64(w[24:])) != 0 {
				long = i + 32 // it is in here
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

// escape skips the rest of an escape; i is the offset after the backslash.
func (s *scanner) escape(i int) int {
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
	return s.fail(i-1, `an unknown escape in a string; a backslash is written \\`)
}

// hex4 parses four hexadecimal digits. It returns -1 if they are not.
func hex4(b []byte) rune {
	var r rune
	for _, c := range b[:4] {
		d := edit.HexDigit(c)
		if d < 0 {
			return -1
		}
		r = r<<4 | rune(d)
	}
	return r
}

// text returns the content src[start:end] of a string, unescaped into dst if it is escaped. A lone surrogate becomes
// U+FFFD, as in encoding/json.
func (s *scanner) text(dst []byte, start, end int, escaped bool) []byte {
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
