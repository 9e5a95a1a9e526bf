package xmledit

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// treeNode is an element as encoding/xml reads it, for comparison with the results of the editors. Names are resolved, so that
// a lost declaration is noticed. White space in text is dropped, as edits may change it.
type treeNode struct {
	name     xml.Name
	attrs    []xml.Attr // without namespace declarations
	text     string     // with its white space
	children []*treeNode
	items    []string // text, comments and processing instructions, with a placeholder for each child
}

// parseTree decodes a document with encoding/xml, without its byte-order mark.
func parseTree(src []byte) (*treeNode, error) {
	d := newDecoder(bytes.TrimPrefix(src, edit.BOM))
	document := &treeNode{}
	open := []*treeNode{document}
	for {
		token, err := d.Token()
		top := open[len(open)-1]
		switch token := token.(type) {
		case nil:
			if len(document.children) != 1 {
				return nil, fmt.Errorf("%d roots, %w", len(document.children), err)
			}
			return document.children[0], nil
		case xml.StartElement:
			node := &treeNode{name: token.Name}
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && a.Name != (xml.Name{Local: "xmlns"}) {
					node.attrs = append(node.attrs, a)
				}
			}
			top.children = append(top.children, node)
			top.items = append(top.items, "\x00")
			open = append(open, node)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(token)
			text := strings.Join(strings.FieldsFunc(string(token), func(r rune) bool { return strings.ContainsRune(" \t\r\n", r) }), "")
			if n := len(top.items); n > 0 && strings.HasPrefix(top.items[n-1], "=") {
				top.items[n-1] += text
			} else if text != "" {
				top.items = append(top.items, "="+text)
			}
		case xml.Comment:
			top.items = append(top.items, "!"+string(token))
		case xml.ProcInst:
			top.items = append(top.items, "?"+token.Target+" "+string(token.Inst))
		}
		if err != nil {
			return nil, err
		}
	}
}

// String returns the tree as text, for comparison.
func (n *treeNode) String() string {
	var b strings.Builder
	n.write(&b)
	return b.String()
}

func (n *treeNode) write(b *strings.Builder) {
	fmt.Fprintf(b, "(%q %q", n.name, n.attrs)
	child := 0
	for _, item := range n.items {
		if item == "\x00" {
			n.children[child].write(b)
			child++
		} else {
			fmt.Fprintf(b, " %q", item)
		}
	}
	b.WriteString(")")
}

// filter removes the child elements for which keep returns false and, unless text is set, all text. It joins adjacent texts.
func (n *treeNode) filter(keep func(*treeNode) bool, text bool) {
	children, items := n.children, n.items
	n.children, n.items = nil, nil
	for _, item := range items {
		switch {
		case item == "\x00":
			if child := children[0]; keep(child) {
				n.children = append(n.children, child)
				n.items = append(n.items, item)
			}
			children = children[1:]
		case item[0] != '=':
			n.items = append(n.items, item)
		case text:
			if last := len(n.items) - 1; last >= 0 && n.items[last][0] == '=' {
				n.items[last] += item[1:]
			} else {
				n.items = append(n.items, item)
			}
		}
	}
}

func (n *treeNode) is(name string) bool { return asciiLower(n.name.Local) == asciiLower(name) }

func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}

// stripped edits the tree as Strip is expected to edit the document.
func (n *treeNode) stripped(f *edit.Filter) {
	if n.is(f.Record) {
		n.strippedRecord(f)
		return
	}
	for _, child := range n.children {
		if child.is(f.Record) {
			child.strippedRecord(f)
			n.attrs = allowedAttrs(n.attrs)
			n.filter(func(c *treeNode) bool { return c == child }, false)
			return
		}
	}
	n.strippedRecord(f)
}

func (n *treeNode) strippedRecord(f *edit.Filter) {
	n.attrs = allowedAttrs(n.attrs)
	n.filter(func(c *treeNode) bool { return f.Kept.HasString(c.name.Local) }, false)
}

// fits reports whether each property of a stripped tree is plain, or is allowed to be structured and contains no reserved name.
func (n *treeNode) fits(f *edit.Filter) bool {
	if len(n.children) == 1 && n.children[0].is(f.Record) {
		n = n.children[0]
	}
	for _, property := range n.children {
		if !f.Structured.HasString(property.name.Local) && len(property.children) > 0 || property.holds(f.Reserved) {
			return false
		}
	}
	return true
}

func (n *treeNode) holds(elements *names.Set) bool {
	return slices.ContainsFunc(n.children, func(c *treeNode) bool { return elements.HasString(c.name.Local) || c.holds(elements) })
}

