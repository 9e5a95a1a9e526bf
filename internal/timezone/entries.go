package timezone

import (
	"slices"
	"strings"
)

// The possible sources of an Entry.
const (
	SourceConfigured = "configured" // a `zone` option
	SourceCatalog    = "catalog"    // an item of the installation's list
	SourceVendor     = "vendor"     // the built-in table: a code that SuperOffice defines, so that the API knows it as well
	SourceBuiltin    = "built-in"   // the built-in table: a code known only to the guard
	SourceIANA       = "IANA"       // a zone of the tz database without a code or an id
)

// Entry is a zone of a Catalog that has a code or an id.
type Entry struct {
	Code   string // the name in SO-TimeZone; empty for an item of an older list, which has only an id
	ID     string // the numeric id, another name for the zone; or empty
	Zone   string // the IANA name
	Source string // one of the Source constants
	Name   string // the country, region or item, such as "Norway"; or empty
	Note   string // a remark on a built-in entry, such as which of several zones was chosen; or empty
}

// Entries lists the zones that the catalog offers by code or id, sorted by code and then by id. It omits names that are
// overridden or hidden.
func (c *Catalog) Entries() []Entry {
	list := slices.Clone(c.entries)
	for i, row := range builtinTable {
		entry := Entry{Code: row.code, ID: row.id, Zone: row.zone, Source: SourceBuiltin, Name: row.name, Note: row.note}
		if i < vendorRows {
			entry.Source = SourceVendor
		}
		if _, known := c.own[row.id]; known {
			entry.ID = ""
		}
		if _, known := c.own[lower(row.code)]; known {
			entry.Code = ""
		}
		if entry.Code != "" || entry.ID != "" {
			list = append(list, entry)
		}
	}
	slices.SortStableFunc(list, func(a, b Entry) int {
		if n := strings.Compare(lower(a.Code), lower(b.Code)); n != 0 {
			return n
		}
		if n := len(a.ID) - len(b.ID); n != 0 {
			return n
		}
		return strings.Compare(a.ID, b.ID)
	})
	return list
}

// Places returns Entries, followed by the zones of the tz database that have neither a code nor an id.
func (c *Catalog) Places() []Entry {
	list := c.Entries()
	coded := make(map[string]bool, len(list))
	for _, entry := range list {
		coded[entry.Zone] = true
	}
	var uncoded []Entry
	for _, s := range database() {
		if !coded[s.name] {
			uncoded = append(uncoded, Entry{Zone: s.name, Source: SourceIANA})
		}
	}
	slices.SortFunc(uncoded, func(a, b Entry) int { return strings.Compare(a.Zone, b.Zone) })
	return append(list, uncoded...)
}
