package selection

import (
	"net/url"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// FromQuery returns the $select of a raw query: its parameter of that name in any case, "$" sent as it is or as %24,
// percent-decoded; several are joined by commas. It reports false if there is none. An error is of the kind
// fault.MalformedSelect.
func FromQuery(query string) (list string, ok bool, err error) {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		name, value, _ := strings.Cut(pair, "=")
		if !isSelect(name) {
			continue
		}
		value, err = url.QueryUnescape(value)
		if err != nil {
			return "", false, fault.New(fault.MalformedSelect, "$select has a malformed percent-encoding")
		}
		if ok {
			value = list + "," + value
		}
		if len(value) > MaxBytes {
			return "", false, fault.New(fault.MalformedSelect, "$select is longer than %d bytes", MaxBytes)
		}
		list, ok = value, true
	}
	return list, ok, nil
}

// isSelect reports whether a raw parameter name means $select.
func isSelect(name string) bool {
	const want = "$select"
	if len(name) == len(want) && name[0] == '$' {
		return names.Equal(name, want)
	}
	if len(name) < len(want) || strings.IndexByte(name, '%') < 0 {
		return false
	}
	decoded, err := url.QueryUnescape(name)
	return err == nil && names.Equal(decoded, want)
}
