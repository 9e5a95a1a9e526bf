package caddymodule

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"
	"go.uber.org/zap"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// The functions in this file warn of settings that are allowed but probably mistakes.

// warn logs warnings with the line of the option, which is no longer known when the configuration is provisioned.
func (p parser) warn(g *Guard) {
	for _, u := range g.undocumented() {
		warn(p.at([]string{u.option}).WrapErr(u))
	}
}

func warn(err error) { caddy.Log().Named("http.handlers." + directive).Warn(err.Error()) }

// undocumented is a configured property that SuperOffice does not document. It may exist in an installation, but is more likely
// misspelled. Its error text is meant for the author of the Caddyfile.
type undocumented struct{ option, property, nearest string }

func (u undocumented) Error() string {
	text := fmt.Sprintf("%s names %q, which SuperOffice does not document", u.option, u.property)
	if u.nearest != "" {
		text += fmt.Sprintf("; did you mean %s?", u.nearest)
	}
	return text
}

// undocumented returns the configured properties that are not documented.
func (g *Guard) undocumented() (list []undocumented) {
	documented := make([]string, batchtask.Properties.Len())
	for i := range documented {
		documented[i] = batchtask.Properties.Name(i)
	}
	var utc []string
	if g.TimeZone != nil {
		utc = g.TimeZone.UTC
	}
	for _, o := range []struct {
		option     string
		properties []string
	}{
		{"identity", []string{g.Identity}}, {"updatable", g.Updatable}, {"date_times", g.DateTimes}, {"timezone utc", utc},
	} {
		for _, property := range o.properties {
			u := undocumented{o.option, property, names.Nearest(property, documented...)}
			if property != "" && !batchtask.Properties.HasString(property) && !slices.Contains(list, u) {
				list = append(list, u)
			}
		}
	}
	return list
}

// warnOfZones warns of settings that are allowed but likely to give clients wrong times.
func (g *Guard) warnOfZones() {
	for _, doubt := range g.zones.catalog.Doubts(time.Now()) {
		g.logger.Warn("an item of the timezone catalog contradicts itself",
			zap.String("catalog", g.TimeZone.Catalog), zap.String("item", doubt))
	}
	if ask := &g.zones.ask; ask.Asked && !g.zones.catalog.KnownToAPI(ask.Name) {
		g.logger.Warn("timezone ask names a zone by a name that SuperOffice does not have", zap.String("ask", ask.Name))
	}
	for _, property := range g.Updatable {
		if g.dateTimes.HasString(property) {
			g.logger.Warn("an updatable property is a date-time: SO-TimeZone, which would tell the API how to read it, is not sent on",
				zap.String("property", property))
		}
	}
}

// placed is a guard in the Caddyfile.
type placed struct {
	guard   Guard
	matcher string // as JSON
	where   string // the file and line
}

// warnOfTwo warns of a guard with other settings in the same block as another one, or in a block inside that, if both may
// handle the same requests: both would then apply, which is rarely intended. Two guards with the same settings do no harm,
// as when a snippet is imported twice.
func warnOfTwo(h httpcaddyfile.Helper, matcher caddy.ModuleMap, g *Guard) {
	site, ok := siteOf(h)
	if !ok || h.BlockState == nil { // a module that parses blocks itself may have no state
		return
	}
	h.Reset()
	h.Next()
	now := placed{
		guard:   g.withDefaults(),
		matcher: asJSON(matcher),
		where:   fmt.Sprintf("%s:%d", h.File(), h.Line()),
	}
	// Sites share the state of their top level. Without a key for each, many sites would take quadratic time.
	key := fmt.Sprint(directive, site)
	before, _ := h.BlockState[key].([]placed)
	for _, other := range before {
		if now.follows(other) {
			warn(h.Errf("%s is also at %s, with other settings, and requests may pass through both: "+
				"merge them, or give each its own path", directive, other.where))
			break // one warning for each guard, however often a snippet is imported
		}
	}
	h.BlockState[key] = append(slices.Clip(before), now)
}

// siteOf returns an identifier of the site that contains a directive. Sites share the state of their top level, and Helper
// exports nothing that distinguishes them, so this reads an unexported field. If Caddy renames that, ok is false.
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

// follows reports whether a request may pass through both p and the other guard, with different settings. Guards with
// different matchers may be alternatives.
func (p placed) follows(other placed) bool {
	return asJSON(p.guard) != asJSON(other.guard) &&
		(p.matcher == other.matcher || p.matcher == noMatcher || other.matcher == noMatcher) &&
		(p.takesOneOf(other.guard.Paths) || other.takesOneOf(p.guard.Paths))
}

// noMatcher is the JSON of a missing matcher.
const noMatcher = "null"

func asJSON(v any) string {
	b, _ := json.Marshal(v) // plain data, or JSON from Caddy
	return string(b)
}

// takesOneOf reports whether the guard handles one of another guard's paths. A * in these is a segment like any other.
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
