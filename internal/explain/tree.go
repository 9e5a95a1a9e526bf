package explain

import (
	"bytes"
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// node is a value of a response: what the account compares before and after. Both trees are read by decoders that are not
// the editor's own.
type node struct {
	start    int    // its offset
	name     string // of an object's member or an element; none in an array of JSON
	raw      string // its bytes, without the name in JSON
	text     string // of a string, or of an element without children, whose white space around it is left out
	isText   bool
	null     bool
	children []node
}

// parse reads a document that the editor has found valid.
func parse(format document.Format, src []byte) node {
	text := bytes.TrimPrefix(src, edit.BOM)
	mark := len(src) - len(text)
	if format == document.XML {
		return parseXML(text, mark)
	}
	return parseJSON("", gjson.ParseBytes(text), mark)
}

// parseJSON and parseXML read what follows a byte-order mark of the given length.
func parseJSON(name string, value gjson.Result, mark int) node {
	n := node{start: mark + value.Index, name: name, raw: value.Raw, null: value.Type == gjson.Null}
	switch {
	case value.IsObject(), value.IsArray():
		value.ForEach(func(key, member gjson.Result) bool {
			// The key of an array's element is its position, which is no string.
			n.children = append(n.children, parseJSON(key.Str, member, mark))
			return true
		})
	case value.Type == gjson.String:
		n.text, n.isText = value.Str, true
	}
	return n
}

func parseXML(src []byte, mark int) node {
	d := xml.NewDecoder(bytes.NewReader(src))
	// What is declared other than UTF-8 can only be ASCII, which is UTF-8 as it is.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var open []node
	for {
		at := int(d.InputOffset())
		token, err := d.RawToken()
		if err != nil {
			return node{}
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = append(open, node{start: mark + at, name: token.Name.Local, isText: true, null: isNil(token.Attr)})
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(token)
			}
		case xml.EndElement:
			last := len(open) - 1
			n := open[last]
			n.raw = string(src[n.start-mark : d.InputOffset()])
			n.isText, n.text = len(n.children) == 0, strings.Trim(n.text, " \t\r\n")
			if names.HasPrefix(n.name, "KeyValueOf") {
				n = entry(n)
			}
			open = open[:last]
			if last == 0 {
				return n
			}
			open[last-1].children = append(open[last-1].children, n)
		}
	}
}

// entry returns the member that an entry of a dictionary represents: its Key is the name and its Value the value.
func entry(n node) node {
	key := slices.IndexFunc(n.children, func(c node) bool { return names.Equal(c.name, "Key") })
	value := slices.IndexFunc(n.children, func(c node) bool { return names.Equal(c.name, "Value") })
	if key < 0 || value < 0 || !n.children[key].isText {
		return n
	}
	member := n.children[value]
	member.name = n.children[key].text
	return member
}

// isNil reports whether one of the attributes says that an element is nil.
func isNil(attributes []xml.Attr) bool {
	for _, a := range attributes {
		if a.Name.Local == "nil" && (a.Value == "true" || a.Value == "1") {
			return true
		}
	}
	return false
}

// isMetadata reports whether a member is the serializer's metadata, such as $type, which is left alone.
func isMetadata(n node) bool { return strings.HasPrefix(n.name, "$") }

// pair is a record before and after.
type pair struct{ before, after node }

// records finds the records that begin at the given offsets, in ascending order. Nothing outside them was edited.
func records(before, after node, offsets []int, found []pair) []pair {
	if len(before.children) == 0 {
		return found
	}
	if _, ok := slices.BinarySearch(offsets, before.start); ok {
		return append(found, pair{before, after})
	}
	for i := range min(len(before.children), len(after.children)) {
		found = records(before.children[i], after.children[i], offsets, found)
	}
	return found
}

// join returns the path of a child.
func join(path string, child node, i int) string {
	switch {
	case child.name == "":
		return path + "[" + strconv.Itoa(i) + "]"
	case path == "":
		return child.name
	default:
		return path + "/" + child.name
	}
}
