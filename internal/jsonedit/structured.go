package jsonedit

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// A reader that binds a document to a typed object can be led out of a value that is not of the type it expects, and then
// takes what follows inside for members of the object around it. Newtonsoft.Json, which the API reads with, is led so
//
//   - by metadata: of {"State":{"$id":{},"Name":"x"}} it takes Name for the record's, wherever State may be an object;
//   - by an array in the place of a string or number, if errors are handled as ASP.NET Web API does: of
//     {"ParameterObject":{"a":["b"],"Name":"x"}} it takes Name for the record's.
//
// So a plain property holds a plain value, and a structured one neither metadata nor, with an array in it, a member that
// the record could have.

// structured reports whether the value at i is an object or an array.
func (s *scanner) structured(i int) bool { return s.src[i] == '{' || s.src[i] == '[' }

// misfit returns what is wrong with the object or array src[at:end] as the value of a kept property, or nil. The value is
// known to be valid.
func (s *scanner) misfit(property []byte, at, end int, f *edit.Filter) *problem.Error {
	if !f.Structured.Has(property) {
		what := "an object"
		if s.src[at] == '[' {
			what = "an array"
		}
		return s.malformed(at, "%s holds %s; it can only hold a string, a number, true, false or null", problem.Quote(property), what)
	}
	array, reserved := false, -1
	for i := at; i < end; {
		switch s.src[i] {
		case '"':
			next, escaped := s.str(i + 1)
			if s.at(s.space(next)) == ':' { // a name
				if isMetadata(s.src[i+1:]) {
					return s.metadataIn(problem.Quote(property), i)
				}
				if reserved < 0 && f.Reserved.Has(s.text(nil, i+1, next-1, escaped)) {
					reserved = i
				}
			}
			i = next
			continue
		case '[':
			array = true
		}
		i++
	}
	if array && reserved >= 0 {
		return s.malformed(reserved, "a name of the batch task's own inside %s, which also holds an array: some readers take it for the task's",
			problem.Quote(property))
	}
	return nil
}

var escapedDollar = []byte(`\u0024`)

// isMetadata reports whether a name, its escapes not undone, begins with $, as $type, $id, $ref and $values do.
func isMetadata(name []byte) bool { return name[0] == '$' || bytes.HasPrefix(name, escapedDollar) }

func (s *scanner) metadataIn(what string, at int) *problem.Error {
	return s.malformed(at, "a name that begins with $ inside %s: some readers take it for metadata", what)
}

// metadata returns the offset of the first name in the valid value src[i:end] that begins with $, or -1.
func (s *scanner) metadata(i, end int) int {
	for i < end {
		if s.src[i] != '"' {
			i++
			continue
		}
		next, _ := s.str(i + 1)
		if isMetadata(s.src[i+1:]) && s.at(s.space(next)) == ':' {
			return i
		}
		i = next
	}
	return -1
}
