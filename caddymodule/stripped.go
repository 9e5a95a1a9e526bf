package caddymodule

import (
	"strconv"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// The bounds of the stripped header (contract section 4).
const (
	maxListed     = 32 // names
	maxListedName = 64 // bytes of each
)

// listStripped returns the value of the stripped header: the names, comma-separated and in the order met, "+N" for those
// that don't fit or can't stand in a header.
func listStripped(s *edit.Stripped) string {
	var b strings.Builder
	b.Grow(min(s.Size(), maxListed*(maxListedName+len(", "))) + len("+") + 20)
	listed := 0
	for i := 0; i < s.Len() && listed < maxListed; i++ {
		name := s.Name(i)
		if s.Known(i) < 0 && (len(name) > maxListedName || !isToken(string(name))) {
			continue // the documented properties are tokens, and short
		}
		if listed++; listed > 1 {
			b.WriteString(", ")
		}
		b.Write(name)
	}
	if rest := s.Len() - listed; rest > 0 {
		if listed > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('+')
		b.WriteString(strconv.Itoa(rest))
	}
	return b.String()
}

// maxNamed bounds how many names stand in an error, and so in a line of the log.
const maxNamed = 1024

// listAll names every stripped property for a person to read; of those past maxNamed it has the number.
func listAll(s *edit.Stripped) string {
	var b strings.Builder
	for i := range min(s.Len(), maxNamed) {
		if i > 0 {
			b.WriteString(", ")
		}
		if name := s.Name(i); len(name) <= maxListedName && isToken(string(name)) {
			b.Write(name)
		} else {
			b.WriteString(problem.Quote(name))
		}
	}
	if rest := s.Len() - maxNamed; rest > 0 {
		b.WriteString(", and " + strconv.Itoa(rest) + " more")
	}
	return b.String()
}
