// Package operation knows SuperOffice's UpdateBatchTask: which requests mean it, which properties a BatchTaskInfo has, and
// what becomes of them in an answer.
package operation

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// DefaultPath is the operation's path in the vendor's documentation.
const DefaultPath = "/api/v1/Agents/Batch/UpdateBatchTask"

// Matcher tells which paths mean the operation (contract section 2).
type Matcher struct {
	paths    []string // normalized
	shortest int      // of their lengths
}

// NewMatcher returns a matcher for the given paths, each absolute and not percent-encoded.
func NewMatcher(paths ...string) (*Matcher, error) {
	m := &Matcher{shortest: 1 << 30}
	for _, path := range paths {
		clean := string(normalize(nil, path))
		if !strings.HasPrefix(path, "/") || clean == "" {
			return nil, fmt.Errorf("path %q does not name an operation: it must begin with / and have a segment", path)
		}
		if i := strings.IndexAny(path, "%?#{}"); i >= 0 {
			return nil, fmt.Errorf("path %q has a %c: it is to be a plain path, without percent-encoding, query or placeholder", path, path[i])
		}
		m.paths = append(m.paths, clean)
		m.shortest = min(m.shortest, len(clean))
	}
	return m, nil
}

// Match reports whether a request for u means the operation: whether its path, as any lenient server might read it, is
// one of the matcher's or ends with one at a segment border.
func (m *Matcher) Match(u *url.URL) bool {
	path := u.Path
	if u.Opaque != "" {
		// "POST http:api/v1/… HTTP/1.1": rootless, and sent on as it is.
		if path, _ = url.PathUnescape(u.Opaque); path == "" {
			path = u.Opaque
		}
		return matchClean(m, normalize(nil, path))
	}
	if len(path)+1 < m.shortest {
		return false // normalizing lengthens only by a slash in front
	}
	if isClean(path) {
		return matchClean(m, strings.TrimSuffix(path, "/"))
	}
	var buf [512]byte
	return matchClean(m, normalize(buf[:0], path))
}

func matchClean[P names.Text](m *Matcher, path P) bool {
	for _, p := range m.paths {
		// p begins with a slash, so a suffix begins at a segment border.
		if len(path) >= len(p) && names.Equal(path[len(path)-len(p):], p) {
			return true
		}
	}
	return false
}

// isClean reports whether path begins with a slash and has no backslash, no empty segment and none that begins with a dot.
func isClean(path string) bool {
	if path == "" || path[0] != '/' {
		return false // what is left of one that a rewrite has cut
	}
	last := byte(0)
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '\\' || last == '/' && (c == '/' || c == '.') {
			return false
		}
		last = c
	}
	return true
}

// normalize appends path to dst with "\" read as "/", runs of "/" collapsed, "." and ".." resolved, no "/" at its end, and
// in ASCII lower case.
func normalize(dst []byte, path string) []byte {
	for i := 0; i < len(path); {
		end := i
		for end < len(path) && path[end] != '/' && path[end] != '\\' {
			end++
		}
		switch segment := path[i:end]; segment {
		case "", ".":
		case "..":
			for n := len(dst); n > 0; {
				n--
				if slash := dst[n] == '/'; slash || n == 0 {
					dst = dst[:n]
					break
				}
			}
		default:
			dst = append(dst, '/')
			for j := 0; j < len(segment); j++ {
				dst = append(dst, names.Lower(segment[j]))
			}
		}
		i = end + 1
	}
	return dst
}

// IsSafe reports whether a method only reads (RFC 9110 section 9.2.1): such a request to the operation's path describes
// the call and does not make it.
func IsSafe(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}

// overrides are the headers by which some servers let a request stand for one of another method, in canonical form.
var overrides = [...]string{"X-Http-Method-Override", "X-Http-Method", "X-Method-Override"}

// DropMethodOverrides removes the headers that would turn a safe request into an unsafe one behind the proxy.
func DropMethodOverrides(h http.Header) {
	for _, name := range overrides {
		delete(h, name)
	}
}
