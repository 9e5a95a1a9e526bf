// Package xmledit strips requests and reshapes responses in XML.
package xmledit

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// xmlScan reads a document of XML 1.0 with namespaces, one token after the other, and refuses what is not well formed
// by either recommendation. It is the project's own because the rewriters need the offsets of each tag and attribute
// and next to no time. The tests hold it to encoding/xml: whatever a strict scan accepts, that reads the same way.
//
// Only what a document can say without a DOCTYPE is accepted: five entities, no defaults, no external parts. Every step
// takes time in proportion to the bytes read, whatever they are, and memory is bounded by maxDepth, xmlMaxAttributes and
// xmlMaxBound.
type xmlScan struct {
	src      []byte
	maxDepth int
	strict   bool // refuse names that only the fifth edition of XML 1.0 allows: many parsers follow the fourth
	err      *problem.Error

	// The last token is src[start:pos].
	start, pos int
	plain      bool // of text: no reference in it
	tag        xmlTag

	declared int       // where the XML declaration ends, 0 if there is none
	open     []xmlOpen // the elements that are open
	bound    []xmlBinding
	rooted   bool    // the root element has been met
	closing  bool    // the last tag was that of an empty element, so its end comes next
	closed   xmlOpen // the last element closed
	twice    xmlTwice
}

// xmlOpen is an open element.
type xmlOpen struct {
	start, end int // of its name
	bound      int // how many prefixes were bound outside it
}

// xmlKind is a kind of token.
type xmlKind uint8

const (
	xmlBad     xmlKind = iota // the document is not well formed, xmlScan.err says why; no token comes after
	xmlEOF                    // nor after this
	xmlStart                  // a start tag; for an empty element too, and then an xmlEnd without bytes comes after
	xmlEnd                    // an end tag; its element is no longer open
	xmlText                   // a run of text up to the next <
	xmlCData                  // a CDATA section
	xmlComment                // a comment
	xmlPI                     // a processing instruction, or the XML declaration
)

// reset makes s ready for another document, or lets go of one; it keeps its memory.
func (s *xmlScan) reset(src []byte, maxDepth int) {
	s.src, s.maxDepth, s.err, s.declared = src, maxDepth, nil, 0
	clear(s.tag.attrs[:cap(s.tag.attrs)])
	clear(s.bound[:cap(s.bound)])
	s.rewind(0)
}

// rewind goes back to offset at, outside the root.
func (s *xmlScan) rewind(at int) {
	s.start, s.pos, s.rooted, s.closing = at, at, false, false
	s.open, s.bound = s.open[:0], s.bound[:0]
}

// fail refuses the document for what stands at the given offset. It returns false, for its callers to return.
func (s *xmlScan) fail(at int, format string, args ...any) bool {
	return s.refuse(problem.MalformedBody, at, format, args...)
}

func (s *xmlScan) refuse(kind *problem.Kind, at int, format string, args ...any) bool {
	if s.err == nil {
		s.err = edit.ProblemAt(kind, "XML", s.src, at, format, args...)
	}
	return false
}

// next reads a token.
func (s *xmlScan) next() xmlKind {
	s.start = s.pos
	switch {
	case s.closing:
		s.closing = false
		s.pop()
		return xmlEnd
	case s.pos == len(s.src):
		return s.end()
	case s.src[s.pos] != '<':
		return s.token(xmlText, s.text())
	}
	switch s.at(s.pos + 1) {
	case '/':
		return s.token(xmlEnd, s.endTag())
	case '?':
		return s.token(xmlPI, s.instruction())
	case '!':
		if s.has(s.pos, "<!--") {
			return s.token(xmlComment, s.comment())
		}
		if s.has(s.pos, "<![CDATA[") {
			return s.token(xmlCData, s.cdata())
		}
		s.fail(s.pos, "a DOCTYPE, or another declaration that is not accepted")
		return xmlBad
	}
	return s.token(xmlStart, s.startTag())
}

func (s *xmlScan) token(kind xmlKind, ok bool) xmlKind {
	if !ok {
		return xmlBad
	}
	return kind
}

func (s *xmlScan) end() xmlKind {
	switch {
	case len(s.open) > 0:
		top := s.open[len(s.open)-1]
		s.fail(s.pos, "the document ends inside %s", problem.Quote(s.src[top.start:top.end]))
		return xmlBad
	case !s.rooted:
		s.fail(s.pos, "the document has no root element")
		return xmlBad
	}
	return xmlEOF
}

// closeTo reads on until no more than depth elements are open.
func (s *xmlScan) closeTo(depth int) bool {
	for len(s.open) > depth {
		if s.next() == xmlBad {
			return false
		}
	}
	return true
}

// toRoot reads up to the start tag of the root, toEnd what comes behind the root.
func (s *xmlScan) toRoot() bool {
	for {
		switch s.next() {
		case xmlStart:
			return true
		case xmlBad:
			return false
		}
	}
}

func (s *xmlScan) toEnd() bool {
	for {
		switch s.next() {
		case xmlEOF:
			return true
		case xmlBad:
			return false
		}
	}
}

// skip reads on behind the end of the element whose start tag has just been read.
func (s *xmlScan) skip() bool { return s.closeTo(len(s.open) - 1) }

// at returns the byte at offset i, or 0, which no document holds, past the end.
func (s *xmlScan) at(i int) byte {
	if i < len(s.src) {
		return s.src[i]
	}
	return 0
}

func (s *xmlScan) has(i int, text string) bool {
	return len(s.src)-i >= len(text) && string(s.src[i:i+len(text)]) == text
}

// space returns where the white space at i ends.
func (s *xmlScan) space(i int) int {
	for i < len(s.src) && xmlClass[s.src[i]]&xmlWhite != 0 {
		i++
	}
	return i
}

// white returns where the white space directly before offset i begins.
func (s *xmlScan) white(i int) int {
	for i > 0 && xmlClass[s.src[i-1]]&xmlWhite != 0 {
		i--
	}
	return i
}
