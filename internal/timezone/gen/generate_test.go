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
		t.Errorf("%s is out of date: run go generate ./internal/timezone", output)
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
		if !bytes.Contains(source, []byte("\t{\""+country+"\", \"")) {
			t.Errorf("%s is neither in the table nor among those with several zones", country)
		}
	}
	for _, tc := range []struct {
		country string
		zones   int // that zone.tab lists
		agree   bool
		row     string
	}{
		{"NO", 1, true, `{"NO", "261", "Europe/Oslo", "", "Norway"}`},
		{"SE", 1, true, `{"SE", "", "Europe/Stockholm", "", "Sweden"}`},
		{"VN", 1, true, `{"VN", "", "Asia/Ho_Chi_Minh", "", "Vietnam"}`},
		{"DE", 2, true, `{"DE", "", "Europe/Berlin", "", "Germany"}`},
		{"MY", 2, true, `{"MY", "", "Asia/Kuala_Lumpur", "", "Malaysia"}`},
		{"CY", 2, false, `{"CY", "", "Asia/Nicosia", "the north (CY2) differed in the winter of 2016/17", "Cyprus"}`},
		{"UZ", 2, false, `{"UZ", "", "Asia/Tashkent", "", "Uzbekistan"}`}, // until 1991
		{"AQ", 10, false, `{"AQ", "Antarctica", "one of its regions (such as AQ-SP, AQ-AI, AQ-BP) or an IANA name (such as Antarctica/McMurdo)"}`},
	} {
		if got := len(zones[tc.country]); got != tc.zones {
			t.Errorf("%s has %d zones, want %d", tc.country, got, tc.zones)
		}
		if got, err := s.agree(zones[tc.country]); got != tc.agree || err != nil {
			t.Errorf("the zones of %s agree: %v, %v, want %v", tc.country, got, err, tc.agree)
		}
		if !bytes.Contains(source, []byte("\t"+tc.row+",\n")) {
			t.Errorf("the table lacks %s", tc.row)
		}
	}
}

// TestClock checks which pairs of zones count as one.
func TestClock(t *testing.T) {
	s, err := read("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		one, other string
		agree      bool
	}{
		{"Europe/Berlin", "Europe/Oslo", true},                                 // differed before 1980
		{"America/New_York", "America/Toronto", true},                          // differed before 1974
		{"America/New_York", "America/Nassau", true},                           // differed before 1976
		{"Europe/London", "Europe/Dublin", true},                               // Dublin has negative daylight saving time, with the same offsets
		{"Asia/Kolkata", "Asia/Colombo", false},                                // until 2006
		{"Asia/Gaza", "Asia/Hebron", false},                                    // some weeks until 2015
		{"Africa/Abidjan", "Africa/Casablanca", false},                         // until 2026
		{"America/Los_Angeles", "America/Vancouver", false},                    // from 2026 on
		{"Etc/GMT+12", "Pacific/Kwajalein", false},                             // from 1993 on
		{"America/Argentina/Buenos_Aires", "America/Argentina/Cordoba", false}, // four months of 1991
	} {
		if got, err := s.agree([]string{tc.one, tc.other}); got != tc.agree || err != nil {
			t.Errorf("%s and %s agree: %v, %v, want %v", tc.one, tc.other, got, err, tc.agree)
		}
	}
}

func TestDataIsChecked(t *testing.T) {
	for _, tc := range []struct{ file, old, new, want string }{
		{"subdivisions.csv", "America/Argentina/Salta", "America/Atlantis", `AR-A: the tz database has no zone "America/Atlantis"`},
		{"subdivisions.csv", "CA-SK,", "CA-SK,,,", "subdivisions.csv: record on line"},
		{"zone.tab", "Europe/Busingen", "Europe/Atlantis", `zone.tab: DE: the tz database has no zone "Europe/Atlantis"`},
		{"superoffice-codes.csv", "Asia/Dubai", "Asia/Atlantis", `AE: the tz database has no zone "Asia/Atlantis"`},
		{"superoffice-timezones.csv", "261,NO", "262,NO", "superoffice-codes.csv does not have NO with the id 262"},
		{"several.csv", "BR-SP", "BR-XX", "several.csv: BR: BR-XX is not one of the vendor's codes"},
		{"several.csv", "AR-DF", "AR-C", "several.csv: AR: AR-C is not one of the vendor's codes"},
		{"several.csv", "\nBR,", "\nNO,", "several.csv: BR is missing"},
		{"several.csv", "\nBR,", "\nNO,NO,Norway\nBR,", "several.csv has 9 countries, but 8 have several zones"},
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
