package timezone

import (
	"slices"
	"sync"
	"testing"
	"time"
)

// TestOffsetChangesAreFarApart checks what Zone.instant relies on.
func TestOffsetChangesAreFarApart(t *testing.T) {
	count := 0
	eachZone(t, func(z *Zone) {
		count++
		previous := int64(minWall) - 2*maxOffset
		for _, change := range transitions(z, minWall, days(2500, 1, 1)*secondsPerDay) {
			if change.at-previous <= 2*maxOffset {
				t.Errorf("%s changes at %d and at %d", z.Name(), previous, change.at)
			}
			if max(change.before, change.after, -change.before, -change.after) >= maxOffset {
				t.Errorf("%s has the offsets %d and %d", z.Name(), change.before, change.after)
			}
			previous = change.at
		}
	})
	if count < 590 {
		t.Errorf("the database has %d zones", count)
	}
}

// TestOffsetRepeatsAfter400Years begins in 2100, since the tz database lists the effects of Ramadan in Palestine for each
// year until 2086.
func TestOffsetRepeatsAfter400Years(t *testing.T) {
	const cycle = 146_097 * secondsPerDay // after which the Gregorian calendar repeats, weekdays included
	eachZone(t, func(z *Zone) {
		for year := 2100; year < 2500; year += 7 {
			for month := 1; month <= 12; month++ {
				at := days(year, month, 28) * secondsPerDay
				if z.Offset(at) != z.Offset(at+cycle) || z.Offset(at) != z.Offset(at+18*cycle) {
					t.Errorf("%s: %d-%02d-28 differs from 400 years later", z.Name(), year, month)
				}
				if z.instant(at)+cycle != z.instant(at+cycle) {
					t.Errorf("%s: the wall time of %d-%02d-28 differs from 400 years later", z.Name(), year, month)
				}
			}
		}
	})
}

// TestInstantAgreesWithSlowReference compares wall times around each transition with a search among all offsets that the
// zone has ever had.
func TestInstantAgreesWithSlowReference(t *testing.T) {
	eachZone(t, func(z *Zone) {
		changes := transitions(z, minWall, days(2060, 1, 1)*secondsPerDay)
		offsets := []int64{int64(z.Offset(minWall))}
		for _, change := range changes {
			if !slices.Contains(offsets, change.after) {
				offsets = append(offsets, change.after)
			}
		}
		for _, change := range changes {
			for _, wall := range []int64{
				change.at + change.before - 1, change.at + change.before, change.at + change.after - 1, change.at + change.after,
				change.at + (change.before+change.after)/2, change.at - secondsPerDay, change.at + secondsPerDay,
			} {
				want := wall - change.before // in the gap: the offset in force before it
				shown := false
				for _, offset := range offsets {
					if at := wall - offset; int64(z.Offset(at)) == offset && (!shown || at > want) {
						want, shown = at, true // in the overlap: the later instant
					}
				}
				if got := z.instant(wall); got != want {
					t.Errorf("%s, transition at %d: the wall time %d is read as %d, want %d", z.Name(), change.at, wall, got, want)
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

func TestUTCNamesAreComplete(t *testing.T) {
	eachZone(t, func(z *Zone) {
		abbreviation, offset := time.Unix(0, 0).In(z.location).Zone()
		always := len(transitions(z, minWall, days(2100, 1, 1)*secondsPerDay)) == 0 && offset == 0 && (abbreviation == "UTC" || abbreviation == "GMT")
		if always != z.utc {
			t.Errorf("%s: always %s is %v, IsUTC is %v", z.Name(), abbreviation, always, z.utc)
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
			t.Error("two lookups of the same zone returned different pointers")
		}
	}
}
