package explain

import (
	"strings"
	"testing"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

func TestReasons(t *testing.T) {
	oslo, newYork := lookup("Europe/Oslo"), lookup("America/New_York")
	plain := conversion{oslo, timezone.Request{Zone: newYork, Asked: true}}
	tagged := conversion{oslo, timezone.Request{Zone: newYork, IncludeOffset: true, Asked: true}}
	only := conversion{oslo, timezone.Request{IncludeOffset: true, Asked: true}}
	for _, tc := range []struct {
		c              conversion
		text, to, want string
	}{
		{plain, "2024-06-01T12:00:00Z", "2024-06-01T08:00:00Z", "was in UTC (Z) → America/New_York"},
		{plain, "2024-06-01T12:00+0200", "2024-06-01T08:00:00Z", "had the offset +0200 → America/New_York"},
		{plain, "2024-06-01T12:00:00.5-05:00", "2024-06-01T08:00:00Z", "had the offset -05:00 → America/New_York"},
		{plain, "2024-06-01T12:00:00", "2024-06-01T08:00:00", "had no offset, read in the base Europe/Oslo → America/New_York"},
		{tagged, "2024-06-01T12:00", "2024-06-01T08:00:00Z", "had no offset, read in the base Europe/Oslo → America/New_York, with its offset as includeTZOffset asks"},
		{only, "2024-06-01T12:00", "2024-06-01T08:00:00Z", "had no offset, read in the base Europe/Oslo → Europe/Oslo, with its offset as includeTZOffset asks"},
		{plain, "2024-10-27T02:30:00", "2024-06-01T08:00:00", "had no offset, read in the base Europe/Oslo (where it exists twice: the later instant, in standard time) → America/New_York"},
		{plain, "2024-10-27T01:59:59.9", "2024-06-01T08:00:00", "had no offset, read in the base Europe/Oslo → America/New_York"},
		{plain, "2024-10-27T03:00:00", "2024-06-01T08:00:00", "had no offset, read in the base Europe/Oslo → America/New_York"},
		{plain, "2024-03-31T02:30:00", "2024-06-01T08:00:00", "had no offset, read in the base Europe/Oslo (where it does not exist: with the offset in force before the gap) → America/New_York"},
		{plain, "2024-03-31T03:00", "2024-06-01T08:00:00", "had no offset, read in the base Europe/Oslo → America/New_York"},
		{tagged, "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "means that there is no date-time, with its offset as includeTZOffset asks"},
		{plain, "0001-01-01T01:00:00+01:00", "0001-01-01T00:00:00", "means that there is no date-time, without its offset: ask has the API send them, but the request does not"},
		{plain, "2024-06-01T12:00:00+02:00", "2024-06-01T06:00:00", "had the offset +02:00 → America/New_York, without its offset: ask has the API send them, but the request does not"},
	} {
		if got := tc.c.reason(tc.text, tc.to, false); got != tc.want {
			t.Errorf("%s: got %q", tc.text, got)
		}
	}
	want := "had no offset, read in the base Europe/Oslo → UTC (a property of the option utc), with its offset as includeTZOffset asks"
	if got := tagged.reason("2024-06-01T12:00", "2024-06-01T10:00Z", true); got != want {
		t.Error(got)
	}
}

func TestReasonsToStay(t *testing.T) {
	c := conversion{lookup("UTC"), timezone.Request{Zone: lookup("Europe/Oslo"), Asked: true}}
	for _, tc := range []struct {
		text string
		utc  bool
		want string
	}{
		{"0001-01-01T00:00:00", false, "means that there is no date-time"},
		{"9999-12-31T23:59:59", false, "means that there is no date-time"},
		{"", false, "is not of the form"},
		{"2024-06-01", false, "is not of the form"},
		{"2024-06-01t12:00:00", false, "is not of the form"},
		{"2024-06-01T12:00:00+02:00", false, "is already written as in Europe/Oslo"},
		{"9999-12-30T23:59:59+01:00", false, "is already written as in Europe/Oslo"},
		{"2024-06-01T12:00:00", true, "has no offset and reads the same in UTC"},
		{"2024-06-01T12:00:00", false, "has no offset and reads the same in Europe/Oslo"},
	} {
		if got := c.reasonSame(tc.text, tc.utc); !strings.HasPrefix(got, tc.want) {
			t.Errorf("%s: got %q", tc.text, got)
		}
	}
	c.asked.Zone = lookup("-14:00")
	if got := c.reasonSame("0001-01-02T01:00:00+14:00", false); got != "would fall outside the years 1–9999 in -14:00: untouched" {
		t.Error(got)
	}
}

func TestListZones(t *testing.T) {
	catalog, err := timezone.NewCatalog([]timezone.Option{{Code: "HQ", Zone: "America/New_York"}, {Code: "NO", Zone: "Asia/Tokyo"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	summer, winter := time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		query    string
		now      time.Time
		resolved string
		rows     int // at least
	}{
		{"hq", summer, "HQ America/New_York -04:00 configured", 0},
		{"hq", winter, "HQ America/New_York -05:00 configured", 0},
		{"NO", winter, "NO Asia/Tokyo +09:00 configured", 0},
		{"261", winter, " Europe/Oslo +01:00 vendor", 0},
		{"w. europe standard time", winter, "W. Europe Standard Time Europe/Berlin +01:00 built-in", 0},
		{"europe/oslo", winter, " Europe/Oslo +01:00 IANA", 0},
		{"-0330", winter, " -03:30 -03:30 fixed offset", 0},
		{" utc ", winter, "UTC UTC +00:00 vendor", 0},
		{"", winter, "", 1000},
		{"US", winter, "", 1},
		{"nowhere", winter, "", 0},
	} {
		list, err := ListZones(catalog, tc.query, tc.now)
		if err != nil {
			t.Fatal(err)
		}
		resolved := ""
		if z := list.Resolved; z != nil {
			resolved = z.Code + " " + z.Zone + " " + z.Offset + " " + z.Source
		}
		if resolved != tc.resolved || len(list.Zones) < tc.rows || tc.rows == 0 && len(list.Zones) > 0 {
			t.Errorf("%q: got %q and %d rows", tc.query, resolved, len(list.Zones))
		}
		if wantHint := tc.query != "" && tc.resolved == ""; (list.Hint != "") != wantHint {
			t.Errorf("%q: hint %q", tc.query, list.Hint)
		}
	}
}
