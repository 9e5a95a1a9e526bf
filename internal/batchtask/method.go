package batchtask

import "github.com/caddy-batchtask/caddy-batchtask/internal/names"

// IsSafe reports whether a method only reads (RFC 9110 section 9.2.1). Methods are case-sensitive: "get" may mean anything to
// the API.
func IsSafe(method string) bool {
	switch method {
	case "GET", "HEAD", "OPTIONS", "TRACE":
		return true
	}
	return false
}

var methodOverrides = [...]string{"X-Http-Method-Override", "X-Http-Method", "X-Method-Override"}

// IsMethodOverride reports whether a header makes some servers treat a request as one with another method. "_" and "." count
// as "-", because servers that follow CGI don't distinguish them. By default, Caddy itself drops headers spelled that way.
func IsMethodOverride(header string) bool {
	for _, override := range methodOverrides {
		if sameVariable(header, override) {
			return true
		}
	}
	return false
}

// sameVariable reports whether two header names become the same CGI variable (RFC 3875 section 4.1.18).
func sameVariable(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		x, y := names.Lower(a[i]), names.Lower(b[i])
		if x == '_' || x == '.' {
			x = '-'
		}
		if x != y {
			return false
		}
	}
	return true
}
