// Package jsonedit strips requests in JSON and JSON Patch, and reshapes responses in JSON.
package jsonedit

import (
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// scanner reads JSON (RFC 8259) in one pass. It validates every byte and builds no tree. The project has its own scanner
// because most values are kept or dropped as a whole, so that only their end and their validity matter. gjson is used off
// the request path, to look up values in the catalog file.
//
// Its methods take the offset of a construct and return the offset after it, or -1 after an error, which is then in err.
type scanner struct {
	src      []byte
	maxDepth int
	err      *problem.Error
	rows     rowGaps                              // of the container that is being skipped, with predictions from earlier ones
	name     []byte                               // a buffer for names with escapes
	objects  [edit.MaxResponseDepth/64 + 1]uint64 // one bit per open container, set for an object; see open
}

// reset prepares s for another document. It keeps the buffers and the predictions, neither of which affects a result.
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

// validUTF8 reports whether the source is UTF-8, which RFC 8259 section 8.1 requires. After this check, strings need only
// be searched for quotation marks, escapes and control characters.
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

// colon skips the colon after a name, and the white space around it.
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

// tooDeep refuses a container at i whose depth exceeds the limit.
func (s *scanner) tooDeep(i, depth int) bool {
	if depth > s.maxDepth {
		s.fail(i, "nested deeper than %d", s.maxDepth)
		return true
	}
	return false
}

// end checks that only white space follows.
func (s *scanner) end(i int) int {
	if i = s.space(i); i < len(s.src) {
		return s.noEnd(i)
	}
	return i
}
