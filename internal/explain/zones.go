package explain

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// Zones lists zones that SO-TimeZone may name. It is the output of `timezones --json`.
type Zones struct {
	// Database is the release of the tz database.
	Database string `json:"database"`
	// Resolved is the zone that the query names in SO-TimeZone. Unless it is a fixed offset, it is then the only result.
	Resolved *Zone `json:"resolved,omitempty"`
	// Hint explains why the query does not name a zone.
	Hint string `json:"hint,omitempty"`
	// Zones are the entries that contain the words of the query or, if none does, its text; or all entries if the query is
	// empty.
	Zones []Zone `json:"zones"`
	// Near are the zones that the query may have been meant for, if nothing was found.
	Near []Zone `json:"near,omitempty"`
}

// Zone is a row of the table.
type Zone struct {
	Code   string `json:"code,omitempty"`
	ID     string `json:"id,omitempty"`
	Name   string `json:"name,omitempty"` // of the country, region or item
	Zone   string `json:"zone"`
	Offset string `json:"offset"` // at present
	Source string `json:"source"` // configured, catalog, vendor, built-in, IANA or fixed offset
	Note   string `json:"note,omitempty"`
	// Codes are the codes of a zone that the query names by its IANA name.
	Codes []string `json:"codes,omitempty"`
}

const (
	sourceFixed = "fixed offset"
	maxNear     = 5
)

// ListZones returns the entries of a catalog that match a query, or all if it is empty, with their offsets at the instant
// now.
func ListZones(c *timezone.Catalog, query string, now time.Time) (*Zones, error) {
	list := &Zones{Database: timezone.DatabaseVersion(), Zones: []Zone{}}
	query = strings.TrimSpace(query)
	entries := c.Entries()
	if query != "" {
		if err := list.resolve(c, entries, query, now); err != nil {
			return nil, err
		}
		if list.Resolved != nil && list.Resolved.Source != sourceFixed {
			return list, nil
		}
		entries = c.Places()
	}
	var (
		all  []Zone
		text []string // the searchable text of each
	)
	for _, entry := range entries {
		zone, err := newZone(c, entry, now)
		if err != nil {
			return nil, err
		}
		all = append(all, zone)
		text = append(text, fold(strings.Join([]string{zone.Code, zone.ID, zone.Name, zone.Zone, zone.Offset, zone.Source, zone.Note}, "\n")))
	}
	country, _, several := timezone.Several(query)
	for _, matches := range []func(text, query string) bool{hasWords, strings.Contains} {
		for i := range all {
			if matches(text[i], fold(query)) || several && hasWords(text[i], fold(country)) {
				list.Zones = append(list.Zones, all[i])
			}
		}
		if len(list.Zones) > 0 {
			return list, nil
		}
	}
	for _, entry := range c.Near(query, maxNear) {
		zone, err := newZone(c, entry, now)
		if err != nil {
			return nil, err
		}
		list.Near = append(list.Near, zone)
	}
	return list, nil
}

// resolve looks the query up as a value of SO-TimeZone.
func (list *Zones) resolve(c *timezone.Catalog, entries []timezone.Entry, query string, now time.Time) error {
	zone, err := c.Lookup(query)
	if err != nil {
		var unknown *problem.Error
		if !errors.As(err, &unknown) {
			return err
		}
		list.Hint = unknown.Detail
		if code, instead, several := timezone.Several(query); several && !names.Equal(code, query) {
			list.Hint = fmt.Sprintf("%s has several time zones: send %s in SO-TimeZone", query, instead)
		}
		return nil
	}
	list.Resolved = &Zone{Zone: zone.Name(), Offset: offsetAt(zone, now), Source: timezone.SourceIANA}
	if strings.HasPrefix(zone.Name(), "+") || strings.HasPrefix(zone.Name(), "-") {
		list.Resolved.Source = sourceFixed
		return nil
	}
	for _, entry := range entries {
		switch {
		case names.Equal(entry.Code, query) || entry.ID == query:
			found, err := newZone(c, entry, now)
			list.Resolved = &found
			return err
		case entry.Zone == zone.Name() && entry.Code != "":
			list.Resolved.Codes = append(list.Resolved.Codes, entry.Code)
		}
	}
	return nil
}

