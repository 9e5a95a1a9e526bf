package jsonedit

import (
	"bytes"
	"unicode"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/charset"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// The functions in this file describe syntax errors in the terms a writer of the document would use (contract section 6).
// They run only after the scanner has found an error, and look at the bytes around it. The scanner itself accepts only RFC
// 8259.

// noValue reports what is at i instead of a value.
func (s *scanner) noValue(i int) int {
	if i >= len(s.src) {
		if s.space(0) == len(s.src) {
			return s.fail(i, "the document has nothing but white space")
		}
		return s.fail(i, "the document ends where a value should be")
	}
	if comma := s.trailingComma(i); comma >= 0 {
		return s.fail(comma, "a trailing comma")
	}
	rest := s.src[i:]
	switch c := rest[0]; {
	case c == ',':
		return s.fail(i, "a comma where a value should be")
	case c == ']', c == '}':
		return s.fail(i, "a closing %c where a value should be", c)
	case c == '<' && s.space(0) == i:
		return s.fail(i, "the document looks like XML; the Content-Type says JSON")
	case c == '+':
		return s.fail(i, "a number with a plus sign")
	case c == '.':
		return s.fail(i, "a number that begins with its decimal point")
	}
	for _, w := range []struct{ word, means string }{
		{"NaN", "NaN, which JSON does not have"}, {"-NaN", "NaN, which JSON does not have"},
		{"Infinity", "Infinity, which JSON does not have"}, {"-Infinity", "Infinity, which JSON does not have"},
		{"undefined", "undefined, which JSON does not have; null may be meant"},
		{"None", "None, which JSON does not have; null may be meant"}, {"nil", "nil, which JSON does not have; null may be meant"},
		{"True", "True; it is written in lower case: true"}, {"TRUE", "TRUE; it is written in lower case: true"},
		{"False", "False; it is written in lower case: false"}, {"FALSE", "FALSE; it is written in lower case: false"},
		{"Null", "Null; it is written in lower case: null"}, {"NULL", "NULL; it is written in lower case: null"},
	} {
		if bytes.HasPrefix(rest, []byte(w.word)) && (len(rest) == len(w.word) || !isWord(rest[len(w.word):])) {
			return s.fail(i, "%s", w.means)
		}
	}
	switch {
	case s.space(0) == i:
		return s.stray(i, "the document is not JSON", "the document is not JSON")
	case rest[0] == '-':
		return s.fail(i, "a minus sign without a number")
	}
	return s.stray(i, "text without quotes", "not a value")
}

// noName reports what is at i instead of a member name.
func (s *scanner) noName(i int) int {
	if i >= len(s.src) {
		return s.fail(i, "the document ends inside an object")
	}
	if comma := s.trailingComma(i); comma >= 0 {
		return s.fail(comma, "a trailing comma")
	}
	switch c := s.src[i]; c {
	case ',':
		return s.fail(i, "a comma where a name should be")
	case ']':
		return s.fail(i, "an object that is closed by ]")
	}
	return s.stray(i, "an unquoted name", "not a name")
}

// noColon reports what follows a member name at i instead of a colon.
func (s *scanner) noColon(i int) int {
	if i >= len(s.src) {
		return s.fail(i, "the document ends after a name")
	}
	switch s.src[i] {
	case '=':
		return s.fail(i, "an equals sign instead of a colon")
	case ',', '}':
		return s.fail(i, "a name without a value")
	}
	if s.isComment(i) {
		return s.stray(i, "", "")
	}
	return s.fail(i, "a name without a colon")
}

// noComma reports what follows a value in an object or array at i instead of a comma.
func (s *scanner) noComma(i int, object bool) int {
	container, closing, other := "an array", byte(']'), byte('}')
	if object {
		container, closing, other = "an object", other, closing
	}
	if i >= len(s.src) {
		return s.fail(i, "the document ends inside %s", container)
	}
	before, c := s.src[i-1], s.src[i]
	switch {
	case s.isComment(i):
		return s.stray(i, "", "")
	case c == other:
		return s.fail(i, "%s that is closed by %c", container, other)
	case c == ':' && !object:
		return s.fail(i, "a colon in an array")
	case c == ':':
		return s.fail(i, "a colon instead of a comma")
	case c == ';':
		return s.fail(i, "a semicolon instead of a comma")
	case before == '0' && (c == 'x' || c == 'X'):
		return s.fail(i, "a hexadecimal number")
	case before == '"' && isWord(s.src[i:]):
		return s.fail(i, `a quotation mark inside a string that is not written \", or a missing comma`)
	case isWord(s.src[i-1:]) && (isWord(s.src[i:]) || c == '.'):
		return s.fail(i, "a number, true, false or null with something else directly after it")
	case c == '"', c == '\'', c == '{', c == '[', c == '-', isWord(s.src[i:]):
		return s.fail(i, "a missing comma")
	}
	return s.stray(i, "", "neither a comma nor a "+string(closing))
}

// noEnd reports what follows the document at i.
func (s *scanner) noEnd(i int) int {
	switch c := s.src[i]; {
	case s.isComment(i):
		return s.stray(i, "", "")
	case c == '}', c == ']':
		return s.fail(i, "an unmatched closing %c", c)
	}
	return s.fail(i, "something follows the document")
}

// stray reports an unexpected character at i. It reports word if a word begins there, and otherwise if nothing more
// specific is known.
func (s *scanner) stray(i int, word, otherwise string) int {
	r, size := utf8.DecodeRune(s.src[i:])
	switch {
	case r == 0 && edit.IsUTF16(s.src):
		return s.notUTF8()
	case s.isComment(i):
		return s.fail(i, "a comment, which JSON does not have")
	case r == '\'':
		return s.fail(i, "single quotes; JSON has double quotes")
	case r == '`':
		return s.fail(i, "backquotes; JSON has double quotes")
	case '\u2018' <= r && r <= '\u201F', r == '\u00AB', r == '\u00BB':
		return s.fail(i, "typographic quotes; JSON has straight double quotes")
	case size > 1 && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)):
		return s.fail(i, "the character %U, which is not white space in JSON", r)
	case r < ' ' || r == 0x7F:
		return s.fail(i, "the control character %U", r)
	case word != "" && isWord(s.src[i:]):
		return s.fail(i, "%s", word)
	}
	return s.fail(i, "%s", otherwise)
}

