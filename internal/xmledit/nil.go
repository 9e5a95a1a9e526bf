package xmledit

import (
	"bytes"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// element holds what is needed to null or omit an element once its end is known.
type element struct {
	start, tag, content int    // the start of the element, the end of its last attribute, and the start of its content
	prefix              []byte // bound to the XML Schema instance namespace, if any
	// The value of the nil attribute, if there is one, and whether it is true.
	nilStart, nilEnd int
	nilTrue          bool
}

// element describes the element whose start tag has just been read.
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

// unselect nulls or omits, in d, an element that is not selected and ends at v.pos. It reports whether the element stays.
func (v *reshaper) unselect(el *element, verdict edit.Verdict, d *draft) (stays bool) {
	if verdict == edit.Omit {
		v.omit(el, d)
		return false
	}
	v.null(el, d)
	return true
}

// null empties an element and sets nil="true" on it. An element that is already empty and nil is not edited.
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

// omit deletes an element with the white space before it.
func (v *reshaper) omit(el *element, d *draft) {
	start := v.white(el.start)
	if next := v.at(v.pos); next == '>' || next == ']' {
		// If the text before ends with brackets, joining it with what follows could form ]]>, which text must not contain.
		d.Put(start, v.pos, []byte(" "))
		return
	}
	d.Delete(start, v.pos)
}

// declare inserts the declaration of v.prefix at offset at, the end of the root's name, before all other edits.
func (v *reshaper) declare(at int) {
	text := append(v.joined[:0], " xmlns:"...)
	text = append(text, v.prefix...)
	text = append(text, `="`+instanceNamespace+`"`...)
	v.edits.InsertFirst(at, text)
	v.joined = text
}

// unboundPrefix returns the prefix that the root is going to declare. The first call chooses it.
func (v *reshaper) unboundPrefix() []byte {
	if len(v.prefix) == 0 {
		v.prefix = freePrefix(v.prefix, v.src)
	}
	return v.prefix
}

// freePrefix appends the first of i, i1, i2, … that no element of the document declares, so that a declaration on the root
// is never hidden. Text that looks like a declaration counts as one.
func freePrefix(dst, src []byte) []byte {
	mark := []byte("xmlns:i")
	taken := make([]bool, bytes.Count(src, mark)+1) // one more than there are declarations, so one is free
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

// prefixNumber returns the number of the prefix i, i1, i2, … whose i precedes src, or -1 for any other prefix. The number of
// i is 0.
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
