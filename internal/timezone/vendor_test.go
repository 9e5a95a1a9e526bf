package timezone

import (
	"encoding/csv"
	"os"
	"testing"
	"time"
)

// records returns the records in one of the generator's files, without its header.
func records(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("data/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return list[1:]
}

// TestVendorCodes looks up every SuperOffice code and every id in its documentation.
func TestVendorCodes(t *testing.T) {
	c := newCatalog(t)
	sources := make(map[string]string)
	for _, e := range c.Entries() {
		sources[e.Code] = e.Source
	}
	codes, zones := 0, make(map[string]bool)
	for _, record := range records(t, "superoffice-codes.csv") {
		code, iana, id := record[0], record[2], record[3]
		codes++
		if iana == "" {
			if z, err := c.Lookup(code); err == nil || code != "AQ-RK" {
				t.Errorf("%s: %v", code, z)
			}
			continue
		}
		zones[iana] = true
		if z, err := c.Lookup(code); err != nil || z.Name() != iana {
			t.Errorf("%s: %v, %v, want %s", code, z, err, iana)
		}
		if sources[code] != SourceVendor {
			t.Errorf("%s: source %s", code, sources[code])
		}
		if id == "" {
			continue
		}
		if z, err := c.Lookup(id); err != nil || z.Name() != iana {
			t.Errorf("%s: %v, %v, want %s", id, z, err, iana)
		}
	}
	if codes != 574 || len(zones) != 376 {
		t.Errorf("%d codes and %d zones, want 574 and 376", codes, len(zones))
	}
	for _, code := range []string{"GMT", "Z", "ES-MD", "US-AS", "W. Europe Standard Time"} {
		if sources[code] != SourceBuiltin {
			t.Errorf("%s: the source is %s", code, sources[code])
		}
	}
}

// TestVendorOffsets compares the zones with the offsets in the vendor's documentation, which are those of standard time.
func TestVendorOffsets(t *testing.T) {
	for _, record := range records(t, "superoffice-timezones.csv") {
		z := zone(t, record[0])
		january := z.Offset(time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
		july := z.Offset(time.Date(2018, 7, 1, 0, 0, 0, 0, time.UTC).Unix())
		if got := string(appendOffset(nil, min(january, july))); got != record[3] {
			t.Errorf("%s (%s): got offset %s, want %s as documented by the vendor", record[1], z.Name(), got, record[3])
		}
	}
}
