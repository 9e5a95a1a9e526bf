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

// catalog knows the vendor's codes and ids of time zones.
var catalog = func() *timezone.Catalog {
	c, err := timezone.NewCatalog(nil, nil)
	if err != nil {
		panic(err) // The table is part of the program.
	}
	return c
}()

// A zone is a time zone as the API knows it: by a code or an id.
type zone struct {
	name     string
	iana     string
	utc      bool
	location *time.Location
}

// findZone returns the zone of a code or an id. The API has no other names for zones.
func findZone(name string) (zone, error) {
	found, err := catalog.Lookup(name)
	if err != nil || !catalog.KnownToAPI(name) {
		return zone{}, fmt.Errorf("there is no time zone %q", name)
	}
	location, err := time.LoadLocation(found.Name())
	return zone{name: name, iana: found.Name(), utc: found.IsUTC(), location: location}, err
}

// A clock writes date-times as an installation does that keeps them in a base zone.
type clock struct {
	base    zone // date-times without offset are in it
	zone    zone // where they are to be written
	offsets bool // whether they are to say so
}

// set returns the clock that a request's SO-TimeZone asks for.
func (c clock) set(header []string) (clock, error) {
	c.zone = c.base
	for element := range strings.SplitSeq(strings.Join(header, ","), ",") {
		switch element = strings.TrimSpace(element); {
		case element == "":
		case names.Equal(element, includeTZOffset):
			c.offsets = true
		default:
			asked, err := findZone(element)
			if err != nil {
				return clock{}, refuseArgument("%s: %v.", zoneHeader, err)
			}
			c.zone = asked
		}
	}
	return c, nil
}

// rewrite returns the task with its date-times as the clock shows them.
func (c clock) rewrite(task string) string {
	o := parseObject(task)
	for i := range o {
		value := gjson.Parse(o[i].value)
		if kindOf(o[i].name) != dateTime || value.Type != gjson.String {
			continue
		}
		in := c.zone
		// An installation keeps when a task was made in UTC, and shows it so to those who ask for offsets.
		if c.offsets && names.Equal(o[i].name, "Created") {
			in = utcZone
		}
		o[i].value = quote(c.show(value.Str, in))
	}
	return o.String()
}

var utcZone = zone{name: "UTC", iana: "UTC", utc: true, location: time.UTC}

// dateTimeForm splits a date-time into its clock's reading, the seconds' fraction and the offset.
var dateTimeForm = regexp.MustCompile(`^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$`)

const (
	wallLayout = "2006-01-02T15:04:05"
	noDate     = "0001-01-01"
	forEver    = "9999-12-31"
)

// show writes a date-time in a zone. What is none stays.
func (c clock) show(text string, in zone) string {
	parts := dateTimeForm.FindStringSubmatch(text)
	if parts == nil {
		return text
	}
	wall, fraction, offset := parts[1], parts[2], parts[3]
	if strings.HasPrefix(wall, noDate) || strings.HasPrefix(wall, forEver) {
		return c.showSentinel(wall, fraction)
	}
	t, err := time.ParseInLocation(wallLayout, wall, c.base.location)
	if offset != "" {
		t, err = time.Parse(wallLayout+"Z0700", wall+strings.ReplaceAll(offset, ":", ""))
	}
	if err != nil {
		return text
	}
	t = t.In(in.location)
	return t.Format(wallLayout) + fraction + c.offset(t, in)
}

// showSentinel writes "no date" or "for ever". With an offset the server moves them into the zone like any date-time, by
// its standard time, but never past the ends of its calendar.
func (c clock) showSentinel(wall, fraction string) string {
	t, err := time.Parse(wallLayout, wall)
	if err != nil || !c.offsets {
		return wall + fraction
	}
	// A year of the present says what standard time is: zones had none in the year 1.
	standard := time.Date(2024, t.Month(), t.Day(), 12, 0, 0, 0, time.UTC).In(c.zone.location)
	_, seconds := standard.Zone()
	if moved := t.Add(time.Duration(seconds) * time.Second); moved.Year() == t.Year() {
		t = moved
	}
	return t.Format(wallLayout) + fraction + c.offset(standard, c.zone)
}

// offset returns the offset to write behind a date-time, if one is asked for.
func (c clock) offset(t time.Time, in zone) string {
	switch {
	case !c.offsets:
		return ""
	case in.utc:
		return "Z"
	}
	return t.Format("-07:00")
}
