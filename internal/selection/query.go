package selection

import (
	"net/url"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// FromQuery returns the percent-decoded value of $select in a raw query, and false if there is none. The name is matched in
// any case, and may be percent-encoded. Several values are joined with commas. Errors are of the kind problem.MalformedSelect.
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
			return "", false, problem.New(problem.MalformedSelect, "$select contains a malformed percent-encoding")
		}
		if ok {
			value = list + "," + value
		}
		if len(value) > MaxBytes {
			return "", false, problem.New(problem.MalformedSelect, "$select is longer than %d bytes", MaxBytes)
		}
		list, ok = value, true
	}
	return list, ok, nil
}

// isSelect reports whether the raw name of a parameter means $select.
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
