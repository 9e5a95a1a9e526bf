package problem

import (
	"strings"
	"testing"
)

func TestQuote(t *testing.T) {
	x := strings.Repeat("x", 60)
	for text, want := range map[string]string{
		"":                             `""`,
		"a\r\nb\x00\"":                 `"a\r\nb\x00\""`,
		x + "1234":                     `"` + x + `1234"`,
		x + "12345":                    `"` + x + `1234"…`,
		x + "123\u00e6":                `"` + x + `123"…`,
		x + "1\U0001F600":              `"` + x + `1"…`,
		x + "\x80\x80\x80\x80\x80\x80": `"` + x + `"…`,
	} {
		if got := Quote(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
		if got := Quote([]byte(text)); got != want {
			t.Errorf("%q, in bytes: %s, want %s", text, got, want)
		}
	}
}
