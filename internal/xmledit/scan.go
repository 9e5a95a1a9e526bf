// Package xmledit strips requests and reshapes responses in XML.
package xmledit

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// scanner reads a document of XML 1.0 with namespaces, one token after the other, and refuses what is not well formed
// by either recommendation. It is the project's own because the rewriters need the offsets of each tag and attribute
// and next to no time. The tests hold it to encoding/xml: whatever a strict scan accepts, that reads the same way.
//
// Only what a document can say without a DOCTYPE is accepted: five entities, no defaults, no external parts. Every step
// takes time in proportion to the bytes read, whatever they are, and memory is bounded by maxDepth, maxAttributes and
// maxBound.
type scanner struct {
	src      []byte
	maxDepth int
	strict   bool // refuse names that only the fifth edition of XML 1.0 allows: many parsers follow the fourth
	err      *problem.Error

	// The last token is src[start:pos].
	start, pos int
	plain      bool // of text: no reference in it
	tag        startTag

	declared int           // where the XML declaration ends, 0 if there is none
	open     []openElement // the elements that are open
	bound    []binding
	rooted   bool        // the root element has been met
	closing  bool        // the last tag was that of an empty element, so its end comes next
	closed   openElement // the last element closed
	twice    duplicateFinder
}

// openElement is an open element.
type openElement struct {
	start, end int // of its name
	bound      int // how many prefixes were bound outside it
}

// tokenKind is a kind of token.
type tokenKind uint8

const (
	tokenBad     tokenKind = iota // the document is not well formed, scanner.err says why; no token comes after
	tokenEOF                      // nor after this
	tokenStart                    // a start tag; for an empty element too, and then an tokenEnd without bytes comes after
	tokenEnd                      // an end tag; its element is no longer open
	tokenText                     // a run of text up to the next <
	tokenCData                    // a CDATA section
	tokenComment                  // a comment
	tokenPI                       // a processing instruction, or the XML declaration
)

// reset makes s ready for another document, or lets go of one; it keeps its memory.
func (s *scanner) reset(src []byte, maxDepth int) {
	s.src, s.maxDepth, s.err, s.declared = src, maxDepth, nil, 0
	clear(s.tag.attrs[:cap(s.tag.attrs)])
	clear(s.bound[:cap(s.bound)])
	s.rewind(0)
}

// rewind goes back to offset at, outside the root.
func (s *scanner) rewind(at int) {
	s.start, s.pos, s.rooted, s.closing = at, at, false, false
	s.open, s.bound = s.open[:0], s.bound[:0]
}

// fail refuses the document for what stands at the given offset. It returns false, for its callers to return.
func (s *scanner) fail(at int, format string, args ...any) bool {
	return s.refuse(problem.MalformedBody, at, format, args...)
}

func (s *scanner) refuse(kind *problem.Kind, at int, format string, args ...any) bool {
	if s.err == nil {
		s.err = edit.ProblemAt(kind, "XML", s.src, at, format, args...)
	}
	return false
}

// next reads a token.
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

// closeTo reads on until no more than depth elements are open.
func (s *scanner) closeTo(depth int) bool {
	for len(s.open) > depth {
		if s.next() == tokenBad {
			return false
		}
	}
	return true
}

// toRoot reads up to the start tag of the root, toEnd what comes behind the root.
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

// skip reads on behind the end of the element whose start tag has just been read.
func (s *scanner) skip() bool { return s.closeTo(len(s.open) - 1) }

// at returns the byte at offset i, or 0, which no document holds, past the end.
func (s *scanner) at(i int) byte {
	if i < len(s.src) {
		return s.src[i]
	}
	return 0
}

func (s *scanner) has(i int, text string) bool {
	return len(s.src)-i >= len(text) && string(s.src[i:i+len(text)]) == text
}

// space returns where the white space at i ends.
func (s *scanner) space(i int) int {
	for i < len(s.src) && charClass[s.src[i]]&whiteSpace != 0 {
		i++
	}
	return i
}

// white returns where the white space directly before offset i begins.
func (s *scanner) white(i int) int {
	for i > 0 && charClass[s.src[i-1]]&whiteSpace != 0 {
		i--
	}
	return i
}
