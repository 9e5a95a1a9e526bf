package batchtask

import (
	"bytes"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Servers disagree about the meaning of a path that is not plain. matchAnyReading considers all readings in time linear in
// the path's length: it follows the possible readings of each segment side by side (walk.go). Only groups in brackets need
// more than one pass, because cutting one joins the text on both sides of it. There is one pass for each point at which a
// server may cut groups.

// A path is matched as a sequence of symbols: its bytes in lower case, with blanks for control characters and "?" for "#", and
// the symbols below. Dots and separators that were percent-encoded have symbols that differ from the plain ones, because a
// server that has not decoded them yet does not recognize them.
const (
	encodedDot       = 0x01 + iota // encoded once
	encodedSlash                   //
	encodedBackslash               //
	deepDot                        // encoded more than once
	deepSlash                      //
	deepBackslash                  //
	cutMark                        // follows a segment from which a group was cut
)

func symbol(c byte) byte {
	switch {
	case c == '#':
		return '?'
	case c <= ' ' || c == 0x7F:
		return ' '
	}
	return names.Lower(c)
}

// decodedSymbol returns the symbol for a byte that was encoded once, or more than once if deep.
func decodedSymbol(c byte, deep bool) byte {
	symbols := [...]byte{encodedDot, encodedSlash, encodedBackslash}
	if deep {
		symbols = [...]byte{deepDot, deepSlash, deepBackslash}
	}
	switch c {
	case '.':
		return symbols[0]
	case '/':
		return symbols[1]
	case '\\':
		return symbols[2]
	}
	return symbol(c)
}

func isDot(c byte) bool { return c == '.' || c == encodedDot || c == deepDot }

func isBackslash(c byte) bool { return c == '\\' || c == encodedBackslash || c == deepBackslash }

// isSeparator reports whether some servers treat c as a separator of segments. It excludes "/", which all do.
func isSeparator(c byte) bool { return c == encodedSlash || c == deepSlash || isBackslash(c) }

// matchAnyReading reports whether any server might read path as the operation.
func (m *Matcher) matchAnyReading(path string) bool {
	var space, decodedSpace [512]byte
	text := space[:0]
	for i := 0; i < len(path); i++ {
		text = append(text, symbol(path[i]))
	}
	decoded := decodeAll(decodeOnce(append(decodedSpace[:0], text...), false))
	if m.walk(decoded) {
		return true
	}
	if bytes.IndexByte(decoded, '(') < 0 {
		return false
	}
	c := cutter{Matcher: m}
	return c.match(text, 0)
}

// cutter matches a path from which groups in brackets are cut before, between or after rounds of decoding.
type cutter struct {
	*Matcher
	cuts int
}

// The limits on the ways of cutting groups and on the rounds of decoding. A path that exceeds them counts as the operation.
const (
	maxCuts   = 12
	maxRounds = 4
)

// match reports whether text, which has been decoded for the given number of rounds, means the operation if groups are cut
// from it, now or after further rounds.
func (c *cutter) match(text []byte, rounds int) bool {
	for {
		for _, across := range [...]bool{false, true} {
			if across && !bytes.ContainsFunc(text, func(c rune) bool { return isBackslash(byte(c)) }) {
				break
			}
			if c.matchCut(text, rounds, across) {
				return true
			}
		}
		length := len(text)
		text = decodeOnce(text, rounds > 0)
		if len(text) == length {
			return false // matchAnyReading has tried the text without cuts
		}
		if rounds++; rounds > maxRounds {
			return true
		}
	}
}

// matchCut is match for groups that are cut now. If across is set, groups may contain backslashes.
func (c *cutter) matchCut(text []byte, rounds int, across bool) bool {
	var space, decodedSpace [512]byte
	for {
		cut, any, query := cutGroups(space[:0], text, across)
		if any || query >= 0 {
			if c.cuts++; c.cuts > maxCuts {
				return true
			}
		}
		if any {
			decoded := append(decodedSpace[:0], cut...)
			if rounds == 0 {
				decoded = decodeOnce(decoded, false)
			}
			if decoded = decodeAll(decoded); c.walk(decoded) {
				return true
			}
			// Groups that were encoded more often are cut when they have been decoded.
			if bytes.IndexByte(decoded, '(') >= 0 && len(decoded) < len(cut) && c.match(cut, rounds) {
				return true
			}
		}
		if query < 0 {
			return false
		}
		// If a server drops the query before it cuts groups, a group around the question mark stays open.
		text = text[:query]
	}
}

// cutGroups appends text to dst without its balanced groups in round brackets, and marks the segments that had one. any
// reports whether there was a group. query is the index of the last question mark after an open bracket, or -1.
func cutGroups(dst, text []byte, across bool) (_ []byte, any bool, query int) {
	open, here, query := 0, false, -1
	for i, c := range text {
		switch c {
		case '/':
			if here {
				dst = append(dst, cutMark)
			}
			open, here = 0, false
		case cutMark:
			here = true
			continue
		case encodedSlash, deepSlash:
			open = 0
		case '\\', encodedBackslash, deepBackslash:
			if !across {
				open = 0
			}
		case '?':
			if open > 0 {
				query = i
			}
		case '(':
			open++
		case ')':
			if open > 0 {
				// Linear in total, since what is searched is also cut.
				dst = dst[:bytes.LastIndexByte(dst, '(')]
				open--
				any, here = true, true
				continue
			}
		}
		dst = append(dst, c)
	}
	if here {
		dst = append(dst, cutMark)
	}
	return dst, any, query
}

// decodeOnce percent-decodes text in place for one round. deep is set for all rounds but the first.
func decodeOnce(text []byte, deep bool) []byte {
	out := text[:0]
	for i := 0; i < len(text); {
		if r, n := escape(text[i:]); n > 0 {
			out = appendDecoded(out, r, n, deep)
			i += n
		} else {
			out = append(out, text[i])
			i++
		}
	}
	return out
}

// decodeAll percent-decodes text, which must have been decoded once, in place until nothing is left to decode. Escapes can't
// overlap, so their order makes no difference. Each is decoded as soon as its last digit has been appended.
func decodeAll(text []byte) []byte {
	out := text[:0]
	for _, c := range text {
		out = append(out, c)
		for {
			r, n := escapeAtEnd(out)
			if n == 0 {
				break
			}
			out = appendDecoded(out[:len(out)-n], r, n, true)
		}
	}
	return out
}

// escapeAtEnd decodes the escape at the end of text, and returns its length, or 0 if there is none.
func escapeAtEnd(text []byte) (r rune, n int) {
	for _, length := range [...]int{len("%41"), len("%u0041")} {
		if len(text) >= length && text[len(text)-length] == '%' {
			if r, n = escape(text[len(text)-length:]); n == length {
				return r, n
			}
		}
	}
	return 0, 0
}

// escape decodes the escape at the beginning of text, and returns its length, or 0 if there is none. IIS also decodes
// %u0041.
func escape(text []byte) (r rune, n int) {
	if len(text) < 3 || text[0] != '%' {
		return 0, 0
	}
	n = 3
	digits := text[1:3]
	if text[1] == 'u' {
		if len(text) < 6 {
			return 0, 0
		}
		n = 6
		digits = text[2:6]
	}
	for _, c := range digits {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		default:
			return 0, 0
		}
	}
	return r, n
}

// appendDecoded appends what an escape of n bytes encodes: a byte, or for %u a character.
func appendDecoded(out []byte, r rune, n int, deep bool) []byte {
	if r < utf8.RuneSelf || n == 3 {
		return append(out, decodedSymbol(byte(r), deep))
	}
	return utf8.AppendRune(out, r)
}
