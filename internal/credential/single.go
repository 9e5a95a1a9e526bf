package credential

import (
	"net/http"
	"slices"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// blanks is the optional white space around a header's value (RFC 9110 section 5.5). net/http trims it for HTTP/1 but not
// for HTTP/2.
const blanks = " \t"

// value returns the first value of a header that is not blank, trimmed, or "".
func value(h http.Header, key string) string {
	for _, v := range h[key] {
		if v = strings.Trim(v, blanks); v != "" {
			return v
		}
	}
	return ""
}

// dropBlank removes a header's blank values, so that they are not forwarded.
func dropBlank(h http.Header, key string) {
	values := h[key]
	isBlank := func(v string) bool { return strings.Trim(v, blanks) == "" }
	if !slices.ContainsFunc(values, isBlank) {
		return
	}
	if values = slices.DeleteFunc(slices.Clone(values), isBlank); len(values) == 0 {
		delete(h, key)
		return
	}
	h[key] = values
}

// single removes a header's blank values, so that they are not forwarded, and refuses the header if more than one value
// remains, since two servers might pick different ones.
func single(h http.Header, key, name string) error {
	if dropBlank(h, key); len(h[key]) > 1 {
		return problem.New(problem.DuplicateHeader, "the request has more than one %s header", name)
	}
	return nil
}
