package sandbox

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"
)

// timezonesCSV has the time zones that the vendor's documentation prints: id, code, IANA name and standard offset.
//
//go:embed timezones.csv
var timezonesCSV string

// countryIDs are the numbers of ISO 3166-1 that the zones' items carry, by the two letters their codes begin with.
var countryIDs = map[string]int{
	"AU": 36, "AT": 40, "BD": 50, "BE": 56, "BR": 76, "CA": 124, "DK": 208, "FR": 250, "NO": 578, "US": 840,
}

// timezones returns the items of the list timezoneiana as a JSON array.
var timezones = sync.OnceValue(func() string {
	type item struct {
		ID        int `json:"Id"`
		Name      string
		ExtraInfo string
	}
	rows, err := csv.NewReader(strings.NewReader(timezonesCSV)).ReadAll()
	if err != nil {
		panic(err) // The table is part of the program.
	}
	items := make([]item, 0, len(rows))
	for _, row := range rows[1:] {
		id, err := strconv.Atoi(row[0])
		if err != nil {
			panic(err)
		}
		code, iana, offset := row[1], row[2], row[3]
		items = append(items, item{
			ID:   id,
			Name: "(UTC" + offset + ") " + iana,
			ExtraInfo: "countryId=" + strconv.Itoa(countryIDs[code[:2]]) +
				"&locationCode=" + code + "&isActive=True&IANA=" + iana,
		})
	}
	return encode(items)
})

// baseZone returns what the API tells of its base zone, or null if there is none.
func baseZone(h *Handler) (string, error) {
	if h.clock == nil {
		return "null", nil
	}
	base := h.clock.base
	return encode(struct{ Name, TZLocationCode string }{base.iana, base.name}), nil
}
