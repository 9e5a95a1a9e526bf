package edit

import (
	"fmt"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// ProblemAt returns an error about a document in the given format, such as "JSON". Its detail begins with the position in src,
// as line and column, both from 1 and in characters, and as an offset in bytes. The rest is formatted as by fmt.Sprintf, and
// must not contain the value of a property.
func ProblemAt(kind *problem.Kind, format string, src []byte, at int, what string, args ...any) *problem.Error {
	at = min(at, len(src))
	line, column := position(src[:at])
	return problem.New(kind, "%s, line %d, column %d, offset %d: %s", format, line, column, at, fmt.Sprintf(what, args...))
}

// position returns the line and column of the character that follows before. A line ends with LF, CR LF or CR.
func position(before []byte) (line, column int) {
	line, start := 1, 0
	for i, c := range before {
		if c == '\n' || c == '\r' && (i+1 == len(before) || before[i+1] != '\n') {
			line, start = line+1, i+1
		}
	}
	return line, utf8.RuneCount(before[start:]) + 1
}
