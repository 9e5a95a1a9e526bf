// Package document determines the format of a document from its Content-Type and calls the editor for that format.
package document

import (
	"errors"
	"mime"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/charset"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/formedit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/jsonedit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/xmledit"
)

// Format is the format of a document.
type Format uint8

// The formats. None means that the document is not edited.
const (
	None Format = iota
	JSON
	JSONPatch
	XML
	Form
)

// requestTypes lists the media types that a request may have (contract section 4), in the order of Accept-Post.
var requestTypes = []struct {
	mediaType string
	format    Format
}{
	{"application/json", JSON},
	{"text/json", JSON},
	{"application/merge-patch+json", JSON},
	{"application/json-patch+json", JSONPatch},
	{"application/xml", XML},
	{"text/xml", XML},
	{"application/x-www-form-urlencoded", Form},
}

// AcceptPost is the value of the Accept-Post header (W3C LDP section 7.1): the media types that a request may have.
var AcceptPost = func() string {
	list := make([]string, len(requestTypes))
	for i, t := range requestTypes {
		list[i] = t.mediaType
	}
	return strings.Join(list, ", ")
}()

// ResponseFormat returns the format of a response with the given Content-Type: JSON, XML or None. ok is false if the format
// is JSON or XML but its charset is not UTF-8 or is ambiguous.
func ResponseFormat(contentType string) (f Format, ok bool) {
	switch withoutUTF8(contentType) {
	case "application/json":
		return JSON, true
	case "application/xml", "text/xml":
		return XML, true
	}
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return None, true
	}
	switch {
	case mediaType == "application/json", mediaType == "text/json", strings.HasSuffix(mediaType, "+json"):
		f = JSON
	case mediaType == "application/xml", mediaType == "text/xml", strings.HasSuffix(mediaType, "+xml"):
		f = XML
	}
	return f, err == nil && isPlain(contentType) && isUTF8(params)
}

// withoutUTF8 removes charset=utf-8 if it is the only parameter, so that most media types need no parsing.
func withoutUTF8(contentType string) string {
	if plain, param, ok := strings.Cut(contentType, ";"); ok && names.Equal(strings.TrimLeft(param, " "), "charset=utf-8") {
		return plain
	}
	return contentType
}

// isUTF8 reports whether text in a media type with the given parameters can be read as UTF-8.
func isUTF8(params map[string]string) bool {
	label, given := params["charset"]
	return !given || charset.CharsetOf(label) == charset.UTF8 || names.Equal(label, "us-ascii")
}

// isPlain reports whether a media type has neither backslashes nor the encoding of RFC 2231. Package mime decodes both, but
// other parsers may not.
func isPlain(contentType string) bool { return !strings.ContainsAny(contentType, `*\`) }

// Strip records the edits that remove from a request whatever filter does not keep.
func (f Format) Strip(src []byte, filter *edit.Filter, out *edit.Result) error {
	switch f {
	case JSON:
		return jsonedit.Strip(src, filter, out)
	case JSONPatch:
		return jsonedit.StripPatch(src, filter, out)
	case XML:
		return xmledit.Strip(src, filter, out)
	default:
		return formedit.Strip(src, filter, out)
	}
}

// Reshape records the edits that apply doc's rule to a response.
func (f Format) Reshape(src []byte, doc *edit.Document, e *edit.Edits) error {
	if f == XML {
		return xmledit.Reshape(src, doc, e)
	}
	return jsonedit.Reshape(src, doc, e)
}
