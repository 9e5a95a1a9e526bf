// Package jsonedit strips requests in JSON and JSON Patch, and reshapes responses in JSON.
package jsonedit

import (
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// jsonScanner reads JSON (RFC 8259) in one pass, validating every byte and keeping no tree. It is the project's own
// because a value that is kept or dropped whole needs its end and its validity and nothing else; where single values are
// looked up in a document that is not on the path of a request (the catalog file), gjson does it.
//
// Its methods take the offset where something begins and return the offset behind it, or -1 once something is wrong;
// what, and where, is then in err.
type jsonScanner struct {
	src      []byte
	maxDepth int
	err      *problem.Error
	name     []byte                               // scratch for names with escapes
	objects  [edit.MaxResponseDepth/64 + 1]uint64 // a bit per open container of skip: is it an object?
}

// reset makes s ready for another document; it keeps its memory.
func (s *jsonScanner) reset(src []byte, maxDepth int) { s.src, s.maxDepth, s.err = src, maxDepth, nil }

func (s *jsonScanner) fail(at int, format string, args ...any) int {
	if s.err == nil {
		s.err = s.malformed(at, format, args...)
	}
	return -1
}

func (s *jsonScanner) malformed(at int, format string, args ...any) *problem.Error {
	return edit.ProblemAt(problem.MalformedBody, "JSON", s.src, at, format, args...)
}

// validUTF8 reports whether the whole source is UTF-8, as RFC 8259 section 8.1 demands. Once that is known, strings need
// only be searched for quotes, escapes and control characters.
func (s *jsonScanner) validUTF8() bool {
	return utf8.Valid(s.src) || s.notUTF8() >= 0
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

// number skips a number (RFC 8259 section 6).
func (s *jsonScanner) number(i int) int {
	if s.src[i] == '-' {
		i++
	}
	start := i
	if i = s.digits(i); i == start {
		return s.noValue(start - 1) // only a minus sign
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
		return s.noValue(i)
	}
	return i + len(word)
}

// scalar skips a value that is neither object nor array.
func (s *jsonScanner) scalar(i int) int {
	if i >= len(s.src) {
		return s.noValue(i)
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
	return s.noValue(i)
}

// colon skips from behind a name to the value.
func (s *jsonScanner) colon(i int) int {
	if i < len(s.src) && s.src[i] != ':' {
		i = s.space(i)
	}
	if i >= len(s.src) || s.src[i] != ':' {
		return s.noColon(i)
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
			return s.noComma(i, object)
		}
	}
	return i

member:
	if s.at(i) != '"' {
		return s.noName(i)
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
		return s.noEnd(i)
	}
	return i
}
