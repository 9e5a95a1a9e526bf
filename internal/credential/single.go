package credential

import (
	"net/http"
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

// single removes a header's blank values, so that they are not forwarded, and refuses the header if more than one value
// remains, since two servers might pick different ones.
func single(h http.Header, key, name string) error {
	values := h[key]
	if len(values) == 0 || len(values) == 1 && strings.Trim(values[0], blanks) != "" {
		return nil
	}
	kept := ""
	for _, v := range values {
		switch {
		case strings.Trim(v, blanks) == "":
		case kept != "":
			return problem.New(problem.DuplicateHeader, "the request has more than one %s header", name)
		default:
			kept = v
		}
	}
	if kept == "" {
		delete(h, key)
	} else {
		h[key] = []string{kept}
	}
	return nil
}
