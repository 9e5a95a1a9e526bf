package edit

import "bytes"

// HexDigit returns the value of a hexadecimal digit, or -1.
func HexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// IsUTF16 reports whether src begins like text in UTF-16 or UTF-32, with or without a byte-order mark.
func IsUTF16(src []byte) bool {
	head := src[:min(4, len(src))]
	return bytes.HasPrefix(head, []byte("\xFE\xFF")) || bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.IndexByte(head, 0) >= 0
}

// BOM is the byte-order mark of UTF-8.
var BOM = []byte("\xEF\xBB\xBF")

// MaxResponseDepth is the maximum depth of a response that is reshaped.
const MaxResponseDepth = 512
