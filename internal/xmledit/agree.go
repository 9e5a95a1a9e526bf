package xmledit

import (
	"bytes"
	"encoding/xml"
	"io"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// xmlAgree reads the whole document with two readers side by side, the project's scanner and the strict tokenizer of
// encoding/xml, and accepts it only if both do and see the same tokens end at the same offsets. What gets past it can't
// be read in two ways by these two, which is what a guard has to fear of a parser. The scanner goes first, so that its
// limits hold for the other too, which has none.
//
// The tokens are compared raw: that tags nest and prefixes are bound, the scanner checks, and the names that it checks
// are those that the other reads.
//
// It reports whether the root has a child element named record. The scanner is then back at the start.
func xmlAgree(s *xmlScan, other *xml.Decoder, record string) (wrapped, ok bool) {
	start := s.pos
	for {
		kind := s.next()
		if kind == xmlBad {
			return false, false
		}
		token, err := other.RawToken()
		if kind == xmlEOF && err == io.EOF {
			s.rewind(start)
			return wrapped, true
		}
		if err != nil || other.InputOffset() != int64(s.pos) || !xmlSameToken(s, kind, token) {
			return false, s.fail(s.start, "not read alike by the two readers that have to agree")
		}
		if kind == xmlStart && len(s.open) == 2 && names.Equal(s.local(), record) {
			wrapped = true
		}
	}
}

// xmlSameToken reports whether encoding/xml calls a token what the scanner calls it.
func xmlSameToken(s *xmlScan, kind xmlKind, token xml.Token) bool {
	switch token := token.(type) {
	case xml.StartElement:
		return kind == xmlStart && len(token.Attr) == len(s.tag.attrs) &&
			xmlSameName(s.src[s.tag.name.start:s.tag.name.end], token.Name)
	case xml.EndElement:
		return kind == xmlEnd && xmlSameName(s.src[s.closed.start:s.closed.end], token.Name)
	case xml.CharData:
		return kind == xmlText || kind == xmlCData
	case xml.Comment:
		return kind == xmlComment
	case xml.ProcInst:
		return kind == xmlPI
	}
	return false
}

func xmlSameName(name []byte, other xml.Name) bool {
	if other.Space == "" {
		return string(name) == other.Local
	}
	prefix, local, ok := bytes.Cut(name, []byte(":"))
	return ok && string(prefix) == other.Space && string(local) == other.Local
}

// newXMLDecoder returns the reader that has to agree. It is strict unless told otherwise.
func newXMLDecoder(src []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(src))
	// A document that begin has accepted is UTF-8 as it is, whatever its declaration says.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	return d
}
