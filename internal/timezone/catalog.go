package timezone

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Catalog resolves what SO-TimeZone may name (contract sections 1, timezone, and 5, SO-TimeZone). It is immutable and
// safe for concurrent use.
type Catalog struct {
	// own has what the operator and the installation say, by names in lower case: codes and ids. A nil slot hides what
	// the built-in table and the tz database have under that name.
	own map[string]*slot
	// entries has the same in the order it was said in, for Entries.
	entries []Entry
	// printed has the items of the installation's list whose names say an offset, for Doubts.
	printed []printed
}

// Option is one `zone <code> <IANA>` of the configuration.
type Option struct{ Code, Zone string }

// maxName bounds the length of a name in bytes. The longest in the tables, "Central Standard Time (Mexico)", has 30.
const maxName = 64

// NewCatalog returns the catalog of the configured zones, which win over the installation's list, which wins over the
// built-in table. file is that list, as GET /api/v1/MDOList/timezoneiana answers it, or nil if there is none; see addFile
// for what is read of it. Errors are for the operator: they name the option or the file's item, and come from a code that
// SO-TimeZone could not carry or that is given twice, a zone that the tz database lacks, and a file that can't be read.
func NewCatalog(zones []Option, file []byte) (*Catalog, error) {
	c := &Catalog{own: make(map[string]*slot)}
	for _, option := range zones {
		if err := c.configure(option); err != nil {
			return nil, fmt.Errorf("zone %s %s: %w", option.Code, option.Zone, err)
		}
	}
	if file != nil {
		if err := c.addFile(file); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// configure adds one zone option.
func (c *Catalog) configure(option Option) error {
	if err := checkCode(option.Code); err != nil {
		return err
	}
	key := lower(option.Code)
	if _, given := c.own[key]; given {
		return fmt.Errorf("the code is given twice")
	}
	s, err := named(option.Zone)
	if err != nil {
		return err
	}
	c.own[key] = s
	c.entries = append(c.entries, Entry{Code: option.Code, Zone: s.name, Source: SourceConfigured})
	return nil
}

// checkCode refuses codes that no SO-TimeZone header could carry.
func checkCode(code string) error {
	switch {
	case code == "" || strings.Trim(code, " \t") != code:
		return fmt.Errorf("a code is neither empty nor begins or ends with a blank")
	case len(code) > maxName:
		return fmt.Errorf("a code has at most %d bytes", maxName)
	case strings.Contains(code, ","):
		return fmt.Errorf("a code has no comma")
	case names.Equal(code, includeTZOffset):
		return fmt.Errorf("%s is no code: it asks for offsets", includeTZOffset)
	}
	for i := range len(code) {
		if code[i] < ' ' || code[i] > '~' {
			return fmt.Errorf("a code is of visible ASCII characters and blanks")
		}
	}
	return nil
}

// lower returns a name in ASCII lower case, as the tables are indexed.
func lower(name string) string {
	key := []byte(name)
	for i, c := range key {
		key[i] = names.Lower(c)
	}
	return string(key)
}

// named returns the slot of an IANA name, in any case.
func named(zone string) (*slot, error) {
	s := database()[lower(zone)]
	if s == nil {
		return nil, fmt.Errorf("the tz database (%s) has no zone %s", DatabaseVersion(), fault.Quote(zone))
	}
	return s, nil
}

// Lookup returns the zone of a name: a code or an id of the configuration, of the installation's list or of the built-in
// table, an IANA name, or a fixed offset (±hh:mm or ±hhmm, up to 14 hours), in this order, letters in any ASCII case. The
// error is a *fault.Error of kind fault.UnknownTimeZone that names the name and, if it is a country with several zones,
// says what to send instead. It allocates nothing for a name that was looked up before.
func (c *Catalog) Lookup(name string) (*Zone, error) {
	s := c.find(name)
	if s == nil {
		if minutes, ok := parseOffset(name); ok {
			return fixed(minutes), nil
		}
		return nil, unknown(name)
	}
	return s.load()
}

// KnownToAPI reports whether a name is one that the API knows too: said by the configuration or the installation's list,
// or one of SuperOffice's own codes and ids.
func (c *Catalog) KnownToAPI(name string) bool {
	if s, said := c.own[lower(name)]; said {
		return s != nil
	}
	return slices.ContainsFunc(builtinTable[:vendorRows], func(row builtinRow) bool {
		return names.Equal(row.code, name) || row.id != "" && row.id == name
	})
}

// find returns the slot of a name, or nil.
func (c *Catalog) find(name string) *slot {
	if len(name) > maxName {
		return nil
	}
	var buffer [maxName]byte
	key := buffer[:len(name)]
	for i := range key {
		key[i] = names.Lower(name[i])
	}
	s, said := c.own[string(key)]
	if said {
		return s
	}
	if s = builtin()[string(key)]; s != nil {
		return s
	}
	return database()[string(key)]
}

// builtin returns the slots of the built-in table by their codes and ids in lower case. Of two rows with the same code
// the generator has kept one.
var builtin = sync.OnceValue(func() map[string]*slot {
	index := make(map[string]*slot, 2*len(builtinTable))
	zones := database()
	for _, row := range builtinTable {
		s := zones[lower(row.zone)]
		index[lower(row.code)] = s
		if row.id != "" {
			index[row.id] = s
		}
	}
	return index
})

// unknown returns the error for a name that nothing is known by.
func unknown(name string) error {
	for _, country := range severalZones {
		if names.Equal(country.code, name) {
			return fault.New(fault.UnknownTimeZone, "the country %s has several time zones: send %s in SO-TimeZone",
				country.code, country.instead)
		}
	}
	return fault.New(fault.UnknownTimeZone, "no time zone is known as %s", fault.Quote(name))
}
