package timezone

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// Conversion rewrites the date-times in one response as its request asks (contract section 5, SO-TimeZone). It is used as a
// value, to avoid an allocation for each request. The zero Conversion changes nothing.
type Conversion struct {
	base, zone *Zone
	tag, untag bool // add an offset to every date-time, or remove it from every one
}

// NewConversion returns the conversion for a request. base is the zone of date-times without an offset, and the zone to
// convert to if the request does not name one. If the request asks for nothing, the result is the zero Conversion.
func NewConversion(base *Zone, req Request) Conversion {
	switch {
	case !req.Asked:
		return Conversion{}
	case req.Zone == nil:
		return Conversion{base: base, zone: base, tag: req.IncludeOffset}
	}
	return Conversion{base: base, zone: req.Zone, tag: req.IncludeOffset}
}

// WithoutOffsets returns a conversion that removes all offsets, for when the API was asked for them but the client did not
// ask.
func (c Conversion) WithoutOffsets() Conversion {
	c.untag = true
	return c
}

// Convert converts a date-time to the requested zone and appends it to dst. If the result would be the same, the outcome is
// Unchanged. If text does not have the form that the contract requires, or the result would be outside the years 1–9999,
// the outcome is Unreadable. In both cases, nothing is appended.
//
// A date-time with an offset keeps one. A date-time without an offset is interpreted in base, and gets an offset only if the
// request asks for it; if base is also the requested zone, such a date-time changes only if it does not exist there. The
// dates 0001-01-01 and 9999-12-31 are not converted. They only gain a Z if the request asks for offsets, or lose their
// offset after WithoutOffsets. Convert does not allocate if dst has enough capacity.
func (c *Conversion) Convert(dst, text []byte) ([]byte, edit.Outcome) {
	return c.convert(dst, text, c.zone)
}

// UTC returns the conversion for properties that stay in UTC whichever zone is requested. It shares c's memory.
func (c *Conversion) UTC() *UTCConversion { return (*UTCConversion)(c) }

// UTCConversion rewrites the date-times listed in the `utc` option (contract section 1, timezone).
type UTCConversion Conversion

// Convert is like Conversion.Convert, but converts to UTC.
func (c *UTCConversion) Convert(dst, text []byte) ([]byte, edit.Outcome) {
	return (*Conversion)(c).convert(dst, text, utc)
}

func (c *Conversion) convert(dst, text []byte, zone *Zone) ([]byte, edit.Outcome) {
	if c.zone == nil {
		return dst, edit.Unchanged
	}
	d, ok := parse(text)
	switch {
	case !ok:
		return dst, edit.Unreadable
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
			return dst, edit.Unchanged // without rounding an offset that has seconds
		}
	}
	offset := wholeMinutes(zone.Offset(instant))
	wall := instant + int64(offset)
	if wall < minWall || wall > maxWall {
		return dst, edit.Unreadable
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
		return dst, edit.Unchanged
	}
	return out, edit.Converted
}

// sentinel converts 0001-01-01 and 9999-12-31. An API in Oslo writes them as 0001-01-01T01:00:00+01:00 and
// 9999-12-31T23:59:59+01:00; the latter can't be shifted. When their offset is removed, they become what they are in UTC, so
// that clients recognize them: they may be shifted towards the end of the calendar, but not beyond it or away from it.
func (c *Conversion) sentinel(dst, text []byte, d *dateTime) ([]byte, edit.Outcome) {
	switch {
	case c.tag && !d.tagged:
		return append(append(dst, text...), 'Z'), edit.Converted
	case !c.untag || !d.tagged:
		return dst, edit.Unchanged
	}
	wall := d.wall
	if none := wall < 0; none == (d.offset > 0) {
		wall = min(max(wall-int64(d.offset), minWall), maxWall)
	}
	return appendDateTime(dst, wall, d.seconds, d.fraction), edit.Converted
}

// wholeMinutes rounds an offset in seconds to the nearest minute, and half a minute up. Offsets had seconds only before
// standard time was introduced, and ±hh:mm can't express them. The wall time is computed from the rounded offset, so that
// the instant stays exact.
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
