package main

import (
	"fmt"
	"time"
)

// since is when zones have to begin to agree to count as one. The vendor's product is not older, so no batch task is.
// until is more than a cycle of the calendar, 400 years, after the last year for which the tz database has more than a
// rule, so that what agrees until then agrees for ever.
var (
	since = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	until = time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC)
)

// agree reports whether the clocks of all the zones show the same at every instant from since on.
func (s *sources) agree(zones []string) (bool, error) {
	first, err := s.clock(zones[0])
	if err != nil {
		return false, err
	}
	for _, zone := range zones[1:] {
		other, err := s.clock(zone)
		if err != nil {
			return false, err
		}
		if other != first {
			return false, nil
		}
	}
	return true, nil
}

// clock returns a zone's offset at since and every change of it before until, with the instants, as text.
func (s *sources) clock(zone string) (string, error) {
	file := s.zones[zone]
	if file == nil {
		return "", fmt.Errorf("the tz database has no zone %q", zone)
	}
	location, err := time.LoadLocationFromTZData(zone, file)
	if err != nil {
		return "", fmt.Errorf("%s: %w", zone, err)
	}
	var text []byte
	for at, last := since.In(location), 0; at.Before(until); {
		if _, offset := at.Zone(); offset != last || text == nil {
			text = fmt.Appendln(text, at.Unix(), offset)
			last = offset
		}
		_, end := at.ZoneBounds()
		if end.IsZero() {
			break
		}
		if !end.After(at) {
			end = at.AddDate(0, 0, 1) // the time package ends the years of a rule after 365 days, leap years too
		}
		at = end
	}
	return string(text), nil
}
