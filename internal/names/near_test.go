package names

import "testing"

func TestNearest(t *testing.T) {
	candidates := []string{"updatable", "non_updatable", "date_times", "State", "StartCount", "Description", "zone", "Córdoba"}
	for name, want := range map[string]string{
		"updateable":            "updatable",
		"UPDATABLE":             "updatable",
		"updatabel":             "updatable", // a swap
		"non_updateable":        "non_updatable",
		"date_time":             "date_times",
		"datetimes":             "date_times",
		"Stat":                  "State",
		"Staet":                 "State",
		"StartsCount":           "StartCount",
		"Desc":                  "Description", // a beginning
		"Cordoba":               "Córdoba",
		"zon":                   "zone",
		"zo":                    "",
		"":                      "",
		"x":                     "",
		"color":                 "",
		"State,Description":     "",
		"nothing of the kind":   "",
		"\xff\xfe\xfd\xfc\xfb":  "",
		"aaaaaaaaaaaaaaaaaaaaa": "",
	} {
		if got := Nearest(name, candidates...); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	for _, tc := range []struct {
		a, b string
		want int
	}{{"abc", "ABC", 0}, {"", "", 0}, {"ab", "AB", 0}, {"abcdef", "abcdfe", 1}, {"abcdef", "bcdefa", 2}, {"abcdef", "abdcfe", 2}} {
		if got := Distance(tc.a, tc.b); got != tc.want {
			t.Errorf("%q and %q: %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
	if Near(Distance("NO", "DK")) || !Near(Distance("NO", "no")) {
		t.Error("two letters are near only if they are equal")
	}
}
