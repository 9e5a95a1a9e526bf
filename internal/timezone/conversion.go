package timezone

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/rewrite"
)

// Conversion rewrites the date-times of one answer as one request asks (contract section 5, SO-TimeZone). It is a value,
// so that making one for each request costs nothing; its methods have pointer receivers. The zero Conversion leaves
// everything as it is.
type Conversion struct {
	base, zone *Zone
	tag        bool
}

// NewConversion returns the conversion that the request asks for. base is the zone of date-times that carry no offset,
// and the zone to write in if the request names none. A request that asks for nothing gets the zero Conversion.
func NewConversion(base *Zone, req Request) Conversion {
	switch {
	case !req.Asked:
		return Conversion{}
	case req.Zone == nil:
		return Conversion{base, base, req.IncludeOffset}
	}
	return Conversion{base, req.Zone, req.IncludeOffset}
}

// Convert appends the date-time to dst, rewritten to the same instant in the zone asked for. The outcome is Unchanged for
// 0001-01-01, 9999-12-31 and what would come out the same, and Unreadable for what is not of the contract's form or would
// fall outside the years 1–9999.
//
// A date-time with an offset keeps having one. One without is read in base and stays without, unless the request asks
// for offsets; if the zone asked for is base itself, it then stays untouched unless its wall time does not exist there. It
// allocates nothing if dst has room.
func (c *Conversion) Convert(dst, text []byte) ([]byte, rewrite.Outcome) {
	return convert(dst, text, c.base, c.zone, c.tag)
}

// UTC returns the conversion for the properties that stay in UTC, whatever zone is asked for. It shares c's memory.
func (c *Conversion) UTC() *UTCConversion { return (*UTCConversion)(c) }

// UTCConversion rewrites the date-times that are named in `utc` (contract section 1, timezone).
type UTCConversion Conversion

// Convert is as Conversion.Convert, but writes in UTC: a date-time with an offset is converted to UTC and gets Z. One
// without is in UTC already, as the vendor says of created and updated dates, and gets Z only if the request asks for
// offsets.
func (c *UTCConversion) Convert(dst, text []byte) ([]byte, rewrite.Outcome) {
	if c.zone == nil {
		return dst, rewrite.Unchanged
	}
	return convert(dst, text, utc, utc, c.tag)
}

func convert(dst, text []byte, base, zone *Zone, tag bool) ([]byte, rewrite.Outcome) {
	if zone == nil {
		return dst, rewrite.Unchanged
	}
	d, ok := parse(text)
	switch {
	case !ok:
		return dst, rewrite.Unreadable
	case d.sentinel:
		return dst, rewrite.Unchanged
	}
	var instant int64
	switch {
	case d.tagged:
		instant = d.wall - int64(d.offset)
	default:
		instant = base.instant(d.wall)
		if !tag && zone == base && instant+int64(base.Offset(instant)) == d.wall {
			return dst, rewrite.Unchanged // what comes is what goes, and its offset's seconds, which are not written, round nothing
		}
	}
	offset := wholeMinutes(zone.Offset(instant))
	wall := instant + int64(offset)
	if wall < minWall || wall > maxWall {
		return dst, rewrite.Unreadable
	}

	out := appendDateTime(dst, wall, d.seconds, d.fraction)
	switch {
	case !tag && !d.tagged:
	case zone.utc:
		out = append(out, 'Z')
	default:
		out = appendOffset(out, offset)
	}
	if bytes.Equal(out[len(dst):], text) {
		return dst, rewrite.Unchanged
	}
	return out, rewrite.Converted
}

// wholeMinutes rounds an offset in seconds to the nearest minute, half a minute up. Offsets had seconds only before
// standard time came; ±hh:mm can't say them, so the offset that is written is a little off, and the wall time with it,
// which leaves the instant exact.
func wholeMinutes(offset int) int {
	if offset%60 == 0 {
		return offset
	}
	rest := (offset + 30) % 60
	if rest < 0 {
		rest += 60
	}
	return offset + 30 - rest
}
