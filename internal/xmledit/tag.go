package xmledit

import (
	"bytes"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// maxAttributes is the maximum number of attributes of an element. It bounds the memory of a scanner.
const maxAttributes = 256

// startTag is a start tag.
type startTag struct {
	name  qname
	attrs []attr
	end   int // of the last attribute, or of the name if there is none
}

// qname is a qualified name in the source. If it has no prefix, local equals start.
type qname struct{ start, local, end int }

func (n qname) prefixed() bool { return n.local > n.start }

// attr is an attribute of a start tag.
type attr struct {
	from       int // the start of the white space before it
	name       qname
	start, end int      // of the value, without the quotes
	space      *binding // the binding of its prefix, nil if it has none
}

// prefix returns the prefix of a name that has one.
func (s *scanner) prefix(n qname) []byte { return s.src[n.start : n.local-1] }

func (s *scanner) localName(n qname) []byte { return s.src[n.local:n.end] }

// local returns the local name in the last start tag.
func (s *scanner) local() []byte { return s.localName(s.tag.name) }

func (s *scanner) startTag() bool {
	if len(s.open) == 0 && s.rooted {
		return s.fail(s.pos, "a second root element")
	}
	if len(s.open) == s.maxDepth {
		return s.fail(s.pos, "nested deeper than %d", s.maxDepth)
	}
	s.rooted = true
	s.tag.attrs = s.tag.attrs[:0]
	// Most tags are just an ASCII name.
	src, start := s.src, s.pos+1
	i := start
	for i < len(src) && charClass[src[i]]&namePart != 0 {
		i++
	}
	if i > start && i < len(src) && src[i] == '>' && charClass[src[start]]&nameStart != 0 {
		s.tag.name, s.tag.end, s.pos = qname{start, start, i}, i, i+1
		s.open = append(s.open, openElement{start, i, len(s.bound)})
		return true
	}
	name, ok := s.qname(start)
	if !ok {
		return false
	}
	s.tag.name, s.tag.end = name, name.end
	i = name.end
	for s.at(i) != '>' {
		at := s.space(i)
		switch c := s.at(at); {
		case c == '>':
			i = at
			continue
		case c == '/':
			if s.at(at+1) != '>' {
				return s.fail(at, "a tag with a / that does not end it")
			}
			s.closing = true
			i = at + 1
			continue
		case at == i:
			return s.fail(i, "a tag that is not closed, or no white space before an attribute")
		}
		if i = s.attribute(i, at); i < 0 {
			return false
		}
		s.tag.end = i
	}
	s.pos = i + 1
	s.open = append(s.open, openElement{name.start, name.end, len(s.bound)})
	if len(s.tag.attrs) > 0 || name.prefixed() {
		return s.bind()
	}
	return true
}

// attribute reads an attribute, whose name is at i and the white space before it at from. It returns the attribute's end, or
// -1.
func (s *scanner) attribute(from, i int) int {
	name, ok := s.qname(i)
	if !ok {
		return -1
	}
	i = s.space(name.end)
	if s.at(i) != '=' {
		s.fail(i, "an attribute without a value")
		return -1
	}
	i = s.space(i + 1)
	quote := s.at(i)
	if quote != '"' && quote != '\'' {
		s.fail(i, "an attribute's value without quotes")
		return -1
	}
	start := i + 1
	for i = start; s.at(i) != quote; {
		switch {
		case i >= len(s.src):
			s.fail(start, "an attribute's value that is not closed")
			return -1
		case charClass[s.src[i]]&valueStop == 0:
			i++
		case s.src[i] == '<':
			s.fail(i, "< in an attribute's value; it is written &lt;")
			return -1
		case s.src[i] == '&':
			if i = s.reference(i); i < 0 {
				return -1
			}
		default: // the other quote
			i++
		}
	}
	if len(s.tag.attrs) == maxAttributes {
		s.fail(from, "an element with more than %d attributes", maxAttributes)
		return -1
	}
	s.tag.attrs = append(s.tag.attrs, attr{from: from, name: name, start: start, end: i})
	return i + 1
}

func (s *scanner) endTag() bool {
	if len(s.open) == 0 {
		return s.fail(s.pos, "an end tag without a start tag")
	}
	top := s.open[len(s.open)-1]
	name := s.src[top.start:top.end]
	i := s.pos + len("</")
	if !bytes.HasPrefix(s.src[i:], name) {
		return s.fail(s.pos, "an end tag that is not that of %s", problem.Quote(name))
	}
	if i = s.space(i + len(name)); s.at(i) != '>' {
		return s.fail(s.pos, "an end tag that is not that of %s", problem.Quote(name))
	}
	s.pos = i + 1
	s.pop()
	return true
}

// pop closes the innermost element and removes its bindings.
func (s *scanner) pop() {
	top := len(s.open) - 1
	s.closed = s.open[top]
	s.unbind(s.closed.bound)
	s.open = s.open[:top]
}

// qname reads a qualified name (Namespaces in XML 1.0 section 4).
func (s *scanner) qname(i int) (n qname, ok bool) {
	n = qname{start: i, local: i, end: s.ncname(i)}
	if n.end >= 0 && s.at(n.end) == ':' {
		n.local = n.end + 1
		n.end = s.ncname(n.local)
	}
	if n.end < 0 {
		return n, false
	}
	if s.at(n.end) == ':' {
		return n, s.fail(n.end, "a name with two colons")
	}
	return n, true
}

// ncname reads a name without a colon (Namespaces in XML 1.0 section 4) and returns its end, or -1.
func (s *scanner) ncname(i int) int {
	first := charClass[s.at(i)]&nameStart != 0
	at := i
	for at < len(s.src) {
		c := s.src[at]
		if charClass[c]&namePart != 0 {
			at++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, size := utf8.DecodeRune(s.src[at:])
		start, part := nameRune(r)
		if !part {
			break
		}
		if s.strict {
			oldStart, oldPart := oldNameRune(r)
			if !oldPart || at == i && start && !oldStart {
				s.fail(at, "the character %U in a name, which not every edition of XML 1.0 allows there", r)
				return -1
			}
		}
		if at == i {
			first = start
		}
		at += size
	}
	if !first {
		if s.src[i-1] == '<' {
			s.fail(i, "a < that does not begin a tag; by itself it is written &lt;")
			return -1
		}
		s.fail(i, "a missing or invalid name")
		return -1
	}
	return at
}
