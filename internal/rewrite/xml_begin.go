package rewrite

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// begin reads what decides how all the rest is to be read: the encoding and the XML declaration. It then looks at every
// character, so that the scanner need not.
func (s *xmlScan) begin() bool {
	// A NUL among the first bytes is another encoding: UTF-16 or UTF-32, with or without their mark.
	head := s.src[:min(4, len(s.src))]
	if bytes.HasPrefix(head, []byte("\xFE\xFF")) || bytes.HasPrefix(head, []byte("\xFF\xFE")) ||
		bytes.IndexByte(head, 0) >= 0 {
		s.refuse(fault.UnsupportedCharset, 0, "the document is not in UTF-8")
		return false
	}
	ascii, ok := s.declaration()
	if !ok {
		return false
	}
	if at := xmlIllegal(s.src); at >= 0 {
		return s.fail(at, "not UTF-8, or a character that XML does not allow")
	}
	if ascii {
		// Whoever takes the declaration at its word would read other characters than the scanner does.
		for i, c := range s.src {
			if c >= 0x80 {
				return s.fail(i, "not US-ASCII, which the document says it is in")
			}
		}
	}
	return true
}

// declaration reads the XML declaration, if the document has one (XML 1.0 section 2.8), and reports whether it names
// US-ASCII. Its version has to be 1.0.
func (s *xmlScan) declaration() (ascii, ok bool) {
	i := s.pos
	if !s.has(i, "<?xml") || xmlClass[s.at(i+5)]&xmlWhite == 0 {
		return false, true
	}
	version, i := s.pseudo(i+5, "version")
	if i < 0 || string(version) != "1.0" {
		return false, s.fail(s.pos, "an XML declaration without version 1.0")
	}
	if encoding, end := s.pseudo(i, "encoding"); end >= 0 {
		i = end
		switch ascii = names.Equal(encoding, "US-ASCII"); {
		case !xmlEncodingName(encoding):
			return false, s.fail(s.pos, "an XML declaration whose encoding is not a name")
		case !ascii && !names.Equal(encoding, "UTF-8"):
			s.refuse(fault.UnsupportedCharset, s.pos, "the document is declared to be in %s", fault.Quote(encoding))
			return false, false
		}
	}
	if standalone, end := s.pseudo(i, "standalone"); end >= 0 {
		i = end
		if string(standalone) != "yes" && string(standalone) != "no" {
			return false, s.fail(s.pos, "an XML declaration whose standalone is neither yes nor no")
		}
	}
	if i = s.space(i); !s.has(i, "?>") {
		return false, s.fail(s.pos, "an XML declaration that is not well formed")
	}
	s.declared = i + 2
	return ascii, true
}

// pseudo reads white space, the given name, an equals sign and a quoted value; end is -1 if that is not what is there.
func (s *xmlScan) pseudo(i int, name string) (value []byte, end int) {
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

// xmlEncodingName reports whether b is an EncName (XML 1.0 section 4.3.3).
func xmlEncodingName(b []byte) bool {
	for i, c := range b {
		if xmlClass[c]&xmlNamePart == 0 || i == 0 && (xmlClass[c]&xmlNameStart == 0 || c == '_') {
			return false
		}
	}
	return len(b) > 0
}
