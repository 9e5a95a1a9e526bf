package explain

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// color is an SGR sequence (ECMA-48 section 8.3.117).
type color string

const (
	bold   color = "\x1b[1m"
	faint  color = "\x1b[2m"
	red    color = "\x1b[31m"
	green  color = "\x1b[32m"
	yellow color = "\x1b[33m"
	reset        = "\x1b[0m"
)

// painter writes text, in color for a terminal. It keeps the first error of its writer.
type painter struct {
	w      io.Writer
	colors bool
	err    error
}

func (p *painter) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// in returns text, made safe to print, in a color.
func (p *painter) in(c color, text string) string {
	text = printable(text)
	if !p.colors || text == "" {
		return text
	}
	return string(c) + text + reset
}

// pad returns text, made safe to print, in a color and padded with blanks to a width.
func (p *painter) pad(c color, text string, width int) string {
	text = printable(text)
	return p.in(c, text) + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(text)))
}

// printable escapes control characters and those that change the direction of text, so that nothing that a client or an
// API sent can steer the terminal.
func printable(text string) string {
	if !strings.ContainsFunc(text, steers) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case steers(c):
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteString(text[i : i+size])
		}
		i += size
	}
	return b.String()
}

func steers(c rune) bool {
	switch {
	case c < ' ', 0x7F <= c && c < 0xA0, c == utf8.RuneError:
		return true
	case 0x202A <= c && c <= 0x202E, 0x2066 <= c && c <= 0x2069, c == 0x200E, c == 0x200F:
		return true
	}
	return false
}