// isWord reports whether text begins with a character that can be part of a word.
func isWord(text []byte) bool {
	r, _ := utf8.DecodeRune(text)
	return r == '_' || r == '$' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

func (s *scanner) isComment(i int) bool {
	return s.at(i) == '#' || s.at(i) == '/' && (s.at(i+1) == '/' || s.at(i+1) == '*')
}

// trailingComma returns the offset of the comma before i if only white space separates it from a closing bracket at i, or
// -1.
func (s *scanner) trailingComma(i int) int {
	if s.src[i] != '}' && s.src[i] != ']' {
		return -1
	}
	for i--; i > 0; i-- {
		switch s.src[i] {
		case ' ', '\t', '\r', '\n':
			continue
		case ',':
			return i
		}
		break
	}
	return -1
}

// control reports the control character at i inside a string.
func (s *scanner) control(i int) int {
	switch c := s.src[i]; c {
	case '\n', '\r':
		return s.fail(i, `a line break in a string; it is written \n, or a closing quotation mark is missing before it`)
	case '\t':
		return s.fail(i, `a tab in a string; it is written \t`)
	default:
		return s.fail(i, `a control character in a string; it is written \u%04x`, c)
	}
}

// notUTF8 reports the first invalid UTF-8 in the source.
func (s *scanner) notUTF8() int {
	if edit.IsUTF16(s.src) {
		return s.fail(0, "UTF-16 or UTF-32, not UTF-8: "+charset.Advice)
	}
	for at := 0; ; {
		r, size := utf8.DecodeRune(s.src[at:])
		if r == utf8.RuneError && size <= 1 {
			return s.fail(at, "not UTF-8: "+charset.Advice)
		}
		at += size
	}
}

// nameBefore returns the offset of the member name whose value begins at i.
func (s *scanner) nameBefore(i int) int {
	i = bytes.LastIndexByte(s.src[:i], ':')
	for i = bytes.LastIndexByte(s.src[:i], '"'); ; {
		i = bytes.LastIndexByte(s.src[:i], '"')
		slashes := 0
		for i > slashes && s.src[i-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i
		}
	}
}
