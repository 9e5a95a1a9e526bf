package timezone

import "testing"

func TestSuggest(t *testing.T) {
	c, err := NewCatalog([]Option{{"OFFICE", "Asia/Tokyo"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Europe/Olso":              "Europe/Oslo",
		"Europe/Osl":               "Europe/Oslo",
		"europe oslo":              "Europe/Oslo",
		"Oslo":                     "Europe/Oslo", // a city
		"Norway":                   "Europe/Oslo", // a country
		"Norwya":                   "Europe/Oslo",
		"New York":                 "America/New_York",
		"New_York":                 "America/New_York",
		"Detroit":                  "America/Detroit",
		"W. Europa Standard Time":  "W. Europe Standard Time",
		"offfice":                  "OFFICE",
		"Asia/Calcuta":             "Asia/Calcutta",
		"+25:00":                   "",
		"Atlantis and more of it.": "",
		"":                         "",
	} {
		if got := c.Suggest(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := SuggestZone("NO"); got != "" && got != "Europe/Oslo" {
		t.Errorf("NO: %q", got)
	}
}
