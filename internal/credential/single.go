package credential

import (
	"net/http"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
)

// blanks are what may stand around a header's value (RFC 9110 section 5.5). HTTP/1 cuts them off, HTTP/2 does not.
const blanks = " \t"

// value returns the first value of a header that is not blank, without blanks around it, or "".
func value(h http.Header, key string) string {
	for _, v := range h[key] {
		if v = strings.Trim(v, blanks); v != "" {
			return v
		}
	}
	return ""
}

// single removes the blank values of a header, so that they are not sent on either, and refuses more than one other, as
// two servers might take different ones.
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
			return fault.New(fault.DuplicateHeader, "the request has more than one %s header", name)
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
