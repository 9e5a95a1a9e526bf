package timezone

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// printed is an item of the installation's list whose name includes an offset, such as "(GMT-07.00) Canada, Alberta".
type printed struct {
	id, name string
	slot     *slot
	offset   int // in seconds east of UTC
}

// doubtYears is the number of past years in which a zone must have had the offset in its item's name.
const doubtYears = 10

// Doubts returns a warning for each item of the installation's list whose name includes an offset that its zone has not had
// in the ten years before now. One of the two is wrong, and if it is the zone, date-times will be wrong too.
func (c *Catalog) Doubts(now time.Time) []string {
	var list []string
	for _, p := range c.printed {
		zone, err := p.slot.load()
		if err != nil || zone.had(p.offset, now.AddDate(-doubtYears, 0, 0), now) {
			continue
		}
		list = append(list, fmt.Sprintf("id %s, name %s: %s has not had the offset %s in the last %d years",
			problem.Quote(p.id), problem.Quote(p.name), zone.Name(), appendOffset(nil, p.offset), doubtYears))
	}
	return list
}

// had reports whether the zone had an offset, in seconds, on any day between two instants.
func (z *Zone) had(offset int, from, to time.Time) bool {
	for ; from.Before(to); from = from.AddDate(0, 0, 1) {
		if z.Offset(from.Unix()) == offset {
			return true
		}
	}
	return z.Offset(to.Unix()) == offset
}

var printedOffset = regexp.MustCompile(`(?i)\((?:GMT|UTC) ?(?:([-+]) ?(\d\d?)(?:[.:]([0-5]\d))?)?\)`)

// offsetIn returns the offset, in seconds, that the name of an item includes.
func offsetIn(name string) (seconds int, ok bool) {
	part := printedOffset.FindStringSubmatch(name)
	if part == nil {
		return 0, false
	}
	hours, _ := strconv.Atoi(part[2]) // no digits means UTC
	minutes, _ := strconv.Atoi(part[3])
	seconds = hours*3600 + minutes*60
	if part[1] == "-" {
		seconds = -seconds
	}
	return seconds, true
}
