package xmledit

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// The ASCII characters that the XML scanner treats each in its own way.
const (
	whiteSpace = 1 << iota // white space (XML 1.0 section 2.3)
	nameStart              // may begin a name, the colon apart, which is the scanner's to see
	namePart               // may stand in a name
	textStop               // ends a run of text that needs no second look
	valueStop              // ends such a run in an attribute's value
)

var charClass = func() (class [256]uint8) {
	for c := range class {
		switch c := byte(c); {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
			class[c] = nameStart | namePart
		case '0' <= c && c <= '9', c == '-', c == '.':
			class[c] = namePart
		case c == ' ', c == '\t', c == '\r', c == '\n':
			class[c] = whiteSpace
		case c == '<', c == '&':
			class[c] = textStop | valueStop
		case c == ']':
			class[c] = textStop
		case c == '"', c == '\'':
			class[c] = valueStop
		}
	}
	return class
}()

// isChar reports whether r is a character that a document may hold (Char, XML 1.0 section 2.2).
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || 0x20 <= r && r <= 0xD7FF || 0xE000 <= r && r <= 0xFFFD ||
		0x10000 <= r && r <= utf8.MaxRune
}

// firstIllegal returns the offset of the first byte that is not UTF-8, or of the first character that no document may
// hold, or -1. It goes ahead of the scanner, which then only has to look for what ends a construct.
func firstIllegal(src []byte) int {
	if isLegal(src) {
		return -1
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(src[i:])
		if !isChar(r) || r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
}

// isLegal reports whether src is UTF-8 and all its characters are ones that a document may hold.
func isLegal(src []byte) bool {
	// What is UTF-8 and no character of XML is either below U+0020
	i, all := 0, uint64(0)
	for ; i+8 <= len(src); i += 8 {
		w := binary.LittleEndian.Uint64(src[i:])
		all |= w
		// The high bit of each byte below 0x20, and perhaps of a blank behind one.
		for low := (w - 0x20*eachByte) &^ w & highBits; low != 0; low &= low - 1 {
			if isControl(src[i+bits.TrailingZeros64(low)/8]) {
				return false
			}
		}
	}
	for ; i < len(src); i++ {
		all |= uint64(src[i])
		if isControl(src[i]) {
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

// isControl reports whether c is a control character that is not white space.
func isControl(c byte) bool { return c < ' ' && charClass[c]&whiteSpace == 0 }

// Words of eight bytes are looked at at once: eachByte times a byte is a word of that byte, and highBits are their top bits.
const (
	eachByte = 0x0101010101010101
	highBits = 0x80 * eachByte
)

// textEnd returns where the text at offset i ends, or something in it that needs a second look: the next <, & or ], or the
// end of src.
func textEnd(src []byte, i int) int {
	for ; i+8 <= len(src); i += 8 {
		w := binary.LittleEndian.Uint64(src[i:])
		less, and, bracket := w^'<'*eachByte, w^'&'*eachByte, w^']'*eachByte
		// A byte of these that is zero borrows, which shows in its high bit. The lowest to do so is right.
		stop := ((less-eachByte)&^less | (and-eachByte)&^and | (bracket-eachByte)&^bracket) & highBits
		if stop != 0 {
			return i + bits.TrailingZeros64(stop)/8
		}
	}
	for i < len(src) && charClass[src[i]]&textStop == 0 {
		i++
	}
	return i
}
