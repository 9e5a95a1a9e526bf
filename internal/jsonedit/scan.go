// Package jsonedit strips requests in JSON and JSON Patch, and reshapes responses in JSON.
package jsonedit

import (
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// scanner reads JSON (RFC 8259) in one pass, validating every byte and keeping no tree. It is the project's own
// because a value that is kept or dropped whole needs its end and its validity and nothing else; where single values are
// looked up in a document that is not on the path of a request (the catalog file), gjson does it.
//
// Its methods take the offset where something begins and return the offset behind it, or -1 once something is wrong;
// what, and where, is then in err.
type scanner struct {
	src      []byte
	maxDepth int
	err      *problem.Error
	name     []byte                               // scratch for names with escapes
	objects  [edit.MaxResponseDepth/64 + 1]uint64 // a bit per open container: is it an object? See open
}

// reset makes s ready for another document; it keeps its memory.
func (s *scanner) reset(src []byte, maxDepth int) { s.src, s.maxDepth, s.err = src, maxDepth, nil }

func (s *scanner) fail(at int, format string, args ...any) int {
	if s.err == nil {
		s.err = s.malformed(at, format, args...)
	}
	return -1
}

func (s *scanner) malformed(at int, format string, args ...any) *problem.Error {
	return edit.ProblemAt(problem.MalformedBody, "JSON", s.src, at, format, args...)
}

// validUTF8 reports whether the whole source is UTF-8, as RFC 8259 section 8.1 demands. Once that is known, strings need
// only be searched for quotes, escapes and control characters.
func (s *scanner) validUTF8() bool {
	return utf8.Valid(s.src) || s.notUTF8() >= 0
}

// space skips white space.
func (s *scanner) space(i int) int {
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

// colon skips from behind a name to the value.
func (s *scanner) colon(i int) int {
	if i < len(s.src) && s.src[i] != ':' {
		i = s.space(i)
	}
	if i >= len(s.src) || s.src[i] != ':' {
		return s.noColon(i)
	}
	return s.space(i + 1)
}

func (s *scanner) at(i int) byte {
	if i < len(s.src) {
		return s.src[i]
	}
	return 0
}

// tooDeep refuses nesting below the limit; depth is that of the container that begins at i.
func (s *scanner) tooDeep(i, depth int) bool {
	if depth > s.maxDepth {
		s.fail(i, "nested deeper than %d", s.maxDepth)
		return true
	}
	return false
}

// end checks that nothing but white space follows.
func (s *scanner) end(i int) int {
	if i = s.space(i); i < len(s.src) {
		return s.noEnd(i)
	}
	return i
}
