package batchtask

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// DefaultPath is the operation's path in the vendor's documentation.
const DefaultPath = "/api/v1/Agents/Batch/UpdateBatchTask"

// Matcher recognizes the paths that mean the operation (contract section 2).
type Matcher struct {
	paths    []pattern
	shortest int // the length of the shortest path that may mean one of them
}

// NewMatcher returns a matcher for the given paths. A path must be absolute and not percent-encoded. A segment * matches any
// one segment.
func NewMatcher(paths ...string) (*Matcher, error) {
	m := &Matcher{shortest: 1 << 30}
	for _, path := range paths {
		p, err := newPattern(path)
		if err != nil {
			return nil, fmt.Errorf("path %q %w", path, err)
		}
		length := -1
		for _, segment := range p.segments {
			length += len("/") + len(segment)
		}
		m.paths = append(m.paths, p)
		m.shortest = min(m.shortest, length)
	}
	return m, nil
}

// pattern is a path to match.
type pattern struct {
	segments []string // in lower case, the last one first, since paths are read from their ends
	path     string   // the same in its original order; empty if a segment is *
}

const (
	wildcard    = "*"
	maxSegments = 16
)

func newPattern(path string) (p pattern, err error) {
	if i := strings.IndexAny(path, "%?#{}"); i >= 0 {
		return p, fmt.Errorf("contains %c: must be a plain path, without percent-encoding, query or placeholder", path[i])
	}
	if i := strings.IndexAny(path, ";()"); i >= 0 {
		return p, fmt.Errorf("contains %c: path parameters and groups in brackets are ignored when paths are compared", path[i])
	}
	var segments []string
	for _, segment := range strings.FieldsFunc(path, func(c rune) bool { return c == '/' || c == '\\' }) {
		segment = strings.TrimRightFunc(segment, func(c rune) bool { return c <= ' ' || c == 0x7F })
		switch name := strings.TrimRight(segment, ". "); {
		case segment == "..":
			segments = segments[:max(len(segments)-1, 0)]
		case name == "":
		case name != wildcard && strings.Contains(name, wildcard):
			return p, fmt.Errorf("contains * within the segment %s: * must be a whole segment", segment)
		default:
			segments = append(segments, lower(name))
		}
	}
	if !strings.HasPrefix(path, "/") || len(segments) == 0 {
		return p, errors.New("does not name an operation: it must begin with / and have a segment")
	}
	if !slices.ContainsFunc(segments, func(name string) bool { return name != wildcard }) {
		return p, errors.New("does not name an operation: it must have a segment other than *")
	}
	if len(segments) > maxSegments {
		return p, fmt.Errorf("has more than %d segments", maxSegments)
	}
	if !slices.Contains(segments, wildcard) {
		p.path = "/" + strings.Join(segments, "/")
	}
	slices.Reverse(segments)
	p.segments = segments
	return p, nil
}

func lower(name string) string {
	b := []byte(name)
	for i, c := range b {
		b[i] = names.Lower(c)
	}
	return string(b)
}

// Match reports whether a request for u means the operation: whether any server might read its path as one that ends, at a
// segment border, with one of the matcher's paths, or with one of them and one more segment.
func (m *Matcher) Match(u *url.URL) bool {
	// Path has been decoded once and does not show which slashes were encoded. RawPath does. It is empty if Path has its
	// default encoding, and Go ignores it if it contradicts Path. Opaque is what is sent for "POST http:api/v1/… HTTP/1.1".
	return m.match(u.Path) || u.RawPath != "" && m.match(u.RawPath) || u.Opaque != "" && m.match(u.Opaque)
}

func (m *Matcher) match(path string) bool {
	if len(path) < m.shortest {
		return false // no reading is longer than the path
	}
	if !isPlain(path) {
		return m.matchAnyReading(path)
	}
	path = strings.TrimSuffix(path, "/")
	shorter := path[:max(strings.LastIndexByte(path, '/'), 0)]
	for i := range m.paths {
		if p := &m.paths[i]; p.ends(path) || p.ends(shorter) {
			return true
		}
	}
	return false
}

// ends reports whether path, which must be plain, ends with p.
func (p *pattern) ends(path string) bool {
	if p.path != "" {
		// p.path begins with a slash, so a suffix begins at a segment border.
		return len(path) >= len(p.path) && names.Equal(path[len(path)-len(p.path):], p.path)
	}
	for _, name := range p.segments {
		slash := strings.LastIndexByte(path, '/')
		if slash < 0 || name != wildcard && !names.Equal(path[slash+1:], name) {
			return false
		}
		path = path[:slash]
	}
	return true
}

// isPlain reports whether all servers agree on the meaning of path: it begins with a slash, has no empty segment and none that
// ends with a dot or a blank, and no byte that is special to some servers.
func isPlain(path string) bool {
	if path == "" || path[0] != '/' {
		return false // a rewrite may have removed the slash
	}
	last := byte(0)
	for i := 0; i < len(path); i++ {
		class := classes[path[i]]
		if class != 0 && (class == special || class == slash && last != 0) {
			return false
		}
		last = class
	}
	return last != trailing
}

// The classes of bytes in a path. All others are in class 0.
const (
	slash    = 1 + iota
	trailing // special at the end of a segment
	special  // special to some servers
)

var classes = func() (classes [256]byte) {
	for c := range ' ' {
		classes[c] = special
	}
	for _, c := range `%\();?#` + "\x7F" {
		classes[c] = special
	}
	classes['/'], classes['.'], classes[' '] = slash, trailing, trailing
	return classes
}()
