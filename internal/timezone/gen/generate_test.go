package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTableIsUpToDate(t *testing.T) {
	want, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join("..", output))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what data/ makes: run go generate ./internal/timezone", output)
	}
}

func TestCountries(t *testing.T) {
	source, err := generate("..")
	if err != nil {
		t.Fatal(err)
	}
	s, err := read("..")
	if err != nil {
		t.Fatal(err)
	}
	zones, countries := s.zonesOf()
	for _, country := range countries {
		if !bytes.Contains(source, []byte("\t{\""+country+"\", \"")) && country != "NZ" {
			t.Errorf("%s is neither in the table nor among those with several zones", country)
		}
	}
	for _, tc := range []struct {
		country string
		zones   int // that zone.tab lists
		clocks  int // that zone1970.tab counts
		row     string
	}{
		{"NO", 1, 1, `{"NO", "261", "Europe/Oslo", ""}`},
		{"SE", 1, 1, `{"SE", "", "Europe/Stockholm", ""}`},
		{"VN", 1, 2, `{"VN", "", "Asia/Ho_Chi_Minh", ""}`},
		{"DE", 2, 2, `{"DE", "one of its regions (such as DE-BE, DE-BY, DE-NW) or an IANA name (such as Europe/Berlin)"}`},
		{"AQ", 10, 11, `{"AQ", "an IANA name (such as Antarctica/McMurdo, Antarctica/Palmer)"}`},
	} {
		if got := len(zones[tc.country]); got != tc.zones {
			t.Errorf("%s has %d zones, want %d", tc.country, got, tc.zones)
		}
		if got := s.clocks(tc.country); got != tc.clocks {
			t.Errorf("%s has %d clocks, want %d", tc.country, got, tc.clocks)
		}
		if !bytes.Contains(source, []byte("\t"+tc.row+",\n")) {
			t.Errorf("the table lacks %s", tc.row)
		}
	}
}

func TestDataIsChecked(t *testing.T) {
	for _, tc := range []struct{ file, old, new, want string }{
		{"subdivisions.csv", "America/Regina", "America/Atlantis", `CA-SK: the tz database has no zone "America/Atlantis"`},
		{"subdivisions.csv", "CA-SK,", "CA-SK,,,", "subdivisions.csv: record on line"},
		{"several.csv", "BR-SP", "BR-XX", "several.csv: BR: BR-XX is not known"},
		{"several.csv", "\nBR,", "\nNO,", "several.csv: BR is missing"},
		{"several.csv", "\nBR,", "\nNO,NO\nBR,", "several.csv has 31 countries, but 30 have several zones"},
	} {
		dir := t.TempDir()
		if err := os.CopyFS(filepath.Join(dir, "data"), os.DirFS("../data")); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(filepath.Join(dir, "tzdata"), os.DirFS("../tzdata")); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, "data", tc.file)
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(strings.Replace(string(text), tc.old, tc.new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := generate(dir); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s with %q: %v, want %s", tc.file, tc.new, err, tc.want)
		}
	}
}
