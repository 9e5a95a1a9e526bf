package sandbox

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// fieldLength is the only number nested in a property: each entry of FieldProperties has one.
const fieldLength = "FieldLength"

// escapedRune matches a character escaped by elementName at the start of a string.
var escapedRune = regexp.MustCompile(`^_x([0-9A-Fa-f]{4}|[0-9A-Fa-f]{8})_`)

// readXML returns the content of the root element as JSON. Elements are matched by local name; comments are ignored.
func readXML(doc string) (string, error) {
	d := xml.NewDecoder(strings.NewReader(doc))
	// The body is read as UTF-8 whatever encoding the declaration names, as it is in JSON.
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
				return "", badBody("The body has more than one root element.")
			}
			if value, err = readElement(d, start, 1); err != nil {
				return "", err
			}
		}
	}
	if value == "" {
		return "", badBody("The body has no root element.")
	}
	return value, nil
}

func notWellFormed(err error) error { return badBody("The body is not well-formed XML: %v.", err) }

// readElement reads the content of an element, up to its end tag, as JSON. Text becomes a string; typed converts it later.
func readElement(d *xml.Decoder, start xml.StartElement, depth int) (string, error) {
	if depth > maxDepth {
		return "", errTooDeep
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

// isNil reports whether the element has the attribute xsi:nil.
func isNil(start xml.StartElement) bool {
	for _, a := range start.Attr {
		if a.Name.Space == schemaInstance && a.Name.Local == "nil" && (a.Value == "true" || a.Value == "1") {
			return true
		}
	}
	return false
}

// isList reports whether these are the items of an array as written by toXML.
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
	return joinArray(elements)
}

// memberName reverses elementName.
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
