package explain

import (
	"slices"
	"testing"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

func TestListZonesByName(t *testing.T) {
	c, err := timezone.NewCatalog(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	names := func(zones []Zone) (list []string) {
		for _, z := range zones {
			name := z.Code
			if name == "" {
				name = z.Zone
			}
			list = append(list, name)
		}
		return list
	}
	for _, tc := range []struct {
		query    string
		resolved string   // its zone
		has      []string // some of what is listed
		atMost   int      // entries
		near     string   // the first of what is near
	}{
		// Exact: alone.
		{query: "NO", resolved: "Europe/Oslo"},
		{query: "no", resolved: "Europe/Oslo"},
		{query: "261", resolved: "Europe/Oslo"},
		{query: "europe/oslo", resolved: "Europe/Oslo"},
		{query: "W. Europe Standard Time", resolved: "Europe/Berlin"},
		{query: "America/Detroit", resolved: "America/Detroit"},
		{query: "1", resolved: "UTC"},
		// Words: countries, regions, cities.
		{query: "Norway", has: []string{"NO"}, atMost: 1},
		{query: " oslo ", has: []string{"NO"}, atMost: 1},
		{query: "London", has: []string{"GB", "GMT Standard Time"}, atMost: 4},
		{query: "Cordoba", has: []string{"AR-CB"}, atMost: 20},
		{query: "cÓrdoba, argentina", has: []string{"AR-CB"}, atMost: 20},
		{query: "Australia", has: []string{"AU-NSW", "AU-WA"}, atMost: 60},
		{query: "new york", has: []string{"US-NY", "Eastern Standard Time"}, atMost: 30},
		{query: "Longyearbyen", has: []string{"SJ"}, atMost: 2},
		{query: "US", has: []string{"US-NY", "US-CA"}, atMost: 90},
		{query: "united states", has: []string{"US-NY", "US-CA"}, atMost: 90},
		{query: "Windows name", has: []string{"Tokyo Standard Time"}, atMost: 200},
		// Parts.
		{query: "Nor", has: []string{"NO", "NF"}, atMost: 50},
		{query: "Europe/O", has: []string{"NO"}, atMost: 3},
		// An offset, and what has it now.
		{query: "+05:45", resolved: "+05:45", has: []string{"NP", "Nepal Standard Time"}, atMost: 3},
		// Nothing.
		{query: "Norwya", near: "NO"},
		{query: "Europe/Olso", near: "NO"},
		{query: "Detriot", near: "US-MI"},
		{query: "nowhere at all"},
		{query: "", has: []string{"NO", "W. Europe Standard Time"}, atMost: 2000},
	} {
		list, err := ListZones(c, tc.query, now)
		if err != nil {
			t.Fatalf("%s: %v", tc.query, err)
		}
		resolved := ""
		if list.Resolved != nil {
			resolved = list.Resolved.Zone
		}
		found := names(list.Zones)
		if resolved != tc.resolved || len(found) > tc.atMost || list.Found() != (tc.resolved != "" || tc.has != nil) {
			t.Errorf("%q: is %q, listed %d: %.300q", tc.query, resolved, len(found), found)
		}
		for _, name := range tc.has {
			if !slices.Contains(found, name) {
				t.Errorf("%q: %s is not in %.300q", tc.query, name, found)
			}
		}
		if near := names(list.Near); tc.near == "" && len(near) > 0 || tc.near != "" && (len(near) == 0 || near[0] != tc.near) {
			t.Errorf("%q: near is %q, want %q", tc.query, near, tc.near)
		}
	}
}
