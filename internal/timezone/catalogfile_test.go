package timezone

import (
	"slices"
	"strings"
	"testing"
)

func TestCatalogFile(t *testing.T) {
	for _, tc := range []struct {
		what, file string
		want       map[string]string // name → zone, or "" if it must be unknown
	}{
		{
			"the API's response",
			`[{"Id":39,"Name":"Sydney","ToolTip":"","Deleted":false,"Rank":1,"Type":"","ChildItems":[],"IconHint":"","StyleHint":"",
			   "FullName":"Sydney","ExtraInfo":"countryId=36&locationCode=AU-NSW&isActive=True&IANA=Australia/Sydney"},
			  {"Id":900,"Name":"Own","ExtraInfo":"countryId=0&locationCode=X1&isActive=True&IANA=Asia/Tokyo"}]`,
			map[string]string{"AU-NSW": "Australia/Sydney", "39": "Australia/Sydney", "x1": "Asia/Tokyo", "900": "Asia/Tokyo", "NO": "Europe/Oslo"},
		},
		{
			"members in any case, Id as a string",
			`[{"id":"900","name":"Own","extrainfo":"LOCATIONCODE=X1&ISACTIVE=true&iana=asia/tokyo"}]`,
			map[string]string{"X1": "Asia/Tokyo", "900": "Asia/Tokyo"},
		},
		{
			"an older list",
			`[{"Id":261,"Name":"Oslo","ExtraInfo":"countryId=578&isActive=True&IANA=Europe/Paris"}]`,
			map[string]string{"261": "Europe/Paris", "NO": "Europe/Oslo"},
		},
		{
			"no isActive, an empty locationCode, an escaped zone, a zone with a plus sign",
			`[{"Id":900,"ExtraInfo":"locationCode=&IANA=Asia%2FTokyo"}, {"Id":901,"ExtraInfo":"IANA=Etc/GMT+5"}]`,
			map[string]string{"900": "Asia/Tokyo", "901": "Etc/GMT+5"},
		},
		{
			"inactive",
			`[{"Id":261,"ExtraInfo":"locationCode=NO&isActive=False&IANA=Europe/Oslo"}]`,
			map[string]string{"NO": "", "261": "", "Europe/Oslo": "Europe/Oslo", "DK": "Europe/Copenhagen"},
		},
		{
			"inactive, in an older list: hides the built-in code with the same id",
			`[{"Id":261,"ExtraInfo":"isActive=false"}]`,
			map[string]string{"NO": "", "261": "", "140": "Europe/Copenhagen"},
		},
		{
			"inactive, with only a code",
			`[{"ExtraInfo":"locationCode=no&isActive=False"}, {"ExtraInfo":"locationCode=SE&isActive=False"}]`,
			map[string]string{"NO": "", "261": "", "SE": "", "FI": "Europe/Helsinki"},
		},
		{
			"inactive and active with the same code",
			`[{"Id":261,"ExtraInfo":"locationCode=NO&isActive=False&IANA=Europe/Oslo"},
			  {"Id":902,"ExtraInfo":"locationCode=NO&isActive=True&IANA=Arctic/Longyearbyen"}]`,
			map[string]string{"NO": "Arctic/Longyearbyen", "902": "Arctic/Longyearbyen", "261": ""},
		},
		{
			"inactive with an unknown zone",
			`[{"Id":903,"Name":"Atlantis","ExtraInfo":"locationCode=AA&isActive=False&IANA=Europe/Atlantis"}]`,
			map[string]string{"AA": "", "903": ""},
		},
		{
			"inactive with the name of a link in the tz database",
			`[{"Id":902,"ExtraInfo":"locationCode=GB&isActive=False&IANA=Europe/London"}, {"ExtraInfo":"locationCode=nz&isActive=False"}]`,
			map[string]string{"GB": "", "902": "", "NZ": "", "Europe/London": "Europe/London", "Pacific/Auckland": "Pacific/Auckland", "EST": "EST"},
		},
		{
			"blanks in ExtraInfo",
			`[{"Id":900,"ExtraInfo":"countryId=1& isActive = False &IANA=Asia/Tokyo"}, {"Id":901,"ExtraInfo":" IANA = Asia/Tokyo & isActive=True%20"}]`,
			map[string]string{"900": "", "901": "Asia/Tokyo"},
		},
		{
			"UTC can't be hidden",
			`[{"Id":1,"ExtraInfo":"locationCode=UTC&isActive=False&IANA=UTC"}, {"ExtraInfo":"locationCode=Z&isActive=False"}, {"ExtraInfo":"locationCode=GMT&isActive=False"}, {"ExtraInfo":"locationCode=Zulu&isActive=False"}]`,
			map[string]string{"UTC": "UTC", "1": "UTC", "GMT": "UTC", "Z": "UTC", "Zulu": "Zulu"},
		},
		{
			"two items with the same code: the first wins, the second is known by its id",
			`[{"Id":97,"ExtraInfo":"locationCode=CA-BC&isActive=True&IANA=America/Vancouver"},
			  {"Id":98,"ExtraInfo":"locationCode=CA-BC&isActive=True&IANA=America/Dawson_Creek"}]`,
			map[string]string{"CA-BC": "America/Vancouver", "97": "America/Vancouver", "98": "America/Dawson_Creek"},
		},
		{"a byte-order mark, and no items", "\uFEFF []", map[string]string{"NO": "Europe/Oslo"}},
	} {
		t.Run(tc.what, func(t *testing.T) {
			c, err := NewCatalog(nil, []byte(tc.file))
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range tc.want {
				got := ""
				if z, err := c.Lookup(name); err == nil {
					got = z.Name()
				}
				if got != want {
					t.Errorf("%s is %q, want %q", name, got, want)
				}
			}
		})
	}
}

