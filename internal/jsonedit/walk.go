package jsonedit

import "github.com/caddy-batchtask/caddy-batchtask/internal/edit"

// visitor is asked, for each member of an object or element of an array, what becomes of it. It skips or walks the
// value at offset at, which stands inside depth containers, and returns the offset behind it (-1 after an error) and
// whether it stays. An element has no name. The name is valid until the visitor walks on.
type visitor interface {
	visit(name []byte, at, depth int) (end int, keep bool)
}

// walk goes through the object or array at i, which is the depth-th container, and takes out what v does not keep, with
// the comma that belongs to it: the white space of what stays is not touched.
func (s *scanner) walk(i, depth int, v visitor, e *edit.Edits) int {
	if s.tooDeep(i, depth) {
		return -1
	}
	object := s.src[i] == '{'
	closing := byte(']')
	if object {
		closing = '}'
	}
	from := i + 1 // behind the bracket or comma before the member
	kept := false
	if i = s.space(from); s.at(i) == closing {
		return i + 1
	}
	for {
		var name []byte
		if object {
			if s.at(i) != '"' {
				return s.noName(i)
			}
			end, escaped := s.str(i + 1)
			if end < 0 {
				return -1
			}
			name = s.text(s.name, i+1, end-1, escaped)
			if escaped {
				s.name = name
			}
			if i = s.colon(end); i < 0 {
				return -1
			}
		}
		end, keep := v.visit(name, i, depth)
		if end < 0 {
			return -1
		}
		i = s.space(end)
		c := s.at(i)
		if c != ',' && c != closing {
			return s.noComma(i, object)
		}
		switch {
		case keep:
			kept = true
		case kept:
			e.Delete(from-1, end) // with the comma before
		case c == ',':
			e.Delete(from, i+1) // with the comma behind, as there is none to keep before
		default:
			e.Delete(from, i)
		}
		if c == closing {
			return i + 1
		}
		from = i + 1
		i = s.space(from)
	}
}
