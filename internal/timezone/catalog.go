package timezone

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// Catalog resolves the names of time zones in SO-TimeZone (contract section 5, SO-TimeZone; the options are in section 1,
// timezone). It is immutable and safe for concurrent use.
type Catalog struct {
	// own maps the codes and ids, in lower case, of the configuration and the installation's list. A nil slot hides the
	// name from the built-in table and the tz database.
	own map[string]*slot
	// entries lists the same zones in their original order, for Entries.
	entries []Entry
	// items is the number of active items in the installation's list.
	items int
	// printed lists the items of the installation's list whose names include an offset, for Doubts.
	printed []printed
}

// Option is a `zone <code> <IANA>` option of the configuration.
type Option struct{ Code, Zone string }

// maxName is the maximum length of a name in bytes. The longest name in the tables has 32.
const maxName = 64

// NewCatalog returns a catalog in which the configured zones take precedence over the installation's list, and that list
// over the built-in table. file is the response to GET /api/v1/MDOList/timezoneiana, or nil if there is none. NewCatalog
// fails if a code is duplicated or could not be sent in SO-TimeZone, if the tz database does not have a zone, and if file is
// malformed. The error names the option, or the item in file.
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

// configure adds a zone option.
func (c *Catalog) configure(option Option) error {
	if err := checkCode(option.Code); err != nil {
		return err
	}
	key := lower(option.Code)
	if _, given := c.own[key]; given {
		return errors.New("duplicate code")
	}
	s, err := named(option.Zone)
	if err != nil {
		return err
	}
	c.own[key] = s
	c.entries = append(c.entries, Entry{Code: option.Code, Zone: s.name, Source: SourceConfigured})
	return nil
}

// checkCode returns an error if a code could not be sent in SO-TimeZone.
func checkCode(code string) error {
	switch {
	case code == "" || strings.Trim(code, " \t") != code:
		return errors.New("a code must not be empty, or begin or end with a blank")
	case len(code) > maxName:
		return fmt.Errorf("a code must not be longer than %d bytes", maxName)
	case strings.Contains(code, ","):
		return errors.New("a code must not contain a comma")
	case names.Equal(code, includeTZOffset):
		return fmt.Errorf("%s is not a code: it requests offsets", includeTZOffset)
	}
	for i := range len(code) {
		if code[i] < ' ' || code[i] > '~' {
			return errors.New("a code must consist of printable ASCII characters")
		}
	}
	return nil
}

// lower returns a name in ASCII lower case, the form of the keys in the tables.
func lower(name string) string {
	key := []byte(name)
	for i, c := range key {
		key[i] = names.Lower(c)
	}
	return string(key)
}

// named returns the slot for an IANA name in any case.
func named(zone string) (*slot, error) {
	s := database()[lower(zone)]
	if s == nil {
		return nil, NoZoneError(zone)
	}
	return s, nil
}

// NoZoneError is the error for a zone that the tz database does not have. Its text is the zone's name.
type NoZoneError string

func (zone NoZoneError) Error() string {
	return fmt.Sprintf("the tz database (%s) has no zone %s", DatabaseVersion(), problem.Quote(string(zone)))
}

// Lookup returns the zone with a name, which is matched in any ASCII case. It searches, in this order, the codes and ids of
// the configuration, of the installation's list and of the built-in table, and the IANA names; otherwise, the name may be a
// fixed offset (±hh:mm or ±hhmm, up to 14 hours). If there is no such zone, the error is a *problem.Error of kind
// problem.UnknownTimeZone, which for a country with several zones lists what to send instead. Lookup does not allocate for a
// name that was looked up before.
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

// KnownToAPI reports whether the API knows a name as well: whether it is in the configuration or the installation's list, or
// is one of SuperOffice's own codes and ids.
func (c *Catalog) KnownToAPI(name string) bool {
	if s, known := c.own[lower(name)]; known {
		return s != nil
	}
	return slices.ContainsFunc(builtinTable[:vendorRows], func(row builtinRow) bool {
		return names.Equal(row.code, name) || row.id != "" && row.id == name
	})
}

// find returns the slot for a name, or nil.
func (c *Catalog) find(name string) *slot {
	if len(name) > maxName {
		return nil
	}
	var buffer [maxName]byte
	key := buffer[:len(name)]
	for i := range key {
		key[i] = names.Lower(name[i])
	}
	s, known := c.own[string(key)]
	if known {
		return s
	}
	if s = builtin()[string(key)]; s != nil {
		return s
	}
	return database()[string(key)]
}

// builtin maps the codes and ids in the built-in table, in lower case, to slots. The generator has removed duplicate codes.
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

// unknown returns the error for an unknown name.
func unknown(name string) error {
	for _, country := range severalZones {
		if names.Equal(country.code, name) {
			return problem.New(problem.UnknownTimeZone, "the country %s has several time zones: send %s in SO-TimeZone",
				country.code, country.instead)
		}
	}
	return problem.New(problem.UnknownTimeZone, "unknown time zone %s", problem.Quote(name))
}
