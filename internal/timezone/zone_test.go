package timezone

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"
)

// eachZone calls f with every zone of the database, and with the same zone as Go's time package reads it.
func eachZone(t *testing.T, f func(z *Zone, location *time.Location)) {
	t.Helper()
	for _, s := range database() {
		z, err := s.load()
		if err != nil {
			t.Error(err)
			continue
		}
		f(z, locationOf(t, s))
	}
}

func locationOf(tb testing.TB, s *slot) *time.Location {
	tb.Helper()
	location, err := time.LoadLocationFromTZData(s.name, readZone(tb, s.name))
	if err != nil {
		tb.Fatal(err)
	}
	return location
}

func TestEveryZoneIsSound(t *testing.T) {
	count := 0
	eachZone(t, func(z *Zone, _ *time.Location) {
		count++
		if len(z.offset) != len(z.at)+1 || len(z.wall) != len(z.at) {
			t.Errorf("%s: %d instants, %d wall times, %d offsets", z.name, len(z.at), len(z.wall), len(z.offset))
		}
		// The searches need it.
		if !slices.IsSorted(z.at) || !slices.IsSorted(z.wall) {
			t.Errorf("%s: not in order", z.name)
		}
		for i, at := range z.at {
			if z.offset[i] == z.offset[i+1] {
				t.Errorf("%s: nothing changes at %d", z.name, at)
			}
		}
		for _, offset := range z.offset {
			if offset < -16*3600 || 16*3600 < offset {
				t.Errorf("%s: offset %d", z.name, offset)
			}
		}
		if z.utc && (len(z.at) > 0 || z.offset[0] != 0) {
			t.Errorf("%s is not UTC", z.name)
		}
	})
	if count < 590 {
		t.Errorf("the database has %d zones", count)
	}
}

func TestOffsetAgreesWithTimePackage(t *testing.T) {
	random := rand.New(rand.NewPCG(1850, 2100))
	eachZone(t, func(z *Zone, location *time.Location) {
		check := func(unix int64) {
			_, want := time.Unix(unix, 0).In(location).Zone()
			if got := z.Offset(unix); got != want {
				t.Errorf("%s at %d: %d, want %d", z.name, unix, got, want)
			}
		}
		for range 100 {
			check(minWall + random.Int64N(maxWall-minWall+1))
			check(days(1900, 1, 1)*secondsPerDay + random.Int64N(200*366*secondsPerDay))
		}
		for _, at := range z.at {
			check(at - 1)
			check(at)
		}
	})
}

// TestOffsetRepeatsAfter400Years begins in 2100: the tz database says what Ramadan does to the clocks of Palestine until
// 2086, year by year.
func TestOffsetRepeatsAfter400Years(t *testing.T) {
	eachZone(t, func(z *Zone, _ *time.Location) {
		for year := 2100; year < 2500; year += 7 {
			for month := 1; month <= 12; month++ {
				at := days(year, month, 28) * secondsPerDay
				if z.Offset(at) != z.Offset(at+cycle) || z.Offset(at) != z.Offset(at+18*cycle) {
					t.Errorf("%s: %d-%02d-28 differs from 400 years later", z.name, year, month)
				}
				if z.instant(at)+cycle != z.instant(at+cycle) {
					t.Errorf("%s: the wall time of %d-%02d-28 differs from 400 years later", z.name, year, month)
				}
			}
		}
	})
}

// TestInstantIsTheInverseOfOffset reads the wall time of each transition's neighbourhood back.
func TestInstantIsTheInverseOfOffset(t *testing.T) {
	eachZone(t, func(z *Zone, _ *time.Location) {
		for i, at := range z.at {
			if z.repeats != never && at >= z.repeats {
				break
			}
			before, after := int64(z.offset[i]), int64(z.offset[i+1])
			if got := z.instant(at + after); got != at {
				t.Errorf("%s: the wall time of transition %d is read as %d", z.name, at, got)
			}
			if after < before { // exists twice: the later instant
				if wall := at + before - 1; z.instant(wall) != wall-after {
					t.Errorf("%s: in the overlap of %d: %d", z.name, at, z.instant(wall))
				}
			} else { // does not exist: the offset before the gap
				if wall := at + after - 1; z.instant(wall) != wall-before {
					t.Errorf("%s: in the gap of %d: %d", z.name, at, z.instant(wall))
				}
			}
		}
	})
}

func TestIsUTC(t *testing.T) {
	for _, name := range []string{
		"UTC", "GMT", "Z", "1", "+00:00", "-00:00", "+0000", "Etc/UTC", "Etc/UCT", "UCT", "Universal", "Etc/Universal", "Zulu", "Etc/Zulu",
		"Etc/GMT", "GMT0", "GMT+0", "GMT-0", "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0", "Greenwich", "Etc/Greenwich",
	} {
		if !zone(t, name).IsUTC() {
			t.Errorf("%s is not UTC", name)
		}
	}
	for _, name := range []string{"NO", "GB", "Europe/London", "Africa/Abidjan", "IS", "WET", "Factory", "+00:01", "-00:01", "Etc/GMT+1"} {
		if zone(t, name).IsUTC() {
			t.Errorf("%s is UTC", name)
		}
	}
}

func TestUTCHasNoOtherName(t *testing.T) {
	eachZone(t, func(z *Zone, location *time.Location) {
		abbreviation, offset := time.Unix(0, 0).In(location).Zone()
		always := len(z.at) == 0 && offset == 0 && (abbreviation == "UTC" || abbreviation == "GMT")
		if always != z.utc {
			t.Errorf("%s: always %s is %v, IsUTC is %v", z.name, abbreviation, always, z.utc)
		}
	})
}

func TestZonesAreSharedBetweenGoroutines(t *testing.T) {
	c := newCatalog(t)
	list := []string{"Africa/Lome", "Pacific/Wallis", "-11:11", "+11:11"}
	var group sync.WaitGroup
	found := make([][]*Zone, 8)
	for i := range found {
		group.Go(func() {
			for _, name := range list {
				z, err := c.Lookup(name)
				if err != nil {
					t.Error(err)
					return
				}
				found[i] = append(found[i], z)
			}
		})
	}
	group.Wait()
	for _, zones := range found {
		if !slices.Equal(zones, found[0]) {
			t.Error("two lookups of one zone gave different ones")
		}
	}
}
