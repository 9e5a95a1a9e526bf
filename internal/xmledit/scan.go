// Package xmledit strips requests and reshapes responses in XML (contract sections 4 and 5).
package xmledit

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// scanner reads the tokens of an XML document. It refuses a document that is not well formed by XML 1.0 or Namespaces in XML
// 1.0. encoding/xml is not used because the editors need the offset of each tag and attribute, and little overhead. The tests
// check that encoding/xml reads every document that a strict scanner accepts in the same way.
//
// A DOCTYPE is refused, so there are only the five predefined entities, no default attributes and nothing external. Time is
// linear in the size of any document, and memory is bounded by maxDepth, maxAttributes and maxBound.
type scanner struct {
	src      []byte
	maxDepth int
	strict   bool // refuse names that only the fifth edition of XML 1.0 allows, as many parsers follow the fourth
	err      *problem.Error

	// The last token is src[start:pos].
	start, pos int
	plain      bool // the last token is text without references
	tag        startTag

	declared int           // the end of the XML declaration, or 0
	open     []openElement // the open elements, outermost first
	bound    []binding
	rooted   bool        // the root element has been read
	closing  bool        // the last tag was that of an empty element, so tokenEnd is next
	closed   openElement // the element closed last
}

// openElement is an open element.
type openElement struct {
	start, end int // of the name
	bound      int // the number of bindings outside the element
}

// tokenKind is a kind of token.
type tokenKind uint8

const (
	tokenBad     tokenKind = iota // the document is refused, see scanner.err; there are no more tokens
	tokenEOF                      // the end of the document
	tokenStart                    // a start tag, or the tag of an empty element, which an empty tokenEnd follows
	tokenEnd                      // an end tag; its element is already closed
	tokenText                     // text up to the next <
	tokenCData                    // a CDATA section
	tokenComment                  // a comment
	tokenPI                       // a processing instruction, or the XML declaration
)

// reset prepares s for another document, or releases the last one if src is nil. It keeps the allocated memory.
func (s *scanner) reset(src []byte, maxDepth int) {
	s.src, s.maxDepth, s.err, s.declared = src, maxDepth, nil, 0
	clear(s.tag.attrs[:cap(s.tag.attrs)])
	clear(s.bound[:cap(s.bound)])
	s.rewind(0)
}

// rewind moves the scanner back to offset at, which must be outside the root element.
func (s *scanner) rewind(at int) {
	s.start, s.pos, s.rooted, s.closing = at, at, false, false
	s.open, s.bound = s.open[:0], s.bound[:0]
}

// fail refuses the document as malformed at the given offset. It returns false for its callers to return.
func (s *scanner) fail(at int, format string, args ...any) bool {
	return s.refuse(problem.MalformedBody, at, format, args...)
}

func (s *scanner) refuse(kind *problem.Kind, at int, format string, args ...any) bool {
	if s.err == nil {
		s.err = edit.ProblemAt(kind, "XML", s.src, at, format, args...)
	}
	return false
}

// next reads the next token.
func (s *scanner) next() tokenKind {
	s.start = s.pos
	switch {
	case s.closing:
		s.closing = false
		s.pop()
		return tokenEnd
	case s.pos == len(s.src):
		return s.end()
	case s.src[s.pos] != '<':
		return s.token(tokenText, s.text())
	}
	switch s.at(s.pos + 1) {
	case '/':
		return s.token(tokenEnd, s.endTag())
	case '?':
		return s.token(tokenPI, s.instruction())
	case '!':
		if s.has(s.pos, "<!--") {
			return s.token(tokenComment, s.comment())
		}
		if s.has(s.pos, "<![CDATA[") {
			return s.token(tokenCData, s.cdata())
		}
		s.fail(s.pos, "a DOCTYPE, or another declaration that is not accepted")
		return tokenBad
	}
	return s.token(tokenStart, s.startTag())
}

func (s *scanner) token(kind tokenKind, ok bool) tokenKind {
	if !ok {
		return tokenBad
	}
	return kind
}

func (s *scanner) end() tokenKind {
	switch {
	case len(s.open) > 0:
		top := s.open[len(s.open)-1]
		s.fail(s.pos, "the document ends inside %s", problem.Quote(s.src[top.start:top.end]))
		return tokenBad
	case !s.rooted:
		s.fail(s.pos, "the document has no root element")
		return tokenBad
	}
	return tokenEOF
}

// closeTo reads until no more than depth elements are open.
func (s *scanner) closeTo(depth int) bool {
	for len(s.open) > depth {
		if s.next() == tokenBad {
			return false
		}
	}
	return true
}

// toRoot reads up to and including the start tag of the root.
func (s *scanner) toRoot() bool {
	for {
		switch s.next() {
		case tokenStart:
			return true
		case tokenBad:
			return false
		}
	}
}

// toEnd reads what follows the root.
func (s *scanner) toEnd() bool {
	for {
		switch s.next() {
		case tokenEOF:
			return true
		case tokenBad:
			return false
		}
	}
}

// skip reads to the end of the element whose start tag has just been read.
func (s *scanner) skip() bool { return s.closeTo(len(s.open) - 1) }

// at returns the byte at offset i. Past the end it returns 0, which no document contains.
func (s *scanner) at(i int) byte {
	if i < len(s.src) {
		return s.src[i]
	}
	return 0
}

func (s *scanner) has(i int, text string) bool {
	return len(s.src)-i >= len(text) && string(s.src[i:i+len(text)]) == text
}

// space returns the end of the white space at offset i.
func (s *scanner) space(i int) int {
	for i < len(s.src) && charClass[s.src[i]]&whiteSpace != 0 {
		i++
	}
	return i
}

// white returns the start of the white space directly before offset i.
func (s *scanner) white(i int) int {
	for i > 0 && charClass[s.src[i-1]]&whiteSpace != 0 {
		i--
	}
	return i
}
