package caddymodule

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"slices"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
)

// placed is a guard of the Caddyfile.
type placed struct {
	guard   Guard
	site    uintptr // the identity of the site
	matcher string  // as JSON
	where   string  // file and line
}

// warnOfTwo warns of a guard in the block of another one with other settings, or in a block inside that, where both would
// take the same requests: it adds to the first one's work instead of replacing it, which is hardly what is meant. Two guards
// that are set up alike do no harm, as when a snippet is imported twice.
func warnOfTwo(h httpcaddyfile.Helper, matcher caddy.ModuleMap, g *Guard) {
	site, ok := siteOf(h)
	if !ok {
		return
	}
	h.Reset()
	h.Next()
	now := placed{
		guard:   g.withDefaults(),
		site:    site,
		matcher: asJSON(matcher),
		where:   fmt.Sprintf("%s:%d", h.File(), h.Line()),
	}
	before, _ := h.BlockState[directive].([]placed)
	for _, other := range before {
		if now.follows(other) {
			warn(h.Errf("%s is also at %s, with other settings, and requests may pass through both: "+
				"merge them, or give each its own path", directive, other.where))
		}
	}
	h.BlockState[directive] = append(slices.Clip(before), now)
}

// siteOf returns an identity of the site that a directive is in. Sites share the state of their top level, and Helper exports
// nothing that distinguishes them. If Caddy renames what is read here, there is no identity.
func siteOf(h httpcaddyfile.Helper) (identity uintptr, ok bool) {
	segments := reflect.ValueOf(h).FieldByName("parentBlock")
	if segments.Kind() == reflect.Struct {
		segments = segments.FieldByName("Segments")
	}
	if segments.Kind() != reflect.Slice {
		return 0, false
	}
	return segments.Pointer(), true
}

// follows reports whether a request that the other guard takes may be taken again, by one with other settings. Guards with
// different matchers may be alternatives.
func (p placed) follows(other placed) bool {
	return p.site == other.site && asJSON(p.guard) != asJSON(other.guard) &&
		(p.matcher == other.matcher || p.matcher == noMatcher || other.matcher == noMatcher) &&
		(p.takesOneOf(other.guard.Paths) || other.takesOneOf(p.guard.Paths))
}

// noMatcher is a matcher that is not there, as JSON.
const noMatcher = "null"

func asJSON(v any) string {
	b, _ := json.Marshal(v) // of plain data, and of JSON that Caddy made
	return string(b)
}

// takesOneOf reports whether the guard takes one of the paths of another one, whose * are segments like others.
func (p placed) takesOneOf(paths []string) bool {
	operation, err := batchtask.NewMatcher(p.guard.Paths...)
	if err != nil {
		return false
	}
	for _, path := range paths {
		if operation.Match(&url.URL{Path: path}) {
			return true
		}
	}
	return false
}
