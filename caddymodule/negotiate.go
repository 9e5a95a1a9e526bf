package caddymodule

import (
	"strconv"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

var (
	jsonTypes = []string{"application/problem+json", "application/json", "text/json"}
	xmlTypes  = []string{"application/problem+xml", "application/xml", "text/xml"}
)

// prefersXML reports whether the Accept header gives a type of XML a higher quality than every type of JSON (RFC 9110
// section 12.5.1): JSON is what is sent where a client has no preference.
func prefersXML(accept []string) bool {
	return quality(accept, xmlTypes) > quality(accept, jsonTypes)
}

// quality returns the highest quality, in thousandths, that accept gives one of the types.
func quality(accept []string, types []string) int {
	best := 0
	for _, mediaType := range types {
		q, specificity := 0, 0
		for _, line := range accept {
			for item := range strings.SplitSeq(line, ",") {
				itemType, params, _ := strings.Cut(item, ";")
				s := specificityOf(strings.TrimSpace(itemType), mediaType)
				if s > specificity {
					q, specificity = qvalue(params), s
				} else if s == specificity && s > 0 {
					q = max(q, qvalue(params))
				}
			}
		}
		best = max(best, q)
	}
	return best
}

// specificityOf returns how specifically a media range names a media type: 3 for itself, 2 for its type, 1 for any, 0 not.
func specificityOf(mediaRange, mediaType string) int {
	slash := strings.IndexByte(mediaType, '/')
	switch {
	case names.Equal(mediaRange, mediaType):
		return 3
	case strings.HasSuffix(mediaRange, "/*") && names.Equal(mediaRange[:len(mediaRange)-1], mediaType[:slash+1]):
		return 2
	case mediaRange == "*/*":
		return 1
	}
	return 0
}

// qvalue returns the weight among a media range's parameters in thousandths; one that is missing or malformed is 1.
func qvalue(params string) int {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if names.Equal(strings.TrimSpace(name), "q") {
			if q, err := strconv.ParseFloat(strings.TrimSpace(value), 64); err == nil && 0 <= q && q <= 1 {
				return int(q*1000 + 0.5)
			}
		}
	}
	return 1000
}
