package jsonedit

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// A parser that binds a document to typed objects can leave a value of an unexpected type early, and then take the members
// inside it for members of the enclosing object. Newtonsoft.Json, which the API uses, does so in two cases:
//
//   - Metadata: in {"State":{"$id":{},"Name":"x"}} it takes Name for a member of the record, if State may be an object.
//   - An array instead of a string or number, if errors are handled as ASP.NET Web API does: in
//     {"ParameterObject":{"a":["b"],"Name":"x"}} it takes Name for a member of the record.
//
// A plain property must therefore have a plain value. A structured one must not contain metadata, nor both an array and a
// member that the record could have.

// structured reports whether the value at i is an object or array.
func (s *scanner) structured(i int) bool { return s.src[i] == '{' || s.src[i] == '[' }

// misfit returns the problem with the object or array src[at:end] as the value of a kept property, or nil. It must be valid
// JSON.
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
		return s.malformed(reserved, "%s holds an array and a name that is reserved for the batch task: some parsers take it for the task's property",
			problem.Quote(property))
	}
	return nil
}

var escapedDollar = []byte(`\u0024`)

// isMetadata reports whether a name, still escaped, begins with $, as $type, $id, $ref and $values do.
func isMetadata(name []byte) bool { return name[0] == '$' || bytes.HasPrefix(name, escapedDollar) }

func (s *scanner) metadataIn(what string, at int) *problem.Error {
	return s.malformed(at, "a name that begins with $ inside %s: some parsers take it for metadata", what)
}

// metadata returns the offset of the first name that begins with $ in the valid value src[i:end], or -1.
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
