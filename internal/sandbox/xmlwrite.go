package sandbox

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
)

const (
	schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"
	// arrayItem is the element name of array items within a task, which are unnamed in JSON.
	arrayItem = "Item"
)

// toXML converts a JSON document to XML in the style of .NET data contracts: an element for each member, with i:nil for
// null.
func toXML(root, doc string) string {
	value, items := gjson.Parse(doc), arrayItem
	if value.IsArray() {
		root, items = "ArrayOf"+root, root
	}
	var b strings.Builder
	writeElement(&b, root, ` xmlns:i="`+schemaInstance+`"`, items, value)
	return b.String()
}

func writeElement(b *strings.Builder, name, attributes, items string, value gjson.Result) {
	if value.Type == gjson.Null {
		b.WriteString("<" + name + ` i:nil="true"` + attributes + " />")
		return
	}
	b.WriteString("<" + name + attributes + ">")
	switch {
	case value.IsObject():
		value.ForEach(func(key, member gjson.Result) bool {
			if key.Str != "$type" { // which only Newtonsoft.Json writes
				writeElement(b, elementName(key.Str), "", arrayItem, member)
			}
			return true
		})
	case value.IsArray():
		value.ForEach(func(_, element gjson.Result) bool {
			writeElement(b, items, "", arrayItem, element)
			return true
		})
	case value.Type == gjson.String:
		// EscapeText replaces characters that XML can't represent with U+FFFD.
		_ = xml.EscapeText(b, []byte(value.Str))
	default:
		b.WriteString(value.Raw)
	}
	b.WriteString("</" + name + ">")
}

// elementName converts any string to an element name. As in .NET, characters that some edition of XML does not allow in
// names are written _xHHHH_, and so is an underscore that would otherwise start such an escape.
func elementName(name string) string {
	if name == "" {
		return "_x0000_"
	}
	var b strings.Builder
	for i, r := range name {
		switch {
		case isNameLetter(r), r == '_' && !escapedRune.MatchString(name[i:]),
			i > 0 && (r == '-' || r == '.' || '0' <= r && r <= '9'):
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, "_x%04X_", r)
		default:
			fmt.Fprintf(&b, "_x%08X_", r)
		}
	}
	return b.String()
}

// isNameLetter reports whether r is a letter of Latin-1, which covers the Nordic languages.
func isNameLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= 'À' && r <= 'ÿ' && r != '×' && r != '÷'
}
