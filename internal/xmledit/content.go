package xmledit

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// text, comment, cdata and instruction each read the token at s.pos and advance s.pos past it. begin has already validated
// the characters.

func (s *scanner) text() bool {
	if len(s.open) == 0 {
		if s.pos = s.space(s.pos); s.pos < len(s.src) && s.src[s.pos] != '<' {
			if c := s.src[s.pos]; !s.rooted && (c == '{' || c == '[') {
				return s.fail(s.pos, "the document looks like JSON; the Content-Type says XML")
			}
			return s.fail(s.pos, "text outside the root element")
		}
		return true
	}
	s.plain = true
	src, i := s.src, s.pos
	for {
		if i = textEnd(src, i); i == len(src) || src[i] == '<' {
			s.pos = i
			return true
		}
		if src[i] == '&' {
			s.plain = false
			if i = s.reference(i); i < 0 {
				return false
			}
			continue
		}
		if s.has(i, "]]>") {
			return s.fail(i, "]]> in text; it is written ]]&gt;")
		}
		i++
	}
}

func (s *scanner) comment() bool {
	i := s.pos + len("<!--")
	n := bytes.Index(s.src[i:], []byte("--"))
	if n < 0 {
		return s.fail(s.pos, "a comment that is not closed")
	}
	if s.at(i+n+2) != '>' {
		return s.fail(i+n, "-- in a comment")
	}
	s.pos = i + n + len("-->")
	return true
}

func (s *scanner) cdata() bool {
	if len(s.open) == 0 {
		return s.fail(s.pos, "a CDATA section outside the root element")
	}
	i := s.pos + len("<![CDATA[")
	n := bytes.Index(s.src[i:], []byte("]]>"))
	if n < 0 {
		return s.fail(s.pos, "a CDATA section that is not closed")
	}
	s.pos = i + n + len("]]>")
	return true
}

func (s *scanner) instruction() bool {
	if s.pos < s.declared {
		s.pos = s.declared
		return true
	}
	i := s.ncname(s.pos + len("<?"))
	if i < 0 {
		return false
	}
	if names.Equal(s.src[s.pos+len("<?"):i], "xml") {
		return s.fail(s.pos, "an XML declaration that is not well formed, or not at the very start")
	}
	if !s.has(i, "?>") && charClass[s.at(i)]&whiteSpace == 0 {
		return s.fail(i, "no white space after a processing instruction's target")
	}
	n := bytes.Index(s.src[i:], []byte("?>"))
	if n < 0 {
		return s.fail(s.pos, "a processing instruction that is not closed")
	}
	s.pos = i + n + len("?>")
	return true
}
