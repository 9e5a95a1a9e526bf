package main

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// sources holds the generator's input: the records of each file, in their original order.
type sources struct {
	vendor       [][]string        // code, name, zone, id, confidence, note
	printed      [][]string        // id, code, zone, offset, source
	countries    [][]string        // code, coordinates, zone, …
	subdivisions [][]string        // code, zone, note
	several      [][]string        // country, examples, name
	windows      [][]string        // name, zone
	zones        map[string][]byte // the compiled zones of the embedded tz database
}

// read reads the files in dir, the package's directory.
func read(dir string) (*sources, error) {
	s := &sources{zones: make(map[string][]byte)}
	for _, file := range []struct {
		name    string
		records *[][]string
		comma   rune
		fields  int // the number of fields in a record; -1 for any
	}{
		{"superoffice-codes.csv", &s.vendor, ',', 6},
		{"superoffice-timezones.csv", &s.printed, ',', 5},
		{"zone.tab", &s.countries, '\t', -1},
		{"subdivisions.csv", &s.subdivisions, ',', 3},
		{"several.csv", &s.several, ',', 3},
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
	s.vendor, s.printed = s.vendor[1:], s.printed[1:] // drop the headers

	archive, err := zip.OpenReader(filepath.Join(dir, "tzdata", "zoneinfo.zip"))
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	for _, file := range archive.File {
		if s.zones[file.Name], err = fs.ReadFile(archive, file.Name); err != nil {
			return nil, fmt.Errorf("zoneinfo.zip: %w", err)
		}
	}
	return s, nil
}

// zonesOf returns the zones that zone.tab lists for each country, and the countries in the order of that file.
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
