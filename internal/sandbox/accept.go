package sandbox

import (
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/accept"
)

// responseTypes are the media types of responses; the first is sent to a client that has no preference.
var responseTypes = []string{
	"application/json",
	"text/json",
	"application/xml",
	"text/xml",
	"application/merge-patch+json",
	"application/json-patch+json",
}

// negotiate returns the media type for an Accept header. The API responds in JSON to a client that accepts none of its
// types.
func negotiate(lines []string) string {
	return responseTypes[max(0, accept.Best(lines, responseTypes...))]
}

// isXML reports whether a media type is written in XML.
func isXML(mediaType string) bool { return strings.HasSuffix(mediaType, "xml") }
