package jsonedit

import "github.com/caddy-batchtask/caddy-batchtask/internal/edit"

// visitor decides which members of an object, or elements of an array, to keep. visit skips or walks the value at offset
// at, which is inside depth containers. It returns the offset after the value, or -1 after an error, and whether to keep
// it. An element has no name. The name is valid until the visitor continues the walk.
type visitor interface {
	visit(name []byte, at, depth int) (end int, keep bool)
}

// walk visits the object or array at i, whose depth is given, and deletes what v does not keep, with the comma that belongs
// to it. The white space of kept members does not change.
func (s *scanner) walk(i, depth int, v visitor, e *edit.Edits) int {
	if s.tooDeep(i, depth) {
		return -1
	}
	object := s.src[i] == '{'
	closing := byte(']')
	if object {
		closing = '}'
	}
	from := i + 1 // after the bracket or comma before the member
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
			end, escaped := s.strFrom(i, i+1) // for names, which are short, this is faster than str
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
			e.Delete(from-1, end) // with the comma before it
		case c == ',':
			e.Delete(from, i+1) // with the comma after it, as no kept member precedes it
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
