package jsonedit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// node is a value as decoded by encoding/json, the independent parser that the tests compare with.
type node struct {
	name, rawName string // of a member
	raw           string
	kind          json.Delim // '{', '[', or 0 for a plain value
	text          string     // of a string
	children      []node
}

// decodeTree decodes a valid document.
func decodeTree(src []byte) (node, error) {
	r := &treeReader{src: src, d: json.NewDecoder(bytes.NewReader(src))}
	r.d.UseNumber()
	return r.value()
}

type treeReader struct {
	src []byte
	d   *json.Decoder
}

// token returns the next token and its offset.
func (r *treeReader) token() (token json.Token, start int, err error) {
	start = int(r.d.InputOffset())
	start += len(r.src[start:]) - len(bytes.TrimLeft(r.src[start:], " \t\r\n,:"))
	token, err = r.d.Token()
	return token, start, err
}

func (r *treeReader) value() (n node, err error) {
	token, start, err := r.token()
	if err != nil {
		return n, err
	}
	switch token := token.(type) {
	case string:
		n.text = token
	case json.Delim:
		n.kind = token
		for r.d.More() {
			var name json.Token
			var nameStart, nameEnd int
			if token == '{' {
				if name, nameStart, err = r.token(); err != nil {
					return n, err
				}
				nameEnd = int(r.d.InputOffset())
			}
			child, err := r.value()
			if err != nil {
				return n, err
			}
			if token == '{' {
				child.name, child.rawName = name.(string), string(r.src[nameStart:nameEnd])
			}
			n.children = append(n.children, child)
		}
		if _, _, err = r.token(); err != nil {
			return n, err
		}
	}
	n.raw = string(r.src[start:r.d.InputOffset()])
	return n, nil
}

// reshapeCheck compares a document before and after reshaping.
type reshapeCheck struct{ doc *edit.Document }

func (c reshapeCheck) document(was, is node) error {
	switch was.kind {
	case '[':
		return c.elements(was, is, c.document)
	case '{':
		var identified, documented, failed bool
		for _, m := range was.children {
			identified = identified || c.doc.Identity.HasString(m.name)
			documented = documented || c.doc.Properties.HasString(m.name)
			failed = failed || c.doc.Errors.HasString(m.name)
		}
		if identified || documented && !failed {
			return c.members(was, is, c.doc.Rule, c.document)
		}
		return c.members(was, is, keepRule{}, c.document)
	}
	return c.same(was, is)
}

// keepRule is the rule of an object that is not a record.
type keepRule struct{}

func (keepRule) Member([]byte) edit.Action { return edit.Action{} }
func (keepRule) Unselected() edit.Verdict  { return edit.Keep }

func (c reshapeCheck) same(was, is node) error {
	if was.raw != is.raw {
		return fmt.Errorf("%s became %s", was.raw, is.raw)
	}
	return nil
}

func (c reshapeCheck) elements(was, is node, each func(was, is node) error) error {
	if is.kind != '[' || len(was.children) != len(is.children) {
		return fmt.Errorf("%s became %s", was.raw, is.raw)
	}
	for i := range was.children {
		if err := each(was.children[i], is.children[i]); err != nil {
			return err
		}
	}
	return nil
}

// members compares two objects. It compares the elements of $values with element.
func (c reshapeCheck) members(was, is node, rule edit.Rule, element func(was, is node) error) error {
	left := is.children
	for _, m := range was.children {
		action := rule.Member([]byte(m.name))
		if strings.HasPrefix(m.name, "$") {
			action = edit.Action{}
		} else if action.Verdict == edit.Into && m.kind == 0 {
			action.Verdict = action.Within.Unselected()
		}
		if action.Verdict == edit.Omit {
			continue
		}
		if len(left) == 0 || left[0].rawName != m.rawName {
			return fmt.Errorf("%s is not in %s", m.rawName, is.raw)
		}
		var err error
		switch now := left[0]; {
		case names.Equal(m.name, "$values") && m.kind == '[':
			err = c.elements(m, now, element)
		case action.Verdict == edit.Null && now.raw != "null":
			err = fmt.Errorf("%s is in %s", m.rawName, is.raw)
		case action.Verdict == edit.Into:
			err = c.within(m, now, action.Within)
		case action.Verdict == edit.Convert && strings.HasPrefix(m.raw, `"`):
			want := m.text
			if with, outcome := action.Text.Convert(nil, []byte(m.text)); outcome == edit.Converted {
				want = string(with)
			} else {
				err = c.same(m, now)
			}
			if now.text != want {
				err = fmt.Errorf("%s became %s", m.raw, now.raw)
			}
		case action.Verdict == edit.Keep || action.Verdict == edit.Convert:
			err = c.same(m, now)
		}
		if err != nil {
			return err
		}
		left = left[1:]
	}
	if len(left) > 0 {
		return fmt.Errorf("%s is in %s", left[0].rawName, is.raw)
	}
	return nil
}

// within compares two values to which rule was applied.
func (c reshapeCheck) within(was, is node, rule edit.Rule) error {
	inside := func(was, is node) error { return c.within(was, is, rule) }
	switch {
	case was.kind == '[':
		return c.elements(was, is, inside)
	case was.kind == '{' && is.kind == '{':
		return c.members(was, is, rule, inside)
	case is.raw != "null":
		return fmt.Errorf("%s became %s", was.raw, is.raw)
	}
	return nil
}
