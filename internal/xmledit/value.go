package xmledit

import (
	"bytes"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// entities lists the predefined entities (XML 1.0 section 4.6). Others would need a DOCTYPE.
var entities = [...]struct {
	name string
	char rune
}{{"amp;", '&'}, {"lt;", '<'}, {"gt;", '>'}, {"quot;", '"'}, {"apos;", '\''}}

// reference reads the reference whose & is at i and returns its end, or -1.
func (s *scanner) reference(i int) int {
	if _, size := parseReference(s.src[i+1:]); size > 0 {
		return i + 1 + size
	}
	s.fail(i, "an undefined or malformed reference; an & by itself is written &amp;") // not quoted: it may be secret
	return -1
}

// parseReference parses a reference, without its &, at the start of b and returns the character and the number of bytes. size
// is 0 if there is no reference to an allowed character.
func parseReference(b []byte) (char rune, size int) {
	if len(b) == 0 || b[0] != '#' {
		for _, e := range entities {
			if bytes.HasPrefix(b, []byte(e.name)) {
				return e.char, len(e.name)
			}
		}
		return 0, 0
	}
	i, base := 1, rune(10)
	if len(b) > 1 && b[1] == 'x' {
		i, base = 2, 16
	}
	digits := i
	for ; i < len(b) && b[i] != ';'; i++ {
		d := rune(edit.HexDigit(b[i]))
		if d < 0 || d >= base {
			return 0, 0
		}
		char = min(char*base+d, utf8.MaxRune+1)
	}
	if i == digits || i == len(b) || !isChar(char) {
		return 0, 0
	}
	return char, i + 1
}

// value returns the normalized value of an attribute (XML 1.0 section 3.3.3): references resolved, and white space replaced by
// blanks. It allocates only if that changes the value.
func (s *scanner) value(a *attr) []byte {
	raw := s.src[a.start:a.end]
	asIs := 0
	for asIs < len(raw) && raw[asIs] >= ' ' && raw[asIs] != '&' {
		asIs++
	}
	if asIs == len(raw) {
		return raw
	}
	value := append(make([]byte, 0, len(raw)), raw[:asIs]...)
	for i := asIs; i < len(raw); i++ {
		switch c := raw[i]; c {
		case '&':
			char, size := parseReference(raw[i+1:])
			value = utf8.AppendRune(value, char)
			i += size
		case '\r':
			if i+1 == len(raw) || raw[i+1] != '\n' {
				value = append(value, ' ')
			}
		case '\t', '\n':
			value = append(value, ' ')
		default:
			value = append(value, c)
		}
	}
	return value
}
