package sandbox

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
)

const (
	schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"
	// arrayItem names the elements of an array inside a task; JSON has no name for them.
	arrayItem = "Item"
)

// toXML writes a JSON document as XML in the manner of .NET's data contracts: an element for each member, nil where there
// is no value, and a root that declares the prefix for that.
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
			writeElement(b, elementName(key.Str), "", arrayItem, member)
			return true
		})
	case value.IsArray():
		value.ForEach(func(_, element gjson.Result) bool {
			writeElement(b, items, "", arrayItem, element)
			return true
		})
	case value.Type == gjson.String:
		// Characters that XML has no way to write become U+FFFD.
		_ = xml.EscapeText(b, []byte(value.Str))
	default:
		b.WriteString(value.Raw)
	}
	b.WriteString("</" + name + ">")
}

// elementName makes any string the name of an element. What XML doesn't allow in a name, or not in every edition, is
// written _xHHHH_, as .NET does, and so is an underscore that would otherwise read as the beginning of that.
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

// isNameLetter reports whether r is a Latin letter, those of the Nordic languages included.
func isNameLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= 'À' && r <= 'ÿ' && r != '×' && r != '÷'
}
