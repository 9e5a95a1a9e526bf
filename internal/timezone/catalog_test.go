package timezone

import (
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

func TestLookup(t *testing.T) {
	c := newCatalog(t)
	for name, want := range map[string]string{
		// From the vendor's documentation, including its quirks.
		"NO": "Europe/Oslo", "no": "Europe/Oslo", "261": "Europe/Oslo", "US-NY": "America/New_York", "460": "America/New_York",
		"AU1": "Australia/Lord_Howe", "au3": "Australia/Broken_Hill", "CA2A": "America/St_Johns", "101": "America/St_Johns",
		"CA-BC": "America/Vancouver", "CA-BC1": "America/Dawson_Creek", "CA-BC2": "America/Edmonton", "99": "America/Edmonton", "AU-ACT": "Australia/Canberra",
		"1": "UTC", "US-HI": "Pacific/Honolulu", "433": "Pacific/Honolulu",
		// Countries with one zone.
		"SE": "Europe/Stockholm", "gb": "Europe/London", "IN": "Asia/Kolkata", "VN": "Asia/Ho_Chi_Minh", "HK": "Asia/Hong_Kong",
		"CH": "Europe/Zurich", "IS": "Atlantic/Reykjavik", "PR": "America/Puerto_Rico", "NL": "Europe/Amsterdam",
		// Countries whose zones agree: Busingen uses Berlin's time, and Kuching has used Kuala Lumpur's since 1982.
		"DE": "Europe/Berlin", "my": "Asia/Kuala_Lumpur",
		// Subdivisions.
		"US-DC": "America/New_York", "us-tx": "America/Chicago", "CA-YT": "America/Whitehorse", "BR-AC": "America/Rio_Branco",
		"MX-TAM": "America/Monterrey", "MX-TAM1": "America/Matamoros", "RU-MOW": "Europe/Moscow", "ID-BA": "Asia/Makassar", "KZ-ZAP": "Asia/Oral", "KZ-27": "Asia/Oral",
		"MN-043": "Asia/Hovd", "CL-MA": "America/Punta_Arenas", "EC-W": "Pacific/Galapagos", "ES-CN": "Atlantic/Canary",
		"PT-20": "Atlantic/Azores", "NZ-CIT": "Pacific/Chatham", "AR-V": "America/Argentina/Ushuaia", "DE-BW": "Europe/Berlin",
		// Countries with several zones for which SuperOffice's bare code names one of them, and its codes for the others.
		"ES": "Europe/Madrid", "es2": "Atlantic/Canary", "PT": "Europe/Lisbon", "PT1": "Atlantic/Madeira", "PT2": "Atlantic/Azores",
		"CN": "Asia/Shanghai", "UA": "Europe/Kyiv", "MX": "America/Mexico_City", "MX2-3": "America/Chihuahua", "CL": "America/Santiago",
		"CL2": "Pacific/Easter", "ID": "Asia/Jakarta", "KZ": "Asia/Almaty", "CY": "Asia/Nicosia", "CY2": "Asia/Famagusta",
		"PF": "Pacific/Tahiti", "PF1": "Pacific/Marquesas", "GL": "America/Nuuk", "NZ2": "Pacific/Chatham", "BIOT": "Indian/Chagos",
		"AR-DF": "America/Argentina/Buenos_Aires", "10": "America/Argentina/Buenos_Aires", "AQ-SP": "Antarctica/McMurdo", "2": "Asia/Kabul",
		// IANA names, including links.
		"Europe/Oslo": "Europe/Oslo", "EUROPE/oslo": "Europe/Oslo", "america/argentina/comodrivadavia": "America/Argentina/ComodRivadavia",
		"NZ": "Pacific/Auckland", "GB-Eire": "GB-Eire", "EST5EDT": "EST5EDT", "Etc/GMT+5": "Etc/GMT+5", "etc/gmt-14": "Etc/GMT-14",
		// UTC.
		"UTC": "UTC", "utc": "UTC", "GMT": "UTC", "z": "UTC", "Etc/UTC": "Etc/UTC", "+00:00": "UTC", "-0000": "UTC",
		// Fixed offsets.
		"+02:00": "+02:00", "+0200": "+02:00", "-03:30": "-03:30", "+14:00": "+14:00", "-1400": "-14:00", "+00:01": "+00:01",
		// Windows names.
		"W. Europe Standard Time": "Europe/Berlin", "eastern standard time": "America/New_York", "India Standard Time": "Asia/Kolkata",
		"UTC-11": "Etc/GMT+11", "Central Standard Time (Mexico)": "America/Mexico_City",
	} {
		z, err := c.Lookup(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if z.Name() != want {
			t.Errorf("%s is %s, want %s", name, z.Name(), want)
		}
	}
}

func TestLookupUnknown(t *testing.T) {
	c := newCatalog(t)
	for _, name := range []string{
		"", " ", "XX", "AQ-RK", "NO ", "Norway", "0261", "261.0", "+261", "99999", "US-XX", "US_NY", "Europe", "Europe/", "Europe/Atlantis",
		"/Europe/Oslo", "../Europe/Oslo", "Europe//Oslo", "Europe/O\u017flo", "Europe/Oslo\x00", "local", "Local", "posix/Europe/Oslo",
		"+2", "+02", "+2:00", "02:00", "+14:01", "-14:01", "+15:00", "+02:60", "+02:0", "+02:000", "+020", "+02000", "+02-00",
		"\u221202:00", "+02:00:00", "UTC+02:00", "UTC+2", "includeTZOffset", strings.Repeat("N", 64), strings.Repeat("N", 65),
		strings.Repeat("N", 100_000),
	} {
		if z, err := c.Lookup(name); kindOf(err) != problem.UnknownTimeZone || z != nil {
			t.Errorf("%.70q: %v, %v", name, z, err)
		}
	}
}

func TestLookupReturnsSamePointer(t *testing.T) {
	for _, names := range [][2]string{{"NO", "europe/oslo"}, {"261", "no"}, {"+02:00", "+0200"}, {"UTC", "-00:00"}, {"1", "z"}} {
		if zone(t, names[0]) != zone(t, names[1]) {
			t.Errorf("%s and %s are different zones", names[0], names[1])
		}
	}
}

func TestEveryEntryLoads(t *testing.T) {
	c := newCatalog(t)
	for _, row := range builtinTable {
		for _, name := range []string{row.code, row.id} {
			if name == "" {
				continue
			}
			if z, err := c.Lookup(name); err != nil || z.Name() != row.zone {
				t.Errorf("%s: %v, %v, want %s", name, z, err, row.zone)
			}
			if err := checkCode(name); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestLookupOfCountryWithSeveralZones(t *testing.T) {
	c := newCatalog(t)
	for code, hint := range map[string]string{
		"US": "US-NY, US-IL, US-CO, US-CA", "CA": "CA-ON, CA-QC, CA-AB, CA-BC", "AU": "AU-NSW, AU-VIC, AU-QLD, AU-WA", "BR": "BR-SP, BR-DF, BR-AM",
		"RU": "RU-MOW, RU-SPE, RU-SVE, RU-PRI", "AR": "AR-DF, AR-CB, AR-MZ", "AQ": "AQ-SP, AQ-AI, AQ-BP", "UM": "UM2, UM1, UM3",
	} {
		_, err := c.Lookup(code)
		if kindOf(err) != problem.UnknownTimeZone ||
			!strings.Contains(err.Error(), "the country "+code+" has several time zones: send one of its regions (such as "+hint+") or an IANA name") {
			t.Errorf("%s: %v", code, err)
		}
	}
	if len(severalZones) != 8 {
		t.Errorf("%d countries have several zones, want 8", len(severalZones))
	}
	for _, country := range severalZones {
		if z, err := c.Lookup(country.code); err == nil {
			t.Errorf("%s is %s, but is listed as having several zones", country.code, z.Name())
		}
	}
}

func TestConfiguredZonesWin(t *testing.T) {
	file := []byte(`[
		{"Id": 261, "ExtraInfo": "locationCode=NO&isActive=True&IANA=Europe/Paris"},
		{"Id": 700, "ExtraInfo": "locationCode=US&isActive=True&IANA=America/Denver"}]`)
	c, err := NewCatalog([]Option{
		{"no", "europe/stockholm"}, {"Head Office", "Asia/Tokyo"}, {"Europe/Oslo", "Europe/Rome"}, {"UTC", "Etc/GMT-1"}, {"+02:00", "Asia/Gaza"},
	}, file)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"NO":          "Europe/Stockholm", // configured, overrides the file and the table
		"261":         "Europe/Paris",     // the file, overrides the table
		"US":          "America/Denver",   // the file, though the country has several zones
		"head office": "Asia/Tokyo",
		"EUROPE/OSLO": "Europe/Rome", // configured, overrides the IANA name
		"utc":         "Etc/GMT-1",
		"Z":           "UTC",
		"+02:00":      "Asia/Gaza", // configured, overrides the fixed offset
		"+0200":       "+02:00",
		"US-NY":       "America/New_York",
	} {
		if z, err := c.Lookup(name); err != nil || z.Name() != want {
			t.Errorf("%s: %v, %v, want %s", name, z, err, want)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, tc := range []struct {
		options []Option
		want    string
	}{
		{[]Option{{"XX", "Europe/Atlantis"}}, `zone XX Europe/Atlantis: the tz database (` + DatabaseVersion() + `) has no zone "Europe/Atlantis"`},
		{[]Option{{"XX", ""}}, "has no zone"},
		{[]Option{{"XX", "NO"}}, "has no zone"},
		{[]Option{{"XX", "+02:00"}}, "has no zone"},
		{[]Option{{"XX", "Europe/O\u017flo"}}, "has no zone"},
		{[]Option{{"NO", "Europe/Oslo"}, {"no", "Europe/Oslo"}}, "duplicate code"},
		{[]Option{{"", "Europe/Oslo"}}, "must not be empty"},
		{[]Option{{" NO", "Europe/Oslo"}}, "begin or end with a blank"},
		{[]Option{{"N,O", "Europe/Oslo"}}, "must not contain a comma"},
		{[]Option{{"IncludeTzOffset", "Europe/Oslo"}}, "requests offsets"},
		{[]Option{{"Nørge", "Europe/Oslo"}}, "ASCII"},
		{[]Option{{strings.Repeat("N", 65), "Europe/Oslo"}}, "longer than 64 bytes"},
	} {
		if _, err := NewCatalog(tc.options, nil); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%v: %v, want %s", tc.options, err, tc.want)
		}
	}
}
