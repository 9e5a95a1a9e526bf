package xmledit

import (
	"bytes"
	"testing"
	"unicode/utf8"
)

// The scanner reads text and characters eight bytes at a time. A byte or two of every kind at every place of a word, behind and
// before all kinds of others, must be found as if it read byte by byte.
func TestCharsAtEveryOffset(t *testing.T) {
	kinds := []string{"<", "&", "]", ">", "\x00", "\x1f", "\t", "\r", "\n", " ", "!", ";", "=", "'", "%", "\\", "^", "\x7f", "å", "\u2028", "\uFFFD", "\uFFFE", "\uFFFF", "\U0001FFFF",
		"\x80", "\xff", "\xc3", "\xef\xbf", "\xed\xa0\x80", "\xbc", "\xa6", "\xdd", "\xa0"}
	for _, filling := range []string{"x", " ", "\x20\x21", ";=", "\\^", "\u00e5"} {
		for length := range 18 {
			for at := range length + 1 {
				for _, a := range kinds {
					for _, b := range kinds {
						src := []byte(repeated(filling, at) + a + b + repeated(filling, length-at))
						for _, from := range []int{0, 1, min(7, len(src))} {
							if got, want := textEnd(src, from), slowTextEnd(src, from); got != want {
								t.Fatalf("textEnd(%q, %d) is %d, want %d", src, from, got, want)
							}
						}
						if got, want := firstIllegal(src), slowFirstIllegal(src); got != want {
							t.Fatalf("firstIllegal(%q) is %d, want %d", src, got, want)
						}
					}
				}
			}
		}
	}
}

// repeated returns text, repeated up to a length of at least n bytes.
func repeated(text string, n int) string {
	return string(bytes.Repeat([]byte(text), (n+len(text)-1)/len(text)))
}

func slowTextEnd(src []byte, i int) int {
	if end := bytes.IndexAny(src[i:], "<&]"); end >= 0 {
		return i + end
	}
	return len(src)
}

func slowFirstIllegal(src []byte) int {
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return i
		}
		i += size
	}
	return -1
}
