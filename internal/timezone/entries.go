package timezone

import (
	"slices"
	"strings"
)

// The sources of an Entry.
const (
	SourceConfigured = "configured" // a `zone` option
	SourceCatalog    = "catalog"    // the installation's list
	SourceVendor     = "vendor"     // the built-in table: one of SuperOffice's own codes, which the API knows too
	SourceBuiltin    = "built-in"   // the built-in table: a code that only the guard knows
)

// Entry is one line of what a Catalog knows beside the IANA names and the fixed offsets.
type Entry struct {
	Code   string // as SO-TimeZone may name it; empty for an item of an older list, which only has an id
	ID     string // the numeric id that names the same zone, or empty
	Zone   string // the IANA name
	Source string // one of the Source constants
	Note   string // what a reader should know of a built-in entry, such as which of several zones was chosen; or empty
}

// Entries lists what the catalog offers under codes and ids, ordered by code, and by id where there is no code. What is
// overridden or not offered is left out.
func (c *Catalog) Entries() []Entry {
	list := slices.Clone(c.entries)
	for i, row := range builtinTable {
		entry := Entry{Code: row.code, ID: row.id, Zone: row.zone, Source: SourceBuiltin, Note: row.note}
		if i < vendorRows {
			entry.Source = SourceVendor
		}
		if _, said := c.own[row.id]; said {
			entry.ID = ""
		}
		if _, said := c.own[lower(row.code)]; said {
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
