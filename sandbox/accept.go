package sandbox

import (
	"mime"
	"strconv"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// answerTypes are the media types of answers; the first is the one for a client that doesn't care.
var answerTypes = []string{
	"application/json",
	"text/json",
	"application/xml",
	"text/xml",
	"application/merge-patch+json",
	"application/json-patch+json",
}

// negotiate returns the media type for an Accept header. The API answers a client that accepts none of its types all the
// same, in JSON.
func negotiate(accept []string) string {
	best, bestQuality := answerTypes[0], 0.0
	for _, line := range accept {
		for item := range strings.SplitSeq(line, ",") {
			if offer, quality := preference(item); offer != "" && quality > bestQuality {
				best, bestQuality = offer, quality
			}
		}
	}
	return best
}

// preference reads one item of an Accept header: the type it leads to, if any, and how much it is wanted.
func preference(item string) (string, float64) {
	mediaType, params, hasParams := strings.Cut(item, ";")
	offer := offered(strings.TrimSpace(mediaType))
	if offer == "" || !hasParams {
		return offer, 1
	}
	_, values, err := mime.ParseMediaType("x/x;" + params)
	if err != nil {
		return "", 0
	}
	quality, err := strconv.ParseFloat(values["q"], 64)
	if err != nil {
		quality = 1
	}
	return offer, quality
}

// offered returns the first of the types that the media range takes in, or "".
func offered(mediaRange string) string {
	if mediaRange == "*/*" || mediaRange == "*" {
		return answerTypes[0]
	}
	prefix, wild := strings.CutSuffix(mediaRange, "*")
	for _, offer := range answerTypes {
		if names.Equal(offer, mediaRange) || wild && strings.HasSuffix(prefix, "/") && names.HasPrefix(offer, prefix) {
			return offer
		}
	}
	return ""
}

// isXML reports whether a media type is written in XML.
func isXML(mediaType string) bool { return strings.HasSuffix(mediaType, "xml") }
