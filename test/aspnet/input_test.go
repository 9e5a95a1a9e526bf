package aspnet

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
)

// An input is a request body for one of the framework's variants.
type input struct {
	variant     string
	contentType string
	body        string
}

func (in input) String() string {
	return fmt.Sprintf("variant %s, Content-Type: %s\n%q", in.variant, in.contentType, in.body)
}

func (in input) request() request {
	return request{target: operation, headers: []string{"Content-Type: " + in.contentType, "X-Variant: " + in.variant}, body: in.body}
}

func (in input) is(mediaType string) bool {
	return strings.Contains(strings.ToLower(in.contentType), mediaType)
}

func (in input) isForm() bool { return in.is("form") }

// hasMetadata reports whether a JSON document may contain a name that begins with $, which misleads Newtonsoft.Json.
func (in input) hasMetadata() bool {
	return strings.Contains(in.body, `"$`) || strings.Contains(strings.ToLower(in.body), `"\u0024`)
}

// gives reports whether a document has a property in a place where the contract (section 4) looks for it. The document must
// be one that the guard accepts. It is parsed by Go's own decoders.
func (in input) gives(property string) bool {
	body := strings.TrimPrefix(in.body, "\ufeff")
	switch {
	case in.is("xml"):
		return xmlGives(body, property)
	case in.isForm():
		return formGives(body, property)
	case strings.HasPrefix(strings.TrimSpace(body), "["):
		return patchGives(body, property)
	}
	document := members(json.RawMessage(body))
	if record, ok := document["batchtaskinfo"]; ok {
		document = members(record)
	}
	_, ok := document[strings.ToLower(property)]
	return ok
}

// members returns an object's members by their names in lower case.
func members(object json.RawMessage) map[string]json.RawMessage {
	var document map[string]json.RawMessage
	_ = json.Unmarshal(object, &document) // nothing but an object has members
	lower := map[string]json.RawMessage{}
	for name, value := range document {
		lower[strings.ToLower(name)] = value
	}
	return lower
}

func patchGives(body, property string) bool {
	var patch []json.RawMessage
	_ = json.Unmarshal([]byte(body), &patch)
	for _, operation := range patch {
		var op, path string
		_ = json.Unmarshal(members(operation)["op"], &op)
		_ = json.Unmarshal(members(operation)["path"], &path)
		if strings.EqualFold(op, "move") {
			continue // the source of a move may be another property
		}
		path = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(path), "/"), "batchtaskinfo/")
		if path == strings.ToLower(property) {
			return true
		}
	}
	return false
}

func formGives(body, property string) bool {
	for pair := range strings.SplitSeq(body, "&") {
		key, _, _ := strings.Cut(pair, "=")
		key, _ = url.QueryUnescape(key)
		for _, frame := range []string{"%s", "batchtaskinfo.%s", "batchtaskinfo[%s]"} {
			if strings.ToLower(key) == fmt.Sprintf(frame, strings.ToLower(property)) {
				return true
			}
		}
	}
	return false
}

// xmlGives looks at the children of the root and of a BatchTaskInfo in it.
func xmlGives(body, property string) bool {
	return xmlHas(body, property, func(path []string) bool {
		return len(path) == 1 || len(path) == 2 && strings.EqualFold(path[1], "BatchTaskInfo")
	})
}

// nests reports whether an XML document has an element named like a property inside one that was stripped: there
// XmlSerializer finds it if the outer one holds plain text, as it ends that at the first child's end.
func (in input) nests(property string, stripped func(string) bool) bool {
	return in.is("xml") && xmlHas(in.body, property, func(path []string) bool { return slices.ContainsFunc(path, stripped) })
}

// xmlHas reports whether a document has an element of a name whose ancestors' names are as wanted.
func xmlHas(body, name string, wanted func(path []string) bool) bool {
	d := xml.NewDecoder(strings.NewReader(body))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var path []string
	for {
		token, err := d.RawToken()
		if err != nil {
			return false
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == name && wanted(path) {
				return true // names are case-sensitive to the framework
			}
			path = append(path, token.Name.Local)
		case xml.EndElement:
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
		}
	}
}
