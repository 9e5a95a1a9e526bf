package timezone

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// MaxCatalogFile bounds the size of the file given to NewCatalog, in bytes. A full list has some 100 KB.
const MaxCatalogFile = 8 << 20

// item is one item of the installation's list.
type item struct {
	id, name, code, zone string
	inactive             bool
}

// addFile adds the installation's list: an array of objects with Id and ExtraInfo, in any case, the latter such as
// "countryId=36&locationCode=AU-NSW&isActive=True&IANA=Australia/Sydney". The older form has no locationCode; then only
// the id names the zone. Without isActive an item is active. Of several active items with one code or id the first holds.
//
// An item that is not active is not offered, and what the built-in table has under its code or its id is then not offered
// either, nor a link of the tz database that is named like its code (GB). UTC, GMT and Z are, always, and so are other
// IANA names.
func (c *Catalog) addFile(file []byte) error {
	if len(file) > MaxCatalogFile {
		return fmt.Errorf("the file is larger than %d bytes", MaxCatalogFile)
	}
	file = bytes.TrimPrefix(file, []byte("\uFEFF"))
	// Not gjson.Valid, which has no bound for how deep a document nests, and so may use up the stack.
	if !json.Valid(file) {
		return errors.New("the file is not valid JSON")
	}
	document := gjson.ParseBytes(file)
	if !document.IsArray() {
		return errors.New("the file is not an array of items")
	}
	var (
		inactive []item
		index    int
		failure  error
	)
	document.ForEach(func(_, value gjson.Result) bool {
		it, err := readItem(value)
		switch {
		case err == nil && it.inactive:
			inactive = append(inactive, it)
		case err == nil:
			err = c.offer(it)
		}
		if err != nil {
			failure = fmt.Errorf("item %d (id %s, name %s): %w", index, fault.Quote(it.id), fault.Quote(it.name), err)
		}
		index++
		return failure == nil
	})
	// Last, as another item may offer the same code.
	for _, it := range inactive {
		c.hide(it)
	}
	return failure
}

// readItem takes an item apart.
func readItem(value gjson.Result) (it item, err error) {
	if !value.IsObject() {
		return it, errors.New("it is not an object")
	}
	var extra string
	value.ForEach(func(key, member gjson.Result) bool {
		switch {
		case names.Equal(key.Str, "Id"):
			it.id = member.String()
		case names.Equal(key.Str, "Name"):
			it.name = member.String()
		case names.Equal(key.Str, "ExtraInfo"):
			extra = member.String()
		}
		return true
	})
	for pair := range strings.SplitSeq(extra, "&") {
		key, text, _ := strings.Cut(pair, "=")
		// Not QueryUnescape: the plus sign of Etc/GMT+5 stands for itself.
		if text, err = url.PathUnescape(text); err != nil {
			return it, fmt.Errorf("ExtraInfo has %w", err)
		}
		key, text = strings.TrimSpace(key), strings.TrimSpace(text)
		switch {
		case names.Equal(key, "locationCode"):
			it.code = text
		case names.Equal(key, "IANA"):
			it.zone = text
		case names.Equal(key, "isActive"):
			it.inactive = names.Equal(text, "False")
			if !it.inactive && !names.Equal(text, "True") {
				return it, fmt.Errorf("isActive is %s, neither True nor False", fault.Quote(text))
			}
		}
	}
	if it.id == "" && it.code == "" {
		return it, errors.New("it has neither an Id nor a locationCode")
	}
	return it, nil
}

// offer adds an active item.
func (c *Catalog) offer(it item) error {
	if it.zone == "" {
		return errors.New("its ExtraInfo has no IANA")
	}
	s, err := named(it.zone)
	if err != nil {
		return err
	}
	entry := Entry{Zone: s.name, Source: SourceCatalog}
	for _, name := range []struct {
		given string
		shown *string
	}{{it.code, &entry.Code}, {it.id, &entry.ID}} {
		key := lower(name.given)
		if _, said := c.own[key]; said || key == "" {
			continue
		}
		if err := checkCode(name.given); err != nil {
			return err
		}
		c.own[key], *name.shown = s, name.given
	}
	if entry.Code == "" && entry.ID == "" {
		return nil // all of it is said already
	}
	c.entries = append(c.entries, entry)
	if offset, ok := offsetIn(it.name); ok {
		c.printed = append(c.printed, printed{it.id, it.name, s, offset})
	}
	return nil
}

// hide takes back what the built-in table has under the code or the id of an item that is not active: the whole row, so
// that an item of the older form, with nothing but an id, takes the code along.
func (c *Catalog) hide(it item) {
	if code := lower(it.code); isLink(code) {
		c.withhold(code)
	}
	for _, row := range builtinTable {
		if row.zone == utc.Name() || !names.Equal(row.code, it.code) && (row.id == "" || row.id != it.id) {
			continue
		}
		for _, name := range []string{row.code, row.id} {
			c.withhold(lower(name))
		}
	}
}

// isLink reports whether a code in lower case is a short name in the tz database, and none of UTC's.
func isLink(code string) bool {
	s := database()[code]
	if s == nil || strings.Contains(code, "/") {
		return false
	}
	zone, err := s.load()
	return err == nil && !zone.utc
}

// withhold has nothing offered under a name in lower case, unless an active item or an option offers it.
func (c *Catalog) withhold(key string) {
	if _, said := c.own[key]; !said && key != "" {
		c.own[key] = nil
	}
}
