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
	if xmlLegal(src) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(src[i:])
		if !xmlChar(r) || r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
}

// xmlLegal reports whether src is UTF-8 and all its characters are ones that a document may hold.
func xmlLegal(src []byte) bool {
	// What is UTF-8 and no character of XML is either below U+0020
	i, all := 0, uint64(0)
	for ; i+8 <= len(src); i += 8 {
		w := binary.LittleEndian.Uint64(src[i:])
		all |= w
		// The high bit of each byte below 0x20, and perhaps of a blank behind one.
		for low := (w - 0x20*eachByte) &^ w & highBits; low != 0; low &= low - 1 {
			if xmlControl(src[i+bits.TrailingZeros64(low)/8]) {
				return false
			}
		}
	}
	for ; i < len(src); i++ {
		all |= uint64(src[i])
		if xmlControl(src[i]) {
			return false
		}
	}
	if all&highBits == 0 {
		return true
	}
	// or one of U+FFFE and U+FFFF, which are EF BF BE and EF BF BF.
	if !utf8.Valid(src) {
		return false
	}
	for {
		at := bytes.Index(src, []byte("\xEF\xBF"))
		if at < 0 {
			return true
		}
		if src[at+2] >= 0xBE {
			return false
		}
		src = src[at+3:]
	}
}

// xmlControl reports whether c is a control character that is not white space.
func xmlControl(c byte) bool { return c < ' ' && xmlClass[c]&xmlWhite == 0 }

// Words of eight bytes are looked at at once: eachByte times a byte is a word of that byte, and highBits are their top bits.
const (
	eachByte = 0x0101010101010101
	highBits = 0x80 * eachByte
)

// xmlTextEnd returns where the text at offset i ends, or something in it that needs a second look: the next <, & or ], or the
// end of src.
func xmlTextEnd(src []byte, i int) int {
	for ; i+8 <= len(src); i += 8 {
		w := binary.LittleEndian.Uint64(src[i:])
		less, and, bracket := w^'<'*eachByte, w^'&'*eachByte, w^']'*eachByte
		// A byte of these that is zero borrows, which shows in its high bit. The lowest to do so is right.
		stop := ((less-eachByte)&^less | (and-eachByte)&^and | (bracket-eachByte)&^bracket) & highBits
		if stop != 0 {
			return i + bits.TrailingZeros64(stop)/8
		}
	}
	for i < len(src) && xmlClass[src[i]]&xmlTextStop == 0 {
		i++
	}
	return i
}
