package timezone

import (
	"testing"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// newCatalog returns the catalog without configuration.
func newCatalog(tb testing.TB) *Catalog {
	tb.Helper()
	c, err := NewCatalog(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// zone returns the zone of a name.
func zone(tb testing.TB, name string) *Zone {
	tb.Helper()
	z, err := newCatalog(tb).Lookup(name)
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

// converted returns the converted text, or the text itself if it does not change.
func converted(c edit.Converter, text string) string {
	if out, outcome := c.Convert(nil, []byte(text)); outcome == edit.Converted {
		return string(out)
	}
	return text
}

// eachZone calls f with every zone of the database.
func eachZone(t *testing.T, f func(z *Zone)) {
	t.Helper()
	for _, s := range database() {
		z, err := s.load()
		if err != nil {
			t.Error(err)
			continue
		}
		f(z)
	}
}

// transition is a change of a zone's offset at an instant in Unix seconds.
type transition struct{ at, before, after int64 }

// transitions returns the zone's transitions after first, up to last.
func transitions(z *Zone, first, last int64) []transition {
	var list []transition
	for t := time.Unix(first, 0).In(z.location); ; {
		_, end := t.ZoneBounds()
		if !end.IsZero() && !end.After(t) {
			end = t.AddDate(0, 0, 1) // past the explicit transitions, the bounds of leap years fall short of 31 December
		}
		if end.IsZero() || end.Unix() > last {
			return list
		}
		change := transition{end.Unix(), int64(z.Offset(end.Unix() - 1)), int64(z.Offset(end.Unix()))}
		if change.before != change.after {
			list = append(list, change)
		}
		t = end
	}
}
