// Package accept chooses the media type of a response by the request's Accept header (RFC 9110 section 12.5.1).
package accept

import (
	"strconv"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Best returns the index of the offered media type with the highest quality in the lines of an Accept header, or -1 if none
// is acceptable. Among equals, the first one wins.
func Best(lines []string, offers ...string) int {
	best, highest := -1, 0
	for i, offer := range offers {
		if q := quality(lines, offer); q > highest {
			best, highest = i, q
		}
	}
	return best
}

// quality returns the quality, in thousandths, of a media type: that of the most specific media range that matches, and the
// highest one if there are several.
func quality(lines []string, mediaType string) int {
	q, specificity := 0, 0
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			mediaRange, params, _ := strings.Cut(item, ";")
			s := specificityOf(strings.TrimSpace(mediaRange), mediaType)
			if s > specificity {
				q, specificity = weight(params), s
			} else if s == specificity && s > 0 {
				q = max(q, weight(params))
			}
		}
	}
	return q
}

// specificityOf returns 3 if a media range is the media type itself, 2 if it is type/*, 1 if it is */*, and 0 if it does not
// match.
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

// weight returns the q parameter of a media range, in thousandths. A missing or malformed one counts as 1.
func weight(params string) int {
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
