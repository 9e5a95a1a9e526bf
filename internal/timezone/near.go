package timezone

import (
	"cmp"
	"slices"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Near returns up to limit zones that a misspelled or foreign name may have been meant for, the nearest first. It compares
// the name with codes, zones, the cities in them, and the names of countries and regions.
func (c *Catalog) Near(name string, limit int) []Entry {
	type found struct {
		Entry
		distance int
	}
	var list []found
	name = strings.TrimSpace(name)
	if name == "" || len(name) > maxName {
		return nil
	}
	for _, entry := range c.Places() {
		place, _, _ := strings.Cut(entry.Name, ",")
		city := strings.ReplaceAll(entry.Zone[strings.LastIndexByte(entry.Zone, '/')+1:], "_", " ")
		least := min(names.Distance(name, entry.Code), names.Distance(name, entry.Name), names.Distance(name, place),
			names.Distance(name, entry.Zone), names.Distance(name, city))
		if names.Near(least) {
			list = append(list, found{entry, least})
		}
	}
	slices.SortStableFunc(list, func(a, b found) int { return cmp.Compare(a.distance, b.distance) })
	var near []Entry
	for _, f := range list {
		if len(near) < limit {
			near = append(near, f.Entry)
		}
	}
	return near
}

// Suggest returns the first zone that Near finds, by its code if that is near and else by its IANA name, or "".
func (c *Catalog) Suggest(name string) string {
	near := c.Near(name, 1)
	switch {
	case len(near) == 0:
		return ""
	case near[0].Code != "" && names.Near(names.Distance(name, near[0].Code)):
		return near[0].Code
	}
	return near[0].Zone
}

// SuggestZone returns the IANA name that a name was most likely meant for, or "".
func SuggestZone(name string) string {
	near := new(Catalog).Near(name, 1)
	if len(near) == 0 {
		return ""
	}
	return near[0].Zone
}

// Several returns the code of a country with several time zones, and what to send instead, if text is its name or code.
func Several(text string) (code, instead string, found bool) {
	for _, country := range severalZones {
		if names.Equal(country.code, text) || names.Equal(country.name, text) {
			return country.code, country.instead, true
		}
	}
	return "", "", false
}