func TestCatalogFileIsChecked(t *testing.T) {
	active := `{"Id":1,"Name":"UTC","ExtraInfo":"isActive=True&IANA=UTC"}, `
	for file, want := range map[string]string{
		"":    "not valid JSON",
		"[{]": "not valid JSON: line 1, column 3: invalid character ']'",
		"[\n  {\"Id\": 1, \"Name\": \"Ærø\",}\n]":                                 "not valid JSON: line 2, column 27: invalid character '}'",
		strings.Repeat("[", MaxCatalogFile):                                       "not valid JSON", // and does not exhaust the stack
		`[{"a":` + strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20) + `}]`: "not valid JSON",
		`[{"Id":"` + strings.Repeat("x", 65) + `","Name":"` + strings.Repeat("y", 1<<20) + `"}]`: `item 0 (id "` + strings.Repeat("x", 64) +
			`"…, name "` + strings.Repeat("y", 64) + `"…): no IANA in ExtraInfo`,
		`[{"Id":7,"ExtraInfo":"isActive=` + strings.Repeat("x", 65) + `"}]`: strings.Repeat("x", 64) + `"… in ExtraInfo: must be`,
		`[{"Id":7,"ExtraInfo":"IANA=` + strings.Repeat("x", 65) + `"}]`:     `has no zone "` + strings.Repeat("x", 64) + `"…`,
		`{"Id":1}`:                "not a JSON array",
		`"x"`:                     "not a JSON array",
		`[1]`:                     `item 0 (id "", name ""): not an object`,
		`[` + active + `null]`:    `item 1 (id "", name ""): not an object`,
		`[{"Name":"x"}]`:          `item 0 (id "", name "x"): neither Id nor locationCode is given`,
		`[{"Id":7,"Name":"x"}]`:   `item 0 (id "7", name "x"): no IANA in ExtraInfo`,
		`[{"Id":7,"ExtraInfo":1}`: "not valid JSON",
		`[` + active + `{"Id":7,"Name":"Atlantis","ExtraInfo":"isActive=True&IANA=Europe/Atlantis"}]`: `item 1 (id "7", name "Atlantis"): ` +
			`the tz database (` + DatabaseVersion() + `) has no zone "Europe/Atlantis"`,
		`[{"Id":7,"ExtraInfo":"isActive=maybe&IANA=UTC"}]`:                                       `invalid isActive "maybe" in ExtraInfo: must be True or False`,
		`[{"Id":7,"ExtraInfo":"IANA=%zz"}]`:                                                      "malformed ExtraInfo: invalid URL escape",
		`[{"Id":7,"ExtraInfo":"locationCode=a,b&IANA=UTC"}]`:                                     "a code must not contain a comma",
		`[{"Id":7,"ExtraInfo":"locationCode=` + strings.Repeat("x", 65) + `&IANA=Europe/Oslo"}]`: "longer than 64 bytes",
		`[` + strings.Repeat(" ", MaxCatalogFile) + `]`:                                          "larger than 8388608 bytes",
	} {
		if _, err := NewCatalog(nil, []byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: %v, want %s", file, err, want)
		}
	}
}

func TestEntries(t *testing.T) {
	c, err := NewCatalog([]Option{{"X1", "asia/tokyo"}, {"us-ny", "America/Detroit"}}, []byte(`[
		{"Id":261,"ExtraInfo":"locationCode=NO&isActive=True&IANA=Europe/Paris"},
		{"Id":140,"ExtraInfo":"locationCode=DK&isActive=False"},
		{"Id":9,"ExtraInfo":"isActive=True&IANA=Asia/Seoul"}]`))
	if err != nil {
		t.Fatal(err)
	}
	entries := c.Entries()
	for _, want := range []Entry{
		{Code: "X1", Zone: "Asia/Tokyo", Source: SourceConfigured},
		{Code: "us-ny", Zone: "America/Detroit", Source: SourceConfigured},
		{ID: "460", Zone: "America/New_York", Source: SourceVendor, Name: "New York, US"},
		{Code: "NO", ID: "261", Zone: "Europe/Paris", Source: SourceCatalog},
		{ID: "9", Zone: "Asia/Seoul", Source: SourceCatalog},
		{Code: "SE", Zone: "Europe/Stockholm", Source: SourceVendor, Name: "Sweden"},
		{Code: "AU1", ID: "38", Zone: "Australia/Lord_Howe", Source: SourceVendor, Name: "Lord Howe Island"},
		{Code: "ES-MD", Zone: "Europe/Madrid", Source: SourceBuiltin},
		{Code: "US-TN", Zone: "America/Chicago", Source: SourceVendor, Name: "Tennessee, west, US", Note: "the east has America/New_York"},
		{Code: "W. Europe Standard Time", Zone: "Europe/Berlin", Source: SourceBuiltin, Note: "Windows name"},
	} {
		if !slices.Contains(entries, want) {
			t.Errorf("%+v is missing", want)
		}
	}
	for i, e := range entries {
		if e.Code == "DK" || e.Code == "NO" && e.Source != SourceCatalog {
			t.Errorf("%+v is not offered", e)
		}
		if i > 0 && lower(e.Code) < lower(entries[i-1].Code) {
			t.Errorf("%s comes after %s", e.Code, entries[i-1].Code)
		}
		for _, name := range []string{e.Code, e.ID} {
			if name == "" {
				continue
			}
			if z, err := c.Lookup(name); err != nil || z.Name() != e.Zone {
				t.Errorf("%+v: Lookup(%s) is %v, %v", e, name, z, err)
			}
		}
	}
}
