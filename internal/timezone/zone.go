package timezone

import "time"

// Zone is a zone of the tz database or a fixed offset. It is immutable and safe for concurrent use. Looking up the same
// zone twice returns the same *Zone.
type Zone struct {
	location *time.Location
	utc      bool
}

// Name returns the zone's IANA name as the tz database spells it, "UTC", or a fixed offset such as "+02:00".
func (z *Zone) Name() string { return z.location.String() }

// IsUTC reports whether the zone is UTC under any of its names in the tz database, including those of GMT (Etc/GMT,
// Greenwich), or the fixed offset +00:00. Europe/London is not UTC, not even in winter.
func (z *Zone) IsUTC() bool { return z.utc }

// Offset returns the zone's exact offset from UTC at an instant given in Unix seconds, in seconds, positive to the east.
func (z *Zone) Offset(unix int64) (seconds int) {
	_, seconds = time.Unix(unix, 0).In(z.location).Zone()
	return seconds
}

// maxOffset is larger than any offset in the tz database, in seconds. The extremes are the local mean times of Manila
// (-15:56) and Metlakatla (+15:14).
const maxOffset = 16 * 3600

// instant returns the instant, in Unix seconds, of a wall time of the zone, which is given as the seconds from
// 1970-01-01T00:00:00 on the same clock. A wall time that exists twice is the later instant; one that does not exist is
// read with the offset in force before the gap (contract section 5).
//
// time.Date promises neither, so the offsets in force before and after every candidate instant are compared. A zone's
// offset never changes twice within that window; a test checks this.
func (z *Zone) instant(wall int64) int64 {
	after := int64(z.Offset(wall + maxOffset))
	if int64(z.Offset(wall-after)) == after {
		return wall - after
	}
	return wall - int64(z.Offset(wall-maxOffset))
}
