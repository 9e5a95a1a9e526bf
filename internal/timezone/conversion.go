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
	tag, untag bool // whether every date-time gets an offset, or none keeps one
}

// NewConversion returns the conversion that the request asks for. base is the zone of date-times that carry no offset,
// and the zone to write in if the request names none. A request that asks for nothing gets the zero Conversion.
func NewConversion(base *Zone, req Request) Conversion {
	switch {
	case !req.Asked:
		return Conversion{}
	case req.Zone == nil:
		return Conversion{base: base, zone: base, tag: req.IncludeOffset}
	}
	return Conversion{base: base, zone: req.Zone, tag: req.IncludeOffset}
}

// WithoutOffsets returns the conversion that takes every offset off: the API was asked for them, the client asks for none.
func (c Conversion) WithoutOffsets() Conversion {
	c.untag = true
	return c
}

// Convert appends the date-time to dst, rewritten to the same instant in the zone asked for. The outcome is Unchanged for
// what would come out the same, and Unreadable for what is not of the contract's form or would fall outside the years
// 1–9999.
//
// A date-time with an offset keeps having one. One without is read in base and stays without, unless the request asks
// for offsets; if the zone asked for is base itself, it then stays untouched unless its wall time does not exist there.
// 0001-01-01 and 9999-12-31 only gain a Z where offsets are asked for, or lose their offset as WithoutOffsets says. It
// allocates nothing if dst has room.
func (c *Conversion) Convert(dst, text []byte) ([]byte, rewrite.Outcome) {
	return c.convert(dst, text, c.zone)
}

// UTC returns the conversion for the properties that are written in UTC, whatever zone is asked for. It shares c's memory.
func (c *Conversion) UTC() *UTCConversion { return (*UTCConversion)(c) }

// UTCConversion rewrites the date-times that are named in `utc` (contract section 1, timezone).
type UTCConversion Conversion

// Convert is as Conversion.Convert, but writes in UTC.
func (c *UTCConversion) Convert(dst, text []byte) ([]byte, rewrite.Outcome) {
	return (*Conversion)(c).convert(dst, text, utc)
}

func (c *Conversion) convert(dst, text []byte, zone *Zone) ([]byte, rewrite.Outcome) {
	if c.zone == nil {
		return dst, rewrite.Unchanged
	}
	d, ok := parse(text)
	switch {
	case !ok:
		return dst, rewrite.Unreadable
	case d.sentinel:
		return c.sentinel(dst, text, &d)
	}
	tag := c.tag || d.tagged && !c.untag
	var instant int64
	if d.tagged {
		instant = d.wall - int64(d.offset)
	} else {
		instant = c.base.instant(d.wall)
		if !tag && zone == c.base && instant+int64(zone.Offset(instant)) == d.wall {
			return dst, rewrite.Unchanged // not even the seconds of its offset, which are not written, are rounded
		}
	}
	offset := wholeMinutes(zone.Offset(instant))
	wall := instant + int64(offset)
	if wall < minWall || wall > maxWall {
		return dst, rewrite.Unreadable
	}

	out := appendDateTime(dst, wall, d.seconds, d.fraction)
	switch {
	case !tag:
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

// sentinel converts 0001-01-01 or 9999-12-31. An API in Oslo writes the former as 0001-01-01T01:00:00+01:00, and the
// latter as 9999-12-31T23:59:59+01:00, as its clock goes no further. Without their offsets they become again what they are
// in UTC, so that callers know them: moved towards the end of the calendar, never past it or away from it.
func (c *Conversion) sentinel(dst, text []byte, d *dateTime) ([]byte, rewrite.Outcome) {
	switch {
	case c.tag && !d.tagged:
		return append(append(dst, text...), 'Z'), rewrite.Converted
	case !c.untag || !d.tagged:
		return dst, rewrite.Unchanged
	}
	wall := d.wall
	if none := wall < 0; none == (d.offset > 0) {
		wall = min(max(wall-int64(d.offset), minWall), maxWall)
	}
	return appendDateTime(dst, wall, d.seconds, d.fraction), rewrite.Converted
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
