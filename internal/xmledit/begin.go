package xmledit

import (
	"bytes"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/charset"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// begin checks the encoding, reads the XML declaration and validates every character, so that the rest of the scanner need
// not.
func (s *scanner) begin() bool {
	if edit.IsUTF16(s.src) {
		return s.refuse(problem.UnsupportedCharset, 0, "UTF-16 or UTF-32, not UTF-8: "+charset.Advice)
	}
	encoding, ok := s.declaration()
	if !ok {
		return false
	}
	if charset.CharsetOf(encoding) == charset.SingleByte {
		// A parser that obeys the declaration would read other characters than the scanner does.
		if at := charset.FirstNonASCII(s.src); at >= 0 {
			return s.refuse(problem.UnsupportedCharset, at, "the document is declared to be in %s and is not all ASCII: send UTF-8",
				problem.Quote(encoding))
		}
	}
	if at := firstIllegal(s.src); at >= 0 {
		if r, size := utf8.DecodeRune(s.src[at:]); r != utf8.RuneError || size > 1 {
			return s.fail(at, "the character %U, which XML does not allow", r)
		}
		return s.fail(at, "not UTF-8: "+charset.Advice)
	}
	return true
}

// declaration reads the XML declaration (XML 1.0 section 2.8), if the document has one, and returns the encoding it names,
// if any. The version must be 1.0.
func (s *scanner) declaration() (encoding []byte, ok bool) {
	i := s.pos
	if !s.has(i, "<?xml") || charClass[s.at(i+5)]&whiteSpace == 0 {
		return nil, true
	}
	version, i := s.pseudo(i+5, "version")
	if i < 0 || string(version) != "1.0" {
		return nil, s.fail(s.pos, "an XML declaration without version 1.0")
	}
	if name, end := s.pseudo(i, "encoding"); end >= 0 {
		i, encoding = end, name
		if !isEncodingName(encoding) {
			return nil, s.fail(s.pos, "an XML declaration whose encoding is not a name")
		}
		if charset.CharsetOf(encoding) == charset.UnsupportedCharset {
			return nil, s.refuse(problem.UnsupportedCharset, s.pos, "the document is declared to be in %s: send UTF-8", problem.Quote(encoding))
		}
	}
	if standalone, end := s.pseudo(i, "standalone"); end >= 0 {
		i = end
		if string(standalone) != "yes" && string(standalone) != "no" {
			return nil, s.fail(s.pos, "an XML declaration whose standalone is neither yes nor no")
		}
	}
	if i = s.space(i); !s.has(i, "?>") {
		return nil, s.fail(s.pos, "an XML declaration that is not well formed")
	}
	s.declared = i + 2
	return encoding, true
}

// pseudo reads a pseudo-attribute of the XML declaration, with the white space before it, and returns its value and its end.
// end is -1 if there is no such attribute at i.
func (s *scanner) pseudo(i int, name string) (value []byte, end int) {
	at := s.space(i)
	if at == i || !s.has(at, name) {
		return nil, -1
	}
	at = s.space(at + len(name))
	if s.at(at) != '=' {
		return nil, -1
	}
	at = s.space(at + 1)
	quote := s.at(at)
	if quote != '"' && quote != '\'' {
		return nil, -1
	}
	n := bytes.IndexByte(s.src[at+1:], quote)
	if n < 0 {
		return nil, -1
	}
	return s.src[at+1 : at+1+n], at + n + 2
}

// isEncodingName reports whether b is an EncName (XML 1.0 section 4.3.3).
func isEncodingName(b []byte) bool {
	for i, c := range b {
		if charClass[c]&namePart == 0 || i == 0 && (charClass[c]&nameStart == 0 || c == '_') {
			return false
		}
	}
	return len(b) > 0
}