func newZone(c *timezone.Catalog, entry timezone.Entry, now time.Time) (Zone, error) {
	name := entry.Code
	if name == "" {
		name = entry.ID
	}
	if name == "" {
		name = entry.Zone
	}
	compiled, err := c.Lookup(name)
	if err != nil {
		return Zone{}, err
	}
	return Zone{
		Code: entry.Code, ID: entry.ID, Name: entry.Name, Zone: entry.Zone,
		Offset: offsetAt(compiled, now), Source: entry.Source, Note: entry.Note,
	}, nil
}

// hasWords reports whether a line of text contains the words of the query, whole and in this order.
func hasWords(text, query string) bool {
	words := inWords(query)
	if strings.TrimSpace(words) == "" {
		return false
	}
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(inWords(line), words) {
			return true
		}
	}
	return false
}

// inWords returns the words of a line, each surrounded by blanks.
func inWords(line string) string {
	return " " + strings.Join(strings.FieldsFunc(line, endsWord), " ") + " "
}

// endsWord reports whether c separates words. A plus sign and a colon may be part of an offset.
func endsWord(c rune) bool {
	return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '+' && c != ':'
}

// fold returns text in lower case, without the accents that occur in place names.
func fold(text string) string { return accents.Replace(strings.ToLower(text)) }

var accents = strings.NewReplacer(
	"á", "a", "à", "a", "â", "a", "ã", "a", "ä", "a", "å", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e", "í", "i", "î", "i", "ï", "i",
	"ñ", "n", "ó", "o", "ô", "o", "õ", "o", "ö", "o", "ø", "o", "ú", "u", "û", "u", "ü", "u", "ý", "y",
)

// offsetAt returns a zone's offset as ±hh:mm.
func offsetAt(zone *timezone.Zone, now time.Time) string {
	return now.In(time.FixedZone("", zone.Offset(now.Unix()))).Format("-07:00")
}

// Found reports whether the list has a result other than Near.
func (list *Zones) Found() bool { return list.Resolved != nil || len(list.Zones) > 0 }

// WriteText writes the list as a table.
func (list *Zones) WriteText(w io.Writer, query string, colors bool) error {
	p := &painter{w: w, colors: colors}
	switch {
	case list.Resolved != nil:
		p.printf("%s is %s, now %s (%s)\n", p.in(bold, query), p.in(green, list.Resolved.Zone), list.Resolved.Offset,
			list.Resolved.describe())
		if len(list.Resolved.Codes) > 0 {
			p.printf("%s\n", p.in(faint, "its codes: "+strings.Join(list.Resolved.Codes, ", ")))
		}
		if list.Resolved.Note != "" {
			p.printf("%s\n", p.in(faint, list.Resolved.Note))
		}
	case list.Hint != "":
		p.printf("%s\n", p.in(yellow, list.Hint))
		if len(list.Zones) > 0 {
			p.printf("SO-TimeZone may name these instead:\n")
		}
	}
	switch {
	case len(list.Zones) > 0:
		if query != "" {
			p.printf("\n")
		}
		p.zoneTable(list.Zones)
		noun := "entries"
		if len(list.Zones) == 1 {
			noun = "entry"
		}
		p.printf("\n%s\n", p.in(faint, fmt.Sprintf("%d %s; every IANA name and every offset up to ±14:00 is known too (tz database %s)",
			len(list.Zones), noun, list.Database)))
	case len(list.Near) > 0:
		p.printf("\nNear it:\n\n")
		p.zoneTable(list.Near)
	}
	return p.err
}

// describe returns the name and the source of a zone.
func (z *Zone) describe() string {
	if z.Name == "" {
		return z.Source
	}
	return z.Name + "; " + z.Source
}

// zoneTable writes a table of zones.
func (p *painter) zoneTable(zones []Zone) {
	rows := [][]string{{"CODE", "ID", "NAME", "ZONE", "NOW", "SOURCE", "NOTE"}}
	for _, z := range zones {
		rows = append(rows, []string{z.Code, z.ID, z.Name, z.Zone, z.Offset, z.Source, z.Note})
	}
	widths := make([]int, len(rows[0]))
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
}
