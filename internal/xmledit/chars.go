package xmledit

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// The ASCII characters that the XML scanner treats each in its own way.
const (
	xmlWhite     = 1 << iota // white space (XML 1.0 section 2.3)
	xmlNameStart             // may begin a name, the colon apart, which is the scanner's to see
	xmlNamePart              // may stand in a name
	xmlTextStop              // ends a run of text that needs no second look
	xmlValueStop             // ends such a run in an attribute's value
)

var xmlClass = func() (class [256]uint8) {
	for c := range class {
		switch c := byte(c); {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
			class[c] = xmlNameStart | xmlNamePart
		case '0' <= c && c <= '9', c == '-', c == '.':
			class[c] = xmlNamePart
		case c == ' ', c == '\t', c == '\r', c == '\n':
			class[c] = xmlWhite
		case c == '<', c == '&':
			class[c] = xmlTextStop | xmlValueStop
		case c == ']':
			class[c] = xmlTextStop
		case c == '"', c == '\'':
			class[c] = xmlValueStop
		}
	}
	return class
}()

// xmlChar reports whether r is a character that a document may hold (Char, XML 1.0 section 2.2).
func xmlChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || 0x20 <= r && r <= 0xD7FF || 0xE000 <= r && r <= 0xFFFD ||
		0x10000 <= r && r <= utf8.MaxRune
}

// xmlIllegal returns the offset of the first byte that is not UTF-8, or of the first character that no document may
// hold, or -1. It goes ahead of the scanner, which then only has to look for what ends a construct.
func xmlIllegal(src []byte) int {
	if !utf8.Valid(src) {
		for i := 0; ; {
			r, size := utf8.DecodeRune(src[i:])
			if !xmlChar(r) || r == utf8.RuneError && size == 1 {
				return i
			}
			i += size
		}
	}
	// What is UTF-8 and no character of XML is either below U+0020, and found eight bytes at a time as in jsonScanner.str,
	for i := 0; i < len(src); {
		if i+8 <= len(src) {
			w := binary.LittleEndian.Uint64(src[i:])
			hit := (w - 0x2020202020202020) &^ w & 0x8080808080808080
			if hit == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(hit) / 8
		}
		if src[i] < 0x20 && xmlClass[src[i]]&xmlWhite == 0 {
			return i
		}
		i++
	}
	// or one of U+FFFE and U+FFFF, which are EF BF BE and EF BF BF.
	for i := 0; ; i += 2 {
		at := bytes.Index(src[i:], []byte("\xEF\xBF"))
		if at < 0 {
			return -1
		}
		if i += at; src[i+2] >= 0xBE {
			return i
		}
	}
}
