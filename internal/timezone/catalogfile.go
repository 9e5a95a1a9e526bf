package timezone

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// MaxCatalogFile is the maximum size, in bytes, of the file passed to NewCatalog. A full list has about 100 KB.
const MaxCatalogFile = 8 << 20

// item is an item of the installation's list.
type item struct {
	id, name, code, zone string
	inactive             bool
}

// addFile adds the installation's list: an array of objects with an Id and an ExtraInfo (in any case), such as
// "countryId=36&locationCode=AU-NSW&isActive=True&IANA=Australia/Sydney". Older versions don't have locationCode; such items
// are known only by their id. Items are active by default. If several active items share a code or an id, the first one
// wins.
//
// Inactive items are not offered. They also hide the entries of the built-in table with the same code or id, and a link in
// the tz database with the same name (GB). UTC, GMT, Z and all other IANA names can't be hidden.
func (c *Catalog) addFile(file []byte) error {
	if len(file) > MaxCatalogFile {
		return fmt.Errorf("the file is larger than %d bytes", MaxCatalogFile)
	}
	file = bytes.TrimPrefix(file, []byte("\uFEFF"))
	// Not gjson.Valid, which does not limit the depth and so may exhaust the stack.
	if err := json.Unmarshal(file, new(json.RawMessage)); err != nil {
		return notJSON(file, err)
	}
	document := gjson.ParseBytes(file)
	if !document.IsArray() {
		return errors.New("the file is not a JSON array")
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
			failure = fmt.Errorf("item %d (id %s, name %s): %w", index, problem.Quote(it.id), problem.Quote(it.name), err)
		}
		index++
		return failure == nil
	})
	// Hide last, because an active item may have the same code.
	for _, it := range inactive {
		c.hide(it)
	}
	return failure
}

// notJSON describes an error in JSON with its line and column, counted from 1 in characters.
func notJSON(file []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) || len(file) == 0 {
		return fmt.Errorf("the file is not valid JSON: %w", err)
	}
	before := file[:min(max(syntax.Offset-1, 0), int64(len(file)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Errorf("the file is not valid JSON: line %d, column %d: %w", line, column, err)
}

// readItem parses an item.
func readItem(value gjson.Result) (it item, err error) {
	if !value.IsObject() {
		return it, errors.New("not an object")
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
		// Not QueryUnescape, which would turn the plus sign of Etc/GMT+5 into a blank.
		if text, err = url.PathUnescape(text); err != nil {
			return it, fmt.Errorf("malformed ExtraInfo: %w", err)
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
				return it, fmt.Errorf("invalid isActive %s in ExtraInfo: must be True or False", problem.Quote(text))
			}
		}
	}
	if it.id == "" && it.code == "" {
		return it, errors.New("neither Id nor locationCode is given")
	}
	return it, nil
}

// offer adds an active item.
func (c *Catalog) offer(it item) error {
	if it.zone == "" {
		return errors.New("no IANA in ExtraInfo")
	}
	s, err := named(it.zone)
	if err != nil {
		return err
	}
	c.items++
	entry := Entry{Zone: s.name, Source: SourceCatalog, Name: it.name}
	for _, name := range []struct {
		given string
		shown *string
	}{{it.code, &entry.Code}, {it.id, &entry.ID}} {
		key := lower(name.given)
		if _, known := c.own[key]; known || key == "" {
			continue
		}
		if err := checkCode(name.given); err != nil {
			return err
		}
		c.own[key], *name.shown = s, name.given
	}
	if entry.Code == "" && entry.ID == "" {
		return nil // all names are configured or listed already
	}
	c.entries = append(c.entries, entry)
	if offset, ok := offsetIn(it.name); ok {
		c.printed = append(c.printed, printed{it.id, it.name, s, offset})
	}
	return nil
}

// HasItems reports whether the installation's list has active items.
func (c *Catalog) HasItems() bool { return c.items > 0 }

// hide removes the rows of the built-in table with the code or the id of an inactive item. It hides both names of the row,
// so that an item of an older list, which has only an id, hides the code as well.
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

// isLink reports whether a code, in lower case, is a short name in the tz database other than those of UTC.
func isLink(code string) bool {
	s := database()[code]
	if s == nil || strings.Contains(code, "/") {
		return false
	}
	zone, err := s.load()
	return err == nil && !zone.utc
}

// withhold hides a name, in lower case, unless an active item or an option has it.
func (c *Catalog) withhold(key string) {
	if _, known := c.own[key]; !known && key != "" {
		c.own[key] = nil
	}
}
