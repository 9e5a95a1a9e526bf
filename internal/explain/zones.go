package explain

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// Zones is what SO-TimeZone may name, and as JSON the output of `timezones --json`.
type Zones struct {
	// Database is the release of the tz database.
	Database string `json:"database"`
	// Resolved is the zone that the query names, as SO-TimeZone would.
	Resolved *Zone `json:"resolved,omitempty"`
	// Hint says why a query names no zone, if it names anything else.
	Hint string `json:"hint,omitempty"`
	// Zones are the entries that have the query in one of their columns, or all of them.
	Zones []Zone `json:"zones"`
}

// Zone is one line of the table.
type Zone struct {
	Code   string `json:"code,omitempty"`
	ID     string `json:"id,omitempty"`
	Zone   string `json:"zone"`
	Offset string `json:"offset"` // at present
	Source string `json:"source"` // configured, catalog, vendor, built-in, IANA or fixed offset
	Note   string `json:"note,omitempty"`
}

// The sources of what a catalog resolves without an entry.
const (
	sourceIANA  = "IANA"
	sourceFixed = "fixed offset"
)

// ListZones returns the entries of a catalog that match a query, all if it is empty, with their offsets at an instant.
func ListZones(c *timezone.Catalog, query string, now time.Time) (*Zones, error) {
	list := &Zones{Database: timezone.DatabaseVersion(), Zones: []Zone{}}
	var resolved *timezone.Zone
	if query = strings.TrimSpace(query); query != "" {
		var err error
		if resolved, err = c.Lookup(query); err != nil {
			var unknown *problem.Error
			if !errors.As(err, &unknown) {
				return nil, err
			}
			list.Hint = unknown.Detail
		} else {
			list.Resolved = &Zone{Zone: resolved.Name(), Offset: offsetAt(resolved, now), Source: sourceIANA}
			if strings.HasPrefix(resolved.Name(), "+") || strings.HasPrefix(resolved.Name(), "-") {
				list.Resolved.Source = sourceFixed
			}
		}
	}
	for _, entry := range c.Entries() {
		name := entry.Code
		if name == "" {
			name = entry.ID
		}
		compiled, err := c.Lookup(name)
		if err != nil {
			return nil, err
		}
		zone := Zone{entry.Code, entry.ID, entry.Zone, offsetAt(compiled, now), entry.Source, entry.Note}
		if list.Resolved != nil && (names.Equal(entry.Code, query) || entry.ID == query) {
			list.Resolved = &zone
		}
		if zone.matches(query) {
			list.Zones = append(list.Zones, zone)
		}
	}
	return list, nil
}

func (z *Zone) matches(query string) bool {
	query = strings.ToLower(query)
	for _, column := range []string{z.Code, z.ID, z.Zone, z.Offset, z.Source, z.Note} {
		if strings.Contains(strings.ToLower(column), query) {
			return true
		}
	}
	return false
}

// offsetAt returns a zone's offset as ±hh:mm.
func offsetAt(zone *timezone.Zone, now time.Time) string {
	return now.In(time.FixedZone("", zone.Offset(now.Unix()))).Format("-07:00")
}

// Found reports whether there is anything to show.
func (list *Zones) Found() bool { return list.Resolved != nil || len(list.Zones) > 0 }

// WriteText writes the list as a table.
func (list *Zones) WriteText(w io.Writer, query string, colors bool) error {
	p := &painter{w: w, colors: colors}
	switch {
	case list.Resolved != nil:
		p.printf("%s is %s, now %s (%s)\n", p.in(bold, query), p.in(green, list.Resolved.Zone), list.Resolved.Offset,
			list.Resolved.Source)
		if list.Resolved.Note != "" {
			p.printf("%s\n", p.in(faint, list.Resolved.Note))
		}
	case list.Hint != "":
		p.printf("%s\n", p.in(yellow, list.Hint))
	}
	if len(list.Zones) == 0 {
		return p.err
	}
	if query != "" {
		p.printf("\n")
	}
	rows := [][]string{{"CODE", "ID", "ZONE", "NOW", "SOURCE", "NOTE"}}
	for _, z := range list.Zones {
		rows = append(rows, []string{z.Code, z.ID, z.Zone, z.Offset, z.Source, z.Note})
	}
	var widths [6]int
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for i, row := range rows {
		var b strings.Builder
		for j, cell := range row {
			fmt.Fprintf(&b, "%-*s  ", widths[j], cell)
		}
		line := strings.TrimRight(b.String(), " ")
		if i == 0 {
			line = p.in(bold, line)
		}
		p.printf("%s\n", line)
	}
	noun := "entries"
	if len(list.Zones) == 1 {
		noun = "entry"
	}
	p.printf("\n%s\n", p.in(faint, fmt.Sprintf("%d %s; every IANA name and every offset up to ±14:00 is known too (tz database %s)",
		len(list.Zones), noun, list.Database)))
	return p.err
}
