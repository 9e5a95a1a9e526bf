package main

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sources is what the generator reads, each file's records in its order.
type sources struct {
	vendor       [][]string // id, code, zone, offset, source
	countries    [][]string // code, coordinates, zone, …
	agreeing     [][]string // codes, coordinates, zone, …
	subdivisions [][]string // code, zone, note
	several      [][]string // country, examples
	windows      [][]string // name, zone
	zones        map[string]bool
}

// read reads the files below the package's directory.
func read(dir string) (*sources, error) {
	s := &sources{zones: make(map[string]bool)}
	for _, file := range []struct {
		name    string
		records *[][]string
		comma   rune
		fields  int // 0: as many as the first record has; -1: any number
	}{
		{"superoffice-timezones.csv", &s.vendor, ',', 5},
		{"zone.tab", &s.countries, '\t', -1},
		{"zone1970.tab", &s.agreeing, '\t', -1},
		{"subdivisions.csv", &s.subdivisions, ',', 3},
		{"several.csv", &s.several, ',', 2},
		{"windows.csv", &s.windows, ',', 2},
	} {
		f, err := os.Open(filepath.Join(dir, "data", file.name))
		if err != nil {
			return nil, err
		}
		r := csv.NewReader(f)
		r.Comma, r.Comment, r.FieldsPerRecord, r.LazyQuotes = file.comma, '#', file.fields, file.comma == '\t'
		*file.records, err = r.ReadAll()
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.name, err)
		}
	}
	s.vendor = s.vendor[1:] // its first record names the fields

	archive, err := zip.OpenReader(filepath.Join(dir, "tzdata", "zoneinfo.zip"))
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	for _, file := range archive.File {
		s.zones[file.Name] = true
	}
	return s, nil
}

// zonesOf returns the zones that zone.tab lists for each country, and the countries in its order.
func (s *sources) zonesOf() (zones map[string][]string, countries []string) {
	zones = make(map[string][]string)
	for _, record := range s.countries {
		if code := record[0]; zones[code] == nil {
			countries = append(countries, code)
		}
		zones[record[0]] = append(zones[record[0]], record[2])
	}
	return zones, countries
}

// clocks returns how many clocks zone1970.tab counts in a country.
func (s *sources) clocks(country string) int {
	n := 0
	for _, record := range s.agreeing {
		if slices.Contains(strings.Split(record[0], ","), country) {
			n++
		}
	}
	return n
}
