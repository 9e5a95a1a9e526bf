package xmledit

import (
	"bytes"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// element is what is remembered of an element to null or omit it once its end is known.
type element struct {
	start, tag, content int    // where it begins, where its last attribute ends, and where its content begins
	prefix              []byte // bound to the XML-Schema-instance namespace there, if any
	// The value of its nil attribute, if it has one, and whether that says true.
	nilStart, nilEnd int
	nilTrue          bool
}

// element remembers the element whose start tag has just been read.
func (v *reshaper) element() element {
	el := element{start: v.start, tag: v.tag.end, content: v.pos, prefix: v.instancePrefix()}
	for i := range v.tag.attrs {
		a := &v.tag.attrs[i]
		if a.space != nil && a.space.instance && string(v.localName(a.name)) == "nil" {
			value := bytes.Trim(v.value(a), " \t\r\n")
			el.nilStart, el.nilEnd, el.nilTrue = a.start, a.end, string(value) == "true" || string(value) == "1"
		}
	}
	return el
}

// unselect records in d what becomes of an element, which ends where the scanner is, that nobody has asked for: it is
// emptied, or with Omit goes. It reports whether the element stays.
func (v *reshaper) unselect(el *element, verdict edit.Verdict, d *draft) (stays bool) {
	if verdict == edit.Omit {
		v.omit(el, d)
		return false
	}
	v.null(el, d)
	return true
}

// null empties an element and says that it is nil. One that is both already, in whatever form, stays as it is.
func (v *reshaper) null(el *element, d *draft) {
	empty := v.src[el.content-2] == '/' || v.has(el.content, "</")
	if el.nilEnd > 0 {
		if !el.nilTrue {
			d.Put(el.nilStart, el.nilEnd, []byte("true"))
		}
		if !empty {
			d.Put(el.tag, v.pos, []byte("/>"))
		}
		return
	}
	prefix := el.prefix
	if len(prefix) == 0 {
		prefix = v.unboundPrefix()
		d.unbound++
	}
	d.Put(el.tag, v.pos, []byte(" "), prefix, []byte(`:nil="true"/>`))
}

// omit takes an element out, with the white space before it.
func (v *reshaper) omit(el *element, d *draft) {
	start := v.white(el.start)
	if next := v.at(v.pos); next == '>' || next == ']' {
		// The text before it may end in brackets, and text may not have ]]> in it.
		d.Put(start, v.pos, []byte(" "))
		return
	}
	d.Delete(start, v.pos)
}

// declare records, ahead of all that has been recorded, that the root, whose name ends at offset at, binds that prefix.
func (v *reshaper) declare(at int) {
	text := append(v.joined[:0], " xmlns:"...)
	text = append(text, v.prefix...)
	text = append(text, `="`+instanceNamespace+`"`...)
	v.edits.InsertFirst(at, text)
	v.joined = text
}

// unboundPrefix returns the prefix that the root will declare, chosen when it is first needed.
func (v *reshaper) unboundPrefix() []byte {
	if len(v.prefix) == 0 {
		v.prefix = freePrefix(v.prefix, v.src)
	}
	return v.prefix
}

// freePrefix appends the first of i, i1, i2, … that no element of the document declares, so that it means the same
// everywhere once the root declares it. Text that only looks like a declaration counts as one.
func freePrefix(dst, src []byte) []byte {
	mark := []byte("xmlns:i")
	taken := make([]bool, bytes.Count(src, mark)+1) // with one more than there are declarations, one is free
	for {
		at := bytes.Index(src, mark)
		if at < 0 {
			break
		}
		src = src[at+len(mark):]
		if n := prefixNumber(src); n >= 0 && n < len(taken) {
			taken[n] = true
		}
	}
	dst = append(dst, 'i')
	if n := slices.Index(taken, false); n > 0 {
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	return dst
}

// prefixNumber returns which of the prefixes i, i1, i2, … it is that has src behind its i, or -1.
func prefixNumber(src []byte) int {
	i := 0
	for i < len(src) && '0' <= src[i] && src[i] <= '9' {
		i++
	}
	if i < len(src) && (charClass[src[i]]&namePart != 0 || src[i] >= utf8.RuneSelf) {
		return -1
	}
	if i == 0 {
		return 0
	}
	n, err := strconv.Atoi(string(src[:i]))
	if err != nil || src[0] == '0' {
		return -1
	}
	return n
}
