package sandbox

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// fieldLength is the one number below the properties of a task, in each of its FieldProperties.
const fieldLength = "FieldLength"

// escapedRune is a character as elementName escapes it, where it begins a string.
var escapedRune = regexp.MustCompile(`^_x([0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_`)

// readXML reads an XML document as the JSON that its root element stands for. Namespaces and comments are not looked at:
// elements are known by their local names.
func readXML(doc string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(doc))
	// Whatever charset the declaration names, the bytes are taken for UTF-8, as those of JSON are.
	d.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil }
	value := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", notWellFormed(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			if value != "" {
				return "", refuseBody("The body has more than one root element.")
			}
			if value, err = readElement(d, start, 1); err != nil {
				return "", err
			}
		}
	}
	if value == "" {
		return "", refuseBody("The body has no root element.")
	}
	return value, nil
}

func notWellFormed(err error) error { return refuseBody("The body is not well-formed XML: %v.", err) }

// readElement reads the content of an element, up to its end tag, as JSON. Text stays a string: which properties are
// numbers is for typed to know.
func readElement(d *xml.Decoder, start xml.StartElement, depth int) (string, error) {
	if depth > maxDepth {
		return "", refuse("The document nests more than %d levels deep.", maxDepth)
	}
	var content strings.Builder
	var members object
	for {
		token, err := d.Token()
		if err != nil {
			return "", notWellFormed(err)
		}
		switch token := token.(type) {
		case xml.CharData:
			content.Write(token)
		case xml.StartElement:
			child := token.Copy()
			value, err := readElement(d, child, depth+1)
			if err != nil {
				return "", err
			}
			name := memberName(child.Name.Local)
			if name == fieldLength {
				value = number(value)
			}
			members = append(members, member{key: quote(name), name: name, value: value})
		case xml.EndElement:
			switch {
			case isNil(start):
				return "null", nil
			case members == nil:
				return quote(content.String()), nil
			case isList(members):
				return listOf(members), nil
			}
			return members.String(), nil
		}
	}
}

// isNil reports whether the element says of itself that it has no value.
func isNil(start xml.StartElement) bool {
	for _, a := range start.Attr {
		if a.Name.Space == schemaInstance && a.Name.Local == "nil" && (a.Value == "true" || a.Value == "1") {
			return true
		}
	}
	return false
}

// isList reports whether these are the elements of an array, as toXML writes it.
func isList(members object) bool {
	for _, m := range members {
		if m.name != arrayItem {
			return false
		}
	}
	return true
}

func listOf(members object) string {
	elements := make([]string, len(members))
	for i, m := range members {
		elements[i] = m.value
	}
	return "[" + strings.Join(elements, ",") + "]"
}

// memberName undoes elementName.
func memberName(name string) string {
	if !strings.Contains(name, "_x") {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); {
		found := escapedRune.FindStringSubmatch(name[i:])
		if found == nil {
			b.WriteByte(name[i])
			i++
			continue
		}
		if code, err := strconv.ParseUint(found[1], 16, 32); err == nil && code != 0 {
			b.WriteRune(rune(code))
		}
		i += len(found[0])
	}
	return b.String()
}
