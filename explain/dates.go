package explain

import (
	"strings"
	"sync"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/internal/rewrite"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// conversion puts into words what became of a date-time. The zero conversion is that of a request that asks for none.
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
func (c conversion) reason(text string, utc bool) string {
	offset := offsetOf(text)
	switch {
	case offset == "Z":
		return "was in UTC (Z) → " + c.zone(utc)
	case offset != "":
		return "had the offset " + offset + " → " + c.zone(utc)
	case utc:
		return "had no offset and is in UTC; gets Z as includeTZOffset asks"
	}
	reason := "had no offset, read in the base " + c.base.Name() + oddity(text, c.base) + " → " + c.zone(false)
	if c.asked.IncludeOffset {
		reason += ", with its offset as includeTZOffset asks"
	}
	return reason
}

// reasonSame says why a date-time stayed as it was.
func (c conversion) reasonSame(text string, utc bool) string {
	switch {
	case !isDateTime(text):
		switch {
		case strings.HasPrefix(text, "0001-01-01"), strings.HasPrefix(text, "9999-12-31"):
			return "stands for no date-time: untouched"
		case strings.ContainsAny(text, `\&`):
			return "is written with escapes: untouched"
		default:
			return "is not of the form YYYY-MM-DDThh:mm[:ss[.f]][offset]: untouched"
		}
	case offsetOf(text) == "" && utc:
		return "has no offset and is in UTC already"
	case offsetOf(text) == "":
		return "has no offset and reads the same in " + c.zone(false)
	default:
		return "is already written as in " + c.zone(utc)
	}
}

// offsetOf returns the offset that a date-time of the form ends in, or nothing.
func offsetOf(text string) string {
	const date = len("2006-01-02")
	if i := strings.LastIndexAny(text[date:], "Z+-"); i >= 0 {
		return text[date+i:]
	}
	return ""
}

// zoneUTC is UTC, in which instants are compared, and probes are two offsets: every date-time of the form is rewritten to
// at least one of them.
var (
	zoneUTC = sync.OnceValue(func() *timezone.Zone { return lookup("UTC") })
	probes  = sync.OnceValue(func() []timezone.Conversion {
		return []timezone.Conversion{convert(zoneUTC(), lookup("+00:01")), convert(zoneUTC(), lookup("-00:01"))}
	})
)

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
	for _, c := range probes() {
		if _, outcome := c.Convert(nil, []byte(text)); outcome == rewrite.Converted {
			return true
		}
	}
	return false
}

// oddity says so if a wall time exists twice in the base zone or not at all. It asks the zone, and the conversion for the
// instant that it took.
func oddity(text string, base *timezone.Zone) string {
	wall, ok := unix(text + "Z")
	if !ok || base.IsUTC() {
		return ""
	}
	c := convert(base, zoneUTC())
	inUTC, outcome := c.Convert(nil, []byte(text))
	if outcome != rewrite.Converted {
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
