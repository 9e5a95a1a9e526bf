package timezone

import "math"

// Zone is one compiled time zone: a zone of the tz database or a fixed offset. It is immutable and safe for concurrent
// use. Two lookups of the same zone give the same *Zone.
type Zone struct {
	name string
	utc  bool

	// at has the instants at which the offset changes, in Unix seconds, ascending. offset[i] holds, in seconds east of
	// UTC, before at[i], and the last one from the last instant on: there is one offset more than there are instants.
	at     []int64
	offset []int32

	// wall[i] is the first second, read off the zone's clock, that belongs to offset[i+1]: at[i] on the clock of
	// offset[i+1]. That one number settles both odd cases as the contract wants them. Where the clock is set back,
	// wall times from wall[i] on exist twice, and go to the later instant; where it is set forward, those before wall[i]
	// do not exist, and still go with the offset in force before. The list is ascending, as a test makes sure of.
	wall []int64

	// repeats is the instant from which the offsets are those of 400 years before.
	repeats int64
}

// never is the value of repeats in a zone whose last offset holds for ever.
const never = math.MaxInt64

// Name returns the zone's IANA name as the tz database spells it, "UTC", or a fixed offset such as "+02:00".
func (z *Zone) Name() string { return z.name }

// IsUTC reports whether the zone is UTC under any of its names in the tz database, GMT's (Etc/GMT, Greenwich) included,
// or the fixed offset +00:00. Europe/London is not UTC, not even in winter.
func (z *Zone) IsUTC() bool { return z.utc }

// Offset returns the zone's exact offset from UTC at an instant given in Unix seconds, in seconds, positive to the east.
// It is right for the years 1–9999.
func (z *Zone) Offset(unix int64) (seconds int) {
	return int(z.offset[search(z.at, z.folded(unix))])
}

// instant returns the instant, in Unix seconds, of a wall time of the zone, which is given as the seconds from
// 1970-01-01T00:00:00 on the same clock. A wall time that exists twice is the later instant; one that does not exist is
// read with the offset in force before the gap (contract section 5).
func (z *Zone) instant(wall int64) int64 {
	return wall - int64(z.offset[search(z.wall, z.folded(wall))])
}

// folded moves a time past the list back by whole cycles. It serves instants and wall times alike, as the list goes on
// for a year past repeats and has nothing but the rule of the cycle from two years before its beginning.
func (z *Zone) folded(t int64) int64 {
	if t >= z.repeats {
		t -= ((t-z.repeats)/cycle + 1) * cycle
	}
	return t
}

// search returns how many of the ascending times are not after t.
func search(times []int64, t int64) int {
	low, n := 0, len(times)
	for n > 0 {
		half := (n + 1) / 2
		if times[low+half-1] <= t {
			low += half
			n -= half
		} else {
			n = half - 1
		}
	}
	return low
}
