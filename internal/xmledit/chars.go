package xmledit

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// The classes of ASCII characters.
const (
	whiteSpace = 1 << iota // white space (XML 1.0 section 2.3)
	nameStart              // may begin a name; the scanner handles the colon itself
	namePart               // may be part of a name
	textStop               // may end a run of text
	valueStop              // may end a run of an attribute value
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

// isChar reports whether r is allowed in a document (Char, XML 1.0 section 2.2).
func isChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || 0x20 <= r && r <= 0xD7FF || 0xE000 <= r && r <= 0xFFFD ||
		0x10000 <= r && r <= utf8.MaxRune
}

// firstIllegal returns the offset of the first byte that is not UTF-8 or character that is not allowed, or -1. After it, the
// scanner only needs to find the end of each construct.
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

// isLegal reports whether src is UTF-8 and all its characters are allowed. In valid UTF-8 only control characters below
// U+0020, U+FFFE and U+FFFF are not.
func isLegal(src []byte) bool {
	i, all := 0, uint64(0)
	for ; i+8 <= len(src); i += 8 {
		w := binary.LittleEndian.Uint64(src[i:])
		all |= w
		// The high bits of all bytes below 0x20, and possibly of a 0x20 that follows one because of the borrow.
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
	if !utf8.Valid(src) {
		return false
	}
	// U+FFFE and U+FFFF are EF BF BE and EF BF BF.
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

// Eight bytes are examined at once: eachByte times c is a word of eight bytes c, and highBits masks the top bit of each byte.
const (
	eachByte = 0x0101010101010101
	highBits = 0x80 * eachByte
)

// textEnd returns the offset of the next <, & or ] at or after i, or the end of src.
func textEnd(src []byte, i int) int {
	for ; i+8 <= len(src); i += 8 {
		w := binary.LittleEndian.Uint64(src[i:])
		less, and, bracket := w^'<'*eachByte, w^'&'*eachByte, w^']'*eachByte
		// Subtracting one from a zero byte sets its high bit. The borrow may set higher ones too, but the lowest is right.
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
