package explain

import (
	"strings"
	"sync"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// conversion describes what happened to a date-time. The zero value is for a request that asks for no conversion.
type conversion struct {
	base  *timezone.Zone
	asked timezone.Request
}

// zone returns the zone that a property is written in.
func (c conversion) zone(utc bool) string {
	switch {
	case utc:
		return "UTC (a property of the option utc)"
	case c.asked.Zone == nil:
		return c.base.Name()
	default:
		return c.asked.Zone.Name()
	}
}

// reason says by what rule a date-time was rewritten.
func (c conversion) reason(from, to string, utc bool) string {
	offset := offsetOf(from)
	gains, loses := offset == "" && offsetOf(to) != "", offset != "" && offsetOf(to) == ""
	reason := ""
	switch {
	case isSentinel(from):
		reason = "means that there is no date-time"
	case offset == "Z":
		reason = "was in UTC (Z) → " + c.zone(utc)
	case offset != "":
		reason = "had the offset " + offset + " → " + c.zone(utc)
	default:
		reason = "had no offset, read in the base " + c.base.Name() + oddity(from, c.base) + " → " + c.zone(utc)
	}
	switch {
	case gains:
		reason += ", with its offset as includeTZOffset asks"
	case loses:
		reason += ", without its offset: ask has the API send them, but the request does not"
	}
	return reason
}

// reasonSame says why a date-time was not rewritten.
func (c conversion) reasonSame(text string, utc bool) string {
	switch {
	case !isDateTime(text):
		return "is not of the form YYYY-MM-DDThh:mm[:ss[.f]][offset]: untouched"
	case isSentinel(text):
		return "means that there is no date-time: untouched"
	case !c.writable(text, utc):
		return "would fall outside the years 1–9999 in " + c.zone(utc) + ": untouched"
	case offsetOf(text) == "":
		return "has no offset and reads the same in " + c.zone(utc)
	default:
		return "is already written as in " + c.zone(utc)
	}
}

// isSentinel reports whether a date-time is one that means "none" or "never".
func isSentinel(text string) bool {
	return strings.HasPrefix(text, "0001-01-01") || strings.HasPrefix(text, "9999-12-31")
}

// offsetOf returns the offset at the end of a date-time, or nothing.
func offsetOf(text string) string {
	const date = len("2006-01-02")
	if i := strings.LastIndexAny(text[date:], "Z+-"); i >= 0 {
		return text[date+i:]
	}
	return ""
}

// zoneUTC is UTC, in which instants are compared, and which every date-time of the form can be written in.
var zoneUTC = sync.OnceValue(func() *timezone.Zone { return lookup("UTC") })

// lookup returns a zone that every catalog has.
func lookup(name string) *timezone.Zone {
	catalog, err := timezone.NewCatalog(nil, nil)
	if err == nil {
		var zone *timezone.Zone
		if zone, err = catalog.Lookup(name); err == nil {
			return zone
		}
	}
	panic("explain: " + err.Error())
}

func convert(base, zone *timezone.Zone) timezone.Conversion {
	return timezone.NewConversion(base, timezone.Request{Zone: zone, IncludeOffset: true, Asked: true})
}

// isDateTime reports whether the guard converts texts of this form.
func isDateTime(text string) bool {
	c := convert(zoneUTC(), zoneUTC())
	_, outcome := c.Convert(nil, []byte(text))
	return outcome != edit.Unreadable
}

// writable reports whether a date-time can be written in the zone asked for.
func (c conversion) writable(text string, utc bool) bool {
	conversion := timezone.NewConversion(c.base, c.asked)
	_, outcome := conversion.Convert(nil, []byte(text))
	return utc || outcome != edit.Unreadable
}

// oddity returns a remark if a wall time exists twice in the base zone, or not at all. It gets the instant from the
// conversion.
func oddity(text string, base *timezone.Zone) string {
	wall, ok := unix(text + "Z")
	if !ok || base.IsUTC() {
		return ""
	}
	c := convert(base, zoneUTC())
	inUTC, outcome := c.Convert(nil, []byte(text))
	if outcome != edit.Converted {
		return ""
	}
	instant, ok := unix(string(inUTC))
	if !ok {
		return ""
	}
	const day = 86_400
	offset, earlier := base.Offset(instant), base.Offset(instant-day)
	switch {
	case instant+int64(offset) != wall:
		return " (where it does not exist: with the offset in force before the gap)"
	case offset != earlier && base.Offset(wall-int64(earlier)) == earlier:
		return " (where it exists twice: the later instant, in standard time)"
	}
	return ""
}

// unix returns the instant of a date-time in UTC.
func unix(text string) (int64, bool) {
	for _, layout := range []string{"2006-01-02T15:04:05Z", "2006-01-02T15:04Z"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Unix(), true
		}
	}
	return 0, false
}
