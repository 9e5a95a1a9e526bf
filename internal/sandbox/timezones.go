package sandbox

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"
)

// timezonesCSV lists the time zones in the vendor's documentation: id, code, IANA name and standard offset.
//
//go:embed timezones.csv
var timezonesCSV string

// countryIDs are the ISO 3166-1 numbers in the items, by the first two letters of the zone's code.
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
		panic(err) // The table is embedded.
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

// baseZone returns the API's description of the base zone, or null without one.
func baseZone(h *Handler) (string, error) {
	if h.clock == nil {
		return "null", nil
	}
	base := h.clock.base
	return encode(struct{ Name, TZLocationCode string }{base.iana, base.name}), nil
}
