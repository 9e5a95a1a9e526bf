// Package document reads from the headers in which format a document is written, and hands it to the editor of that format.
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

// Format is a format that a document is written in.
type Format uint8

// The formats. None is a document that is not read.
const (
	None Format = iota
	JSON
	JSONPatch
	XML
	Form
)

// requestTypes are the media types that a request may have (contract section 4), in the order of Accept-Post.
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

// AcceptPost lists the media types of requests, as the header of that name does (W3C LDP section 7.1).
var AcceptPost = func() string {
	list := make([]string, len(requestTypes))
	for i, t := range requestTypes {
		list[i] = t.mediaType
	}
	return strings.Join(list, ", ")
}()

// AnswerFormat returns the format of an answer by its Content-Type: JSON, XML, or None for what is not to be read. ok is
// false for JSON or XML in a charset other than UTF-8, or one that can't be told.
func AnswerFormat(contentType string) (f Format, ok bool) {
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

// withoutUTF8 cuts off the parameter that most senders add, so that most types need no parsing.
func withoutUTF8(contentType string) string {
	if plain, param, ok := strings.Cut(contentType, ";"); ok && names.Equal(strings.TrimLeft(param, " "), "charset=utf-8") {
		return plain
	}
	return contentType
}

// isUTF8 reports whether text in the charset of a media type with the given parameters can be read as UTF-8.
func isUTF8(params map[string]string) bool {
	label, given := params["charset"]
	return !given || charset.CharsetOf(label) == charset.UTF8 || names.Equal(label, "us-ascii")
}

// isPlain reports whether the parameters of a media type are read alike by whoever reads them (parseMediaType), although
// package mime undoes RFC 2231's encoding and backslashes.
func isPlain(contentType string) bool { return !strings.ContainsAny(contentType, `*\`) }

// Strip takes out of a request what filter does not keep.
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

// Reshape lets doc's rule say what becomes of an answer.
func (f Format) Reshape(src []byte, doc *edit.Document, e *edit.Edits) error {
	if f == XML {
		return xmledit.Reshape(src, doc, e)
	}
	return jsonedit.Reshape(src, doc, e)
}
