package timezone

import (
	"slices"
	"testing"
	"time"
)

func TestOffsetIn(t *testing.T) {
	for name, want := range map[string]int{
		"(GMT-07.00) Canada": -7 * 3600, "(GMT+05.30) India": 19800, "(GMT+05:45)": 20700, "(gmt +1) Oslo": 3600, "Lagos (UTC+01:00)": 3600,
		"(GMT) London": 0, "(UTC-00.00)": 0, "(GMT-3)": -3 * 3600,
	} {
		if got, ok := offsetIn(name); got != want || !ok {
			t.Errorf("%s: %d, %v, want %d", name, got, ok, want)
		}
	}
	for _, name := range []string{"", "Sydney", "GMT-07.00", "(GMT-07.00", "(GMT+05.75)", "(GMT+100)", "(GMT+)", "(CET+01.00)"} {
		if got, ok := offsetIn(name); ok {
			t.Errorf("%s: %d", name, got)
		}
	}
}

func TestDoubts(t *testing.T) {
	file := []byte(`[
		{"Id":99,"Name":"(GMT-07.00) Canada, British Columbia","ExtraInfo":"locationCode=CA-BC2&isActive=True&IANA=America/Vancouver"},
		{"Id":98,"Name":"(GMT-07.00) Canada, British Columbia","ExtraInfo":"locationCode=CA-BC1&isActive=True&IANA=America/Dawson_Creek"},
		{"Id":96,"Name":"(GMT-05.00) Canada, Alberta","ExtraInfo":"locationCode=CA-AB&isActive=True&IANA=America/Edmonton"},
		{"Id":261,"Name":"(GMT+02.00) Norway, in summer","ExtraInfo":"locationCode=NO&isActive=True&IANA=Europe/Oslo"},
		{"Id":300,"Name":"(GMT+03.00) Volgograd, until December 2020 +04:00","ExtraInfo":"locationCode=X1&isActive=True&IANA=Europe/Volgograd"},
		{"Id":301,"Name":"(GMT+04.00) Volgograd","ExtraInfo":"locationCode=X2&isActive=True&IANA=Europe/Volgograd"},
		{"Id":302,"Name":"(GMT+03.00) Turkey, before September 2016","ExtraInfo":"locationCode=X3&isActive=True&IANA=Europe/Istanbul"},
		{"Id":303,"Name":"(GMT+02.00) Turkey","ExtraInfo":"locationCode=X4&isActive=True&IANA=Europe/Istanbul"},
		{"Id":304,"Name":"(GMT+09.00) not offered","ExtraInfo":"locationCode=X5&isActive=False&IANA=Europe/Oslo"},
		{"Id":305,"Name":"(GMT+09.00) given before","ExtraInfo":"locationCode=X5&isActive=True&IANA=Asia/Tokyo"},
		{"Id":305,"Name":"(GMT+01.00) the second of one code","ExtraInfo":"locationCode=X5&isActive=True&IANA=Asia/Seoul"},
		{"Id":306,"Name":"UTC","ExtraInfo":"locationCode=X6&isActive=True&IANA=Asia/Seoul"}]`)
	for _, tc := range []struct {
		now     string
		options []Option
		want    []string
	}{
		{"2024-06-01T00:00:00Z", nil, []string{
			`id "96", name "(GMT-05.00) Canada, Alberta": America/Edmonton has not had the offset -05:00 in the last 10 years`,
		}},
		{"2031-01-01T00:00:00Z", nil, []string{
			`id "96", name "(GMT-05.00) Canada, Alberta": America/Edmonton has not had the offset -05:00 in the last 10 years`,
			`id "301", name "(GMT+04.00) Volgograd": Europe/Volgograd has not had the offset +04:00 in the last 10 years`,
			`id "303", name "(GMT+02.00) Turkey": Europe/Istanbul has not had the offset +02:00 in the last 10 years`,
		}},
		{"2024-06-01T00:00:00Z", []Option{{"CA-AB", "America/Edmonton"}, {"96", "America/Edmonton"}}, nil},
	} {
		c, err := NewCatalog(tc.options, file)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.Parse(time.RFC3339, tc.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Doubts(now); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %q, want %q", tc.now, got, tc.want)
		}
	}
}