func allowedAttrs(attrs []xml.Attr) (allowed []xml.Attr) {
	for _, a := range attrs {
		if a.Name.Space == instanceNamespace && slices.Contains([]string{"nil", "type", "schemaLocation", "noNamespaceSchemaLocation"}, a.Name.Local) ||
			a.Name.Space == xmlNamespace && slices.Contains([]string{"base", "id", "lang", "space"}, a.Name.Local) {
			allowed = append(allowed, a)
		}
	}
	return allowed
}

// reshaped edits the tree as Reshape is expected to edit the document.
func (n *treeNode) reshaped(doc *edit.Document) {
	all, identified, documented, failed := len(n.children) > 0, false, false, false
	for _, child := range n.children {
		all = all && child.is(doc.Record)
		identified = identified || doc.Identity.HasString(child.name.Local)
		documented = documented || doc.Properties.HasString(child.name.Local)
		failed = failed || doc.Errors.HasString(child.name.Local)
	}
	switch {
	case n.is(doc.Record), identified, documented && !failed:
		n.reshapedRecord(doc.Rule)
	case all:
		for _, child := range n.children {
			child.reshapedRecord(doc.Rule)
		}
	}
}

func (n *treeNode) reshapedRecord(rule edit.Rule) {
	n.filter(func(c *treeNode) bool { return c.member(rule.Member([]byte(c.name.Local))) }, true)
}

func (n *treeNode) member(action edit.Action) bool {
	if action.Verdict == edit.Into {
		return n.within(action.Within)
	}
	return n.become(action.Verdict)
}

func (n *treeNode) isEntry() bool {
	const prefix = "keyvalueof"
	return strings.HasPrefix(asciiLower(n.name.Local), prefix)
}

// entry applies rule to a dictionary entry and reports whether it stays.
func (n *treeNode) entry(rule edit.Rule) bool {
	i := slices.IndexFunc(n.children, func(c *treeNode) bool { return c.is("Key") })
	if i < 0 || len(n.children[i].children) > 0 {
		return n.member(rule.Member([]byte(n.name.Local)))
	}
	key := n.children[i]
	action := rule.Member([]byte(key.text))
	if action.Verdict == edit.Keep || action.Verdict == edit.Omit {
		return action.Verdict == edit.Keep
	}
	stays := rule.Unselected() != edit.Omit
	n.filter(func(c *treeNode) bool {
		if c == key {
			return true
		}
		of := edit.Action{Verdict: rule.Unselected()}
		if c.is("Value") {
			of = action
		}
		kept := c.member(of)
		stays = stays || kept
		return kept
	}, true)
	return stays
}

// become nulls, keeps or omits the element, and reports whether it stays.
func (n *treeNode) become(verdict edit.Verdict) bool {
	if verdict == edit.Null {
		n.children, n.items = nil, nil
		attrs := n.attrs
		n.attrs = nil
		value := "true"
		at := len(attrs)
		for i, a := range attrs {
			if a.Name == (xml.Name{Space: instanceNamespace, Local: "nil"}) {
				if s := strings.Trim(a.Value, " \t\r\n"); s == "true" || s == "1" {
					value = a.Value
				}
				at = i
			}
		}
		n.attrs = append(n.attrs, attrs[:at]...)
		n.attrs = append(n.attrs, xml.Attr{Name: xml.Name{Space: instanceNamespace, Local: "nil"}, Value: value})
		if at < len(attrs) {
			n.attrs = append(n.attrs, attrs[at+1:]...)
		}
	}
	return verdict != edit.Omit
}

func (n *treeNode) within(rule edit.Rule) bool {
	if len(n.children) == 0 {
		return n.become(rule.Unselected())
	}
	first := n.children[0].name.Local
	v := rule.Member([]byte(first)).Verdict
	array := (v == edit.Null || v == edit.Omit) && !n.children[0].isEntry()
	for _, child := range n.children {
		array = array && child.is(first)
	}
	if array {
		n.filter(func(c *treeNode) bool { return c.within(rule) }, true)
	} else {
		n.filter(func(c *treeNode) bool {
			if c.isEntry() {
				return c.entry(rule)
			}
			return c.member(rule.Member([]byte(c.name.Local)))
		}, true)
	}
	return len(n.children) > 0 || n.become(rule.Unselected())
}

func mustTree(t testing.TB, what string, src []byte) *treeNode {
	t.Helper()
	tree, err := parseTree(src)
	if err != nil {
		t.Fatalf("%s, by encoding/xml: %v\n%q", what, err, src)
	}
	return tree
}
