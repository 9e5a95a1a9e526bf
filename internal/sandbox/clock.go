package sandbox

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

const (
	zoneHeader      = "SO-TimeZone"
	includeTZOffset = "includeTZOffset"
)

// catalog maps the vendor's time zone codes and ids to IANA zones.
var catalog = func() *timezone.Catalog {
	c, err := timezone.NewCatalog(nil, nil)
	if err != nil {
		panic(err) // The table is embedded.
	}
	return c
}()

// A zone is a time zone of the API.
type zone struct {
	name     string // code or id, as given
	iana     string
	utc      bool
	location *time.Location
}

// findZone returns the zone with a code or an id, the only names that the API accepts.
func findZone(name string) (zone, error) {
	found, err := catalog.Lookup(name)
	if err != nil || !catalog.KnownToAPI(name) {
		return zone{}, fmt.Errorf("unknown time zone %q", name)
	}
	location, err := time.LoadLocation(found.Name())
	return zone{name: name, iana: found.Name(), utc: found.IsUTC(), location: location}, err
}

// A clock converts date-times as an installation with a base zone does.
type clock struct {
	base    zone // the zone of stored date-times without an offset
	zone    zone // the zone of the response
	offsets bool // whether the response includes offsets
}

// forRequest returns the clock for a request's SO-TimeZone.
func (c clock) forRequest(header []string) (clock, error) {
	c.zone = c.base
	for element := range strings.SplitSeq(strings.Join(header, ","), ",") {
		switch element = strings.TrimSpace(element); {
		case element == "":
		case names.Equal(element, includeTZOffset):
			c.offsets = true
		default:
			requested, err := findZone(element)
			if err != nil {
				return clock{}, badArgument("%s: %v.", zoneHeader, err)
			}
			c.zone = requested
		}
	}
	return c, nil
}

// rewrite returns the task with its date-times converted.
func (c clock) rewrite(task string) string {
	o := parseObject(task)
	for i := range o {
		value := gjson.Parse(o[i].value)
		if kindOf(o[i].name) != dateTime || value.Type != gjson.String {
			continue
		}
		in := c.zone
		// An installation stores Created in UTC, and returns it in UTC if the request asks for offsets.
		if c.offsets && names.Equal(o[i].name, "Created") {
			in = utcZone
		}
		o[i].value = quote(c.show(value.Str, in))
	}
	return o.String()
}

var utcZone = zone{name: "UTC", iana: "UTC", utc: true, location: time.UTC}

// dateTimeForm splits a date-time into local time, fraction of a second, and offset.
var dateTimeForm = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$`)

const (
	localLayout = "2006-01-02T15:04:05"
	minDate     = "0001-01-01" // "no date"
	maxDate     = "9999-12-31" // "forever"
)

// show converts a date-time to a zone. Any other text is returned unchanged.
func (c clock) show(text string, in zone) string {
	parts := dateTimeForm.FindStringSubmatch(text)
	if parts == nil {
		return text
	}
	local, fraction, offset := parts[1], parts[2], parts[3]
	if strings.HasPrefix(local, minDate) || strings.HasPrefix(local, maxDate) {
		return c.showSentinel(local, fraction)
	}
	t, err := time.ParseInLocation(localLayout, local, c.base.location)
	if offset != "" {
		t, err = time.Parse(localLayout+"Z0700", local+strings.ReplaceAll(offset, ":", ""))
	}
	if err != nil {
		return text
	}
	t = t.In(in.location)
	return t.Format(localLayout) + fraction + c.offset(t, in)
}

// showSentinel converts minDate or maxDate. Only if offsets are requested does the server move them by the zone's standard
// offset, and never beyond the range of its dates.
func (c clock) showSentinel(local, fraction string) string {
	t, err := time.Parse(localLayout, local)
	if err != nil || !c.offsets {
		return local + fraction
	}
	// Take the standard offset from a recent year, as no zone had one in the year 1.
	standard := time.Date(2024, t.Month(), t.Day(), 12, 0, 0, 0, time.UTC).In(c.zone.location)
	_, seconds := standard.Zone()
	if moved := t.Add(time.Duration(seconds) * time.Second); moved.Year() == t.Year() {
		t = moved
	}
	return t.Format(localLayout) + fraction + c.offset(standard, c.zone)
}

// offset returns the offset to append to a date-time, if offsets are requested.
func (c clock) offset(t time.Time, in zone) string {
	switch {
	case !c.offsets:
		return ""
	case in.utc:
		return "Z"
	}
	return t.Format("-07:00")
}
