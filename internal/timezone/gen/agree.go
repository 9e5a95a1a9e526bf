package main

import (
	"fmt"
	"time"
)

// Zones that agree from since until until count as one. SuperOffice is not older than since, so no batch task is. until is
// more than 400 years, the cycle of the calendar, after the last year for which the tz database has more than a rule, so
// zones that agree until then agree forever.
var (
	since = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	until = time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC)
)

// agree reports whether all the zones have the same offset at every instant from since on.
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

// clock returns, as text, a zone's offset at since, and each change before until with its instant.
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
			end = at.AddDate(0, 0, 1) // in leap years, bounds from a zone's rule fall short of 31 December
		}
		at = end
	}
	return string(text), nil
}
