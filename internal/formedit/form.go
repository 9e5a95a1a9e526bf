// Package formedit strips requests in application/x-www-form-urlencoded.
package formedit

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// Strip records the edits that remove from a form the pairs that f does not keep (contract section 4). The key of a property
// is State, BatchTaskInfo.State or BatchTaskInfo[State]. A longer key, such as State[] or BatchTaskInfo.State.x, is another
// name. Kept pairs keep their bytes and their order. Empty pairs ("&&") are removed.
//
// A semicolon that is not percent-encoded is refused, because some parsers treat it as a separator. Errors are of the kinds
// problem.MalformedBody and problem.DuplicateProperty.
func Strip(src []byte, f *edit.Filter, out *edit.Result) error {
	v := forms.Take()
	defer v.release()
	if err := v.strip(src, f, out); err != nil {
		return err // not directly: a nil *problem.Error would become a non-nil error
	}
	return nil
}

var forms edit.Pool[form]

type form struct {
	names names.Seen
	key   []byte // scratch for a decoded key
}

func (v *form) release() {
	v.names.Reset()
	forms.Give(v, v.names.Cap()+cap(v.key))
}

func (v *form) strip(src []byte, f *edit.Filter, out *edit.Result) *problem.Error {
	kept := false
	for from := 0; from <= len(src); {
		end := len(src)
		if i := bytes.IndexByte(src[from:], '&'); i >= 0 {
			end = from + i
		}
		keep, err := v.pair(src, from, end, f, out)
		if err != nil {
			return err
		}
		switch {
		case keep:
			kept = true
		case kept:
			out.Edits.Delete(from-1, end) // with the separator before it
		case end < len(src):
			out.Edits.Delete(from, end+1) // with the separator after it, as nothing before it was kept
		case end > from:
			out.Edits.Delete(from, end)
		}
		from = end + 1
	}
	return nil
}

// pair checks the pair src[start:end] and reports whether it is kept.
func (v *form) pair(src []byte, start, end int, f *edit.Filter, out *edit.Result) (bool, *problem.Error) {
	pair := src[start:end]
	for i := 0; i < len(pair); i++ {
		switch c := pair[i]; {
		case c == ';':
			return false, edit.ProblemAt(problem.MalformedBody, "form", src, start+i, "an unescaped semicolon: write it as %%3B")
		case c != '%':
		case i+2 >= len(pair) || edit.HexDigit(pair[i+1]) < 0 || edit.HexDigit(pair[i+2]) < 0:
			if i+1 < len(pair) && names.Lower(pair[i+1]) == 'u' {
				return false, edit.ProblemAt(problem.MalformedBody, "form", src, start+i, "malformed percent-encoding: %%u is not supported; percent-encode UTF-8 instead")
			}
			return false, edit.ProblemAt(problem.MalformedBody, "form", src, start+i, "malformed percent-encoding: write a literal %% as %%25")
		default:
			i += 2
		}
	}
	if len(pair) == 0 {
		return false, nil
	}
	key, _, _ := bytes.Cut(pair, []byte("="))
	property := formProperty(v.decode(key), f.Record)
	known := f.Known.Index(property)
	if !v.names.Add(property, known) {
		return false, edit.ProblemAt(problem.DuplicateProperty, "form", src, start, "%s is given twice", problem.Quote(property))
	}
	if f.Kept.Has(property) {
		out.Keep(property)
		return true, nil
	}
	out.Stripped.Add(property, known)
	return false, nil
}

// decode decodes a key, whose percent-encoding must be well formed.
func (v *form) decode(key []byte) []byte {
	if bytes.IndexByte(key, '%') < 0 && bytes.IndexByte(key, '+') < 0 {
		return key
	}
	v.key = v.key[:0]
	for i := 0; i < len(key); i++ {
		c := key[i]
		switch c {
		case '+':
			c = ' '
		case '%':
			c = byte(edit.HexDigit(key[i+1])<<4 | edit.HexDigit(key[i+2]))
			i += 2
		}
		v.key = append(v.key, c)
	}
	return v.key
}

// formProperty returns the name of the property that a key refers to.
func formProperty(key []byte, record string) []byte {
	if !names.HasPrefix(key, record) {
		return key
	}
	switch rest := key[len(record):]; {
	case len(rest) > 1 && rest[0] == '.':
		return rest[1:]
	case len(rest) > 2 && rest[0] == '[' && bytes.IndexByte(rest, ']') == len(rest)-1:
		return rest[1 : len(rest)-1]
	}
	return key
}
