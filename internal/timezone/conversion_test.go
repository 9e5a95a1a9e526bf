package timezone

import (
	"bytes"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// conversionOf returns the conversion for a request with the header.
func conversionOf(tb testing.TB, base, header string) Conversion {
	tb.Helper()
	req, err := newCatalog(tb).ParseHeader([]string{header})
	if err != nil {
		tb.Fatal(err)
	}
	return NewConversion(zone(tb, base), req)
}

func TestConvert(t *testing.T) {
	for _, tc := range []struct{ what, base, header, text, want string }{
		// Examples from the vendor's documentation.
		{"vendor: no header", "NO", "", "2018-12-24T12:34:45", "2018-12-24T12:34:45"},
		{"vendor: a zone", "NO", "US-NY", "2018-12-24T12:34:45", "2018-12-24T06:34:45"},
		{"vendor: a zone, with offset", "NO", "US-NY, includeTZOffset", "2018-12-24T12:34:45", "2018-12-24T06:34:45-05:00"},
		{"vendor: only offsets", "NO", "includeTZOffset", "2002-03-31T18:00:00", "2002-03-31T18:00:00+02:00"},
		{"vendor: UTC, with offset", "NO", "utc,includeTZOffset", "2018-12-24T12:34:45", "2018-12-24T11:34:45Z"},
		{"vendor: its client's spelling", "UTC", "no,includeTZOffset", "2018-12-24T12:34:45", "2018-12-24T13:34:45+01:00"},
		{"vendor: by id", "UTC", "261", "2018-12-24T12:34:45", "2018-12-24T13:34:45"},
		{"vendor: fraction", "UTC", "NO", "2024-03-05T09:15:30.1445497", "2024-03-05T10:15:30.1445497"},

		{"the base zone itself", "NO", "NO", "2018-12-24T12:34:45", "2018-12-24T12:34:45"},
		{"blank header", "NO", " , ", "2018-12-24T12:34:45Z", "2018-12-24T12:34:45Z"},

		// A value with an offset keeps one.
		{"Z", "NO", "US-NY", "2018-12-24T12:34:45Z", "2018-12-24T07:34:45-05:00"},
		{"offset", "UTC", "NO", "2018-07-24T12:34:45-0500", "2018-07-24T19:34:45+02:00"},
		{"offset, in the base zone", "NO", "NO", "2018-07-24T12:34:45Z", "2018-07-24T14:34:45+02:00"},
		{"offset, only offsets asked for", "NO", "includeTZOffset", "2018-07-24T12:34:45Z", "2018-07-24T14:34:45+02:00"},
		{"offset to UTC", "NO", "UTC", "2018-07-24T14:34:45+02:00", "2018-07-24T12:34:45Z"},
		{"+00:00 to UTC", "NO", "UTC", "2018-07-24T12:34:45+00:00", "2018-07-24T12:34:45Z"},
		{"-00:00 to UTC", "NO", "UTC", "2018-07-24T12:34:45-00:00", "2018-07-24T12:34:45Z"},
		{"Z to UTC", "NO", "UTC", "2018-07-24T12:34:45Z", "2018-07-24T12:34:45Z"},
		{"UTC as Etc/GMT", "NO", "etc/gmt", "2018-07-24T14:34:45+0200", "2018-07-24T12:34:45Z"},
		{"UTC as +00:00", "NO", "+00:00", "2018-07-24T14:34:45+0200", "2018-07-24T12:34:45Z"},
		{"London is not UTC", "NO", "Europe/London", "2018-12-24T14:34:45+0200", "2018-12-24T12:34:45+00:00"},
		{"a fixed offset", "UTC", "+0530", "2018-07-24T12:34:45Z", "2018-07-24T18:04:45+05:30"},
		{"a fixed offset, none before", "NO", "-03:30", "2018-07-24T12:34:45", "2018-07-24T07:04:45"},
		{"the same offset, other spelling", "UTC", "+02:00", "2018-07-24T12:34:45+0200", "2018-07-24T12:34:45+02:00"},
		{"the same offset", "UTC", "+02:00", "2018-07-24T12:34:45+02:00", "2018-07-24T12:34:45+02:00"},
		{"±14:00", "UTC", "-14:00", "2018-07-24T12:34:45+14:00", "2018-07-23T08:34:45-14:00"},

		// Seconds and fraction.
		{"no seconds", "UTC", "NO", "2018-07-24T12:34", "2018-07-24T14:34"},
		{"no seconds, Z", "UTC", "NO", "2018-07-24T12:34Z", "2018-07-24T14:34+02:00"},
		{"no seconds, and the base's offset has some", "Africa/Monrovia", "UTC", "1971-06-01T12:00", "1971-06-01T12:44:30"},
		{"one digit", "UTC", "NO", "2018-07-24T12:34:45.0Z", "2018-07-24T14:34:45.0+02:00"},
		{"twenty digits", "UTC", "NO", "2018-07-24T12:34:45.00000000000000000001", "2018-07-24T14:34:45.00000000000000000001"},

		// The calendar.
		{"over midnight", "UTC", "NO", "2023-12-31T23:30:00", "2024-01-01T00:30:00"},
		{"back over midnight", "UTC", "US-NY", "2024-03-01T00:30:00", "2024-02-29T19:30:00"},
		{"1900 was no leap year", "UTC", "-01:00", "1900-03-01T00:30:00", "1900-02-28T23:30:00"},
		{"2000 was one", "UTC", "-01:00", "2000-03-01T00:30:00", "2000-02-29T23:30:00"},
		{"far ahead, winter", "UTC", "NO", "9000-01-24T12:00:00", "9000-01-24T13:00:00"},
		{"far ahead, summer", "UTC", "NO", "9000-07-24T12:00:00", "9000-07-24T14:00:00"},
		{"the second day", "UTC", "-01:00", "0001-01-02T00:30:00", "0001-01-01T23:30:00"},
		{"before the year 1", "+14:00", "-14:00", "0001-01-02T01:00:00", "0001-01-02T01:00:00"},
		{"the last day but one", "UTC", "+01:00", "9999-12-30T23:30:00", "9999-12-31T00:30:00"},
		{"after the year 9999", "-14:00", "+14:00", "9999-12-30T23:30:00", "9999-12-30T23:30:00"},
		{"never", "UTC", "NO", "9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999"},
		{"never, Z", "UTC", "US-NY", "9999-12-31T00:00:00Z", "9999-12-31T00:00:00Z"},
		{"no date, Z", "UTC", "NO", "0001-01-01T12:00:00Z", "0001-01-01T12:00:00Z"},
		{"no date, as recorded in base NO", "NO", "utc,includeTZOffset", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z"},
		{"for ever, as recorded in base NO", "NO", "utc,includeTZOffset", "9999-12-31T23:59:59", "9999-12-31T23:59:59Z"},
		{"no date, offsets asked for", "NO", "US-NY, includeTZOffset", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z"},
		{"never, only offsets asked for", "NO", "includeTZOffset", "9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999Z"},
		{"no date, without seconds", "NO", "US-NY, includeTZOffset", "0001-01-01T00:00", "0001-01-01T00:00Z"},
		{"no date, with an offset", "NO", "US-NY, includeTZOffset", "0001-01-01T01:00:00+0100", "0001-01-01T01:00:00+0100"},
		{"never, with an offset", "NO", "UTC", "9999-12-31T23:59:59+01:00", "9999-12-31T23:59:59+01:00"},

		// Europe/Oslo: 2024-03-31 02:00 → 03:00, 2024-10-27 03:00 → 02:00.
		{"Oslo, before the gap", "NO", "UTC", "2024-03-31T01:59:59", "2024-03-31T00:59:59"},
		{"Oslo, in the gap", "NO", "UTC", "2024-03-31T02:30:00", "2024-03-31T01:30:00"},
		{"Oslo, in the gap, to the base zone itself", "NO", "NO", "2024-03-31T02:30:00", "2024-03-31T03:30:00"},
		{"Oslo, in the gap, with offset", "NO", "includeTZOffset", "2024-03-31T02:30:00", "2024-03-31T03:30:00+02:00"},
		{"Oslo, after the gap", "NO", "UTC", "2024-03-31T03:00:00", "2024-03-31T01:00:00"},
		{"Oslo, before the overlap", "NO", "UTC", "2024-10-27T01:59:59", "2024-10-26T23:59:59"},
		{"Oslo, in the overlap", "NO", "UTC", "2024-10-27T02:00:00", "2024-10-27T01:00:00"},
		{"Oslo, in the overlap, with offset", "NO", "includeTZOffset", "2024-10-27T02:59:59", "2024-10-27T02:59:59+01:00"},
		{"Oslo, after the overlap", "NO", "UTC", "2024-10-27T03:00:00", "2024-10-27T02:00:00"},
		{"into Oslo's overlap, first", "UTC", "NO,includeTZOffset", "2024-10-27T00:30:00", "2024-10-27T02:30:00+02:00"},
		{"into Oslo's overlap, second", "UTC", "NO,includeTZOffset", "2024-10-27T01:30:00", "2024-10-27T02:30:00+01:00"},

		// America/New_York: 2024-03-10 02:00 → 03:00, 2024-11-03 02:00 → 01:00.
		{"New York, in the gap", "US-NY", "UTC", "2024-03-10T02:30:00", "2024-03-10T07:30:00"},
		{"New York, after the gap", "US-NY", "UTC", "2024-03-10T03:00:00", "2024-03-10T07:00:00"},
		{"New York, before the overlap", "US-NY", "UTC", "2024-11-03T00:59:59", "2024-11-03T04:59:59"},
		{"New York, in the overlap", "US-NY", "UTC", "2024-11-03T01:30:00", "2024-11-03T06:30:00"},
		{"New York, after the overlap", "US-NY", "UTC", "2024-11-03T02:00:00", "2024-11-03T07:00:00"},

		// Australia/Lord_Howe moves by half an hour: 2024-04-07 02:00 → 01:30, 2024-10-06 02:00 → 02:30.
		{"Lord Howe, in the overlap", "AU1", "UTC", "2024-04-07T01:45:00", "2024-04-06T15:15:00"},
		{"Lord Howe, before the overlap", "AU1", "UTC", "2024-04-07T01:29:59", "2024-04-06T14:29:59"},
		{"Lord Howe, in the gap", "AU1", "UTC", "2024-10-06T02:15:00", "2024-10-05T15:45:00"},
		{"Lord Howe, after the gap", "AU1", "UTC", "2024-10-06T02:30:00", "2024-10-05T15:30:00"},
		{"to Lord Howe", "UTC", "AU1,includeTZOffset", "2024-10-05T15:30:00", "2024-10-06T02:30:00+11:00"},

		// Pacific/Apia skipped 2011-12-30, Pacific/Kwajalein 1993-08-21; Asia/Manila skipped 1844-12-31.
		{"Apia, the day before", "UTC", "Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29T23:59:59-10:00"},
		{"Apia, the day after", "UTC", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31T00:00:00+14:00"},
		{"Apia, the day that was not", "Pacific/Apia", "UTC", "2011-12-30T12:00:00", "2011-12-30T22:00:00"},
		{"Kwajalein, the day that was not", "Pacific/Kwajalein", "UTC", "1993-08-21T12:00:00", "1993-08-22T00:00:00"},
		{"Manila, the day that was not", "Asia/Manila", "UTC", "1844-12-31T12:00:00", "1845-01-01T03:56:08"},
		// Juneau had 1867-10-18 twice.
		{"Juneau, the second time", "America/Juneau", "UTC", "1867-10-18T20:00:00", "1867-10-19T04:57:41"},

		// Offsets with seconds: Monrovia -0:44:30 until 1972, Amsterdam 0:19:32 until 1937.
		{"Monrovia, half a minute up", "UTC", "Africa/Monrovia", "1971-06-01T12:00:00Z", "1971-06-01T11:16:00-00:44"},
		{"Monrovia, read", "Africa/Monrovia", "UTC", "1971-06-01T11:16:00", "1971-06-01T12:00:30"},
		{"Monrovia, the instant is exact", "Africa/Monrovia", "includeTZOffset", "1971-06-01T11:15:30", "1971-06-01T11:16:00-00:44"},
		{"Monrovia, nothing to do", "Africa/Monrovia", "Africa/Monrovia", "1971-06-01T11:15:30", "1971-06-01T11:15:30"},
		{"Oslo, local mean time", "UTC", "NO", "1890-06-01T12:00:00Z", "1890-06-01T12:43:00+00:43"},
		{"Amsterdam, up", "UTC", "Europe/Amsterdam", "1930-01-01T12:00:00Z", "1930-01-01T12:20:00+00:20"},
		{"New York, -4:56:02", "UTC", "US-NY", "1850-01-01T12:00:00Z", "1850-01-01T07:04:00-04:56"},
		{"the year 1", "UTC", "US-NY", "0001-06-01T12:00:00Z", "0001-06-01T07:04:00-04:56"},
	} {
		t.Run(tc.what, func(t *testing.T) {
			conversion := conversionOf(t, tc.base, tc.header)
			if got := converted(&conversion, tc.text); got != tc.want {
				t.Errorf("%s from %s by %q: %s, want %s", tc.text, tc.base, tc.header, got, tc.want)
			}
		})
	}
}

// TestConvertUTC tests the conversion of properties that stay in UTC whichever zone is requested.
func TestConvertUTC(t *testing.T) {
	for _, tc := range []struct{ what, header, text, want string }{
		{"no header", "", "2018-12-24T12:34:45+01:00", "2018-12-24T12:34:45+01:00"},
		{"recorded: utc", "utc,includeTZOffset", "2019-12-19T10:44:12", "2019-12-19T09:44:12Z"},
		{"recorded: no", "no,includeTZOffset", "2019-12-19T10:44:12", "2019-12-19T09:44:12Z"},
		{"without offset", "US-NY", "2018-12-24T12:34:45", "2018-12-24T11:34:45"},
		{"without offset, in the base zone", "NO", "2018-07-24T12:34:45", "2018-07-24T10:34:45"},
		{"without offset, offsets asked for", "US-NY, includeTZOffset", "2018-12-24T12:34:45.5", "2018-12-24T11:34:45.5Z"},
		{"without offset, only offsets asked for", "includeTZOffset", "2018-12-24T12:34:45", "2018-12-24T11:34:45Z"},
		{"in the gap", "US-NY", "2024-03-31T02:30:00", "2024-03-31T01:30:00"},
		{"in the overlap", "US-NY", "2024-10-27T02:30:00", "2024-10-27T01:30:00"},
		{"with offset", "US-NY", "2018-12-24T12:34:45+01:00", "2018-12-24T11:34:45Z"},
		{"with Z", "US-NY", "2018-12-24T12:34:45Z", "2018-12-24T12:34:45Z"},
		{"no date", "NO", "0001-01-01T00:00:00", "0001-01-01T00:00:00"},
		{"no date, offsets asked for", "includeTZOffset", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z"},
		{"not of the form", "includeTZOffset", "2018-12-24", "2018-12-24"},
	} {
		t.Run(tc.what, func(t *testing.T) {
			conversion := conversionOf(t, "NO", tc.header)
			if got := converted(conversion.UTC(), tc.text); got != tc.want {
				t.Errorf("%s by %q: %s, want %s", tc.text, tc.header, got, tc.want)
			}
		})
	}
}

// TestConvertWithoutOffsets tests responses of an API that was asked for offsets by `ask` when the client did not ask.
func TestConvertWithoutOffsets(t *testing.T) {
	for _, tc := range []struct{ what, header, text, want, utc string }{
		{"tagged", "US-NY", "2018-12-24T12:34:45.5+01:00", "2018-12-24T06:34:45.5", "2018-12-24T11:34:45.5"},
		{"tagged Z", "NO", "2018-12-24T12:34:45Z", "2018-12-24T13:34:45", "2018-12-24T12:34:45"},
		{"to UTC", "UTC", "2018-12-24T12:34:45+0100", "2018-12-24T11:34:45", "2018-12-24T11:34:45"},
		{"in the same zone", "NO", "2018-12-24T12:34:45+01:00", "2018-12-24T12:34:45", "2018-12-24T11:34:45"},
		{"twice, the first time", "NO", "2024-10-27T02:30:00+02:00", "2024-10-27T02:30:00", "2024-10-27T00:30:00"},
		{"not tagged all the same", "US-NY", "2018-12-24T12:34:45", "2018-12-24T06:34:45", "2018-12-24T11:34:45"},
		{"not tagged, in the same zone", "NO", "2018-12-24T12:34:45", "2018-12-24T12:34:45", "2018-12-24T11:34:45"},
		{"recorded: no date", "US-NY", "0001-01-01T01:00:00+01:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00"},
		{"recorded: for ever", "US-NY", "9999-12-31T23:59:59+01:00", "9999-12-31T23:59:59", "9999-12-31T23:59:59"},
		{"no date, Z", "US-NY", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00", "0001-01-01T00:00:00"},
		{"for ever, Z", "US-NY", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999"},
		{"no date, of an API west of Greenwich", "US-NY", "0001-01-01T00:00:00-05:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00"},
		{"for ever, of an API west of Greenwich", "NO", "9999-12-31T18:59:59.9999999-05:00", "9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999"},
		{"for ever, there with its clock kept", "NO", "9999-12-31T23:59:59-05:00", "9999-12-31T23:59:59", "9999-12-31T23:59:59"},
		{"no date, there with its clock kept", "NO", "0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00"},
		{"no date, not tagged", "US-NY", "0001-01-01T00:00:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00"},
		{"before the year 1", "-14:00", "0001-01-02T01:00:00+14:00", "0001-01-02T01:00:00+14:00", "0001-01-01T11:00:00"},
	} {
		conversion := conversionOf(t, "NO", tc.header).WithoutOffsets()
		if got := converted(&conversion, tc.text); got != tc.want {
			t.Errorf("%s: %s became %s, want %s", tc.what, tc.text, got, tc.want)
		}
		if got := converted(conversion.UTC(), tc.text); got != tc.utc {
			t.Errorf("%s, in UTC: %s became %s, want %s", tc.what, tc.text, got, tc.utc)
		}
	}
}

func TestConvertUnreadable(t *testing.T) {
	conversion := conversionOf(t, "NO", "US-NY, includeTZOffset")
	for _, text := range []string{
		"", "x", "2018", "2018-12-24", "12:34:45", "2018-12-24T12", "2018-12-24T12:", "2018-12-24T12:3",
		"2018-12-24t12:34:45", "2018-12-24 12:34:45", "2018-12-24T12:34:45z", "2018-12-24T12.34.45", "20181224T123445",
		" 2018-12-24T12:34:45", "2018-12-24T12:34:45 ", "2018-12-24T12:34:45\n", "+2018-12-24T12:34:45", "-2018-12-24T12:34:45",
		"12018-12-24T12:34:45", "018-12-24T12:34:45", "2018-1-24T12:34:45", "2018/12/24T12:34:45",
		"2018-12-24T12:34:", "2018-12-24T12:34:4", "2018-12-24T12:34:456", "2018-12-24T12:34.5", "2018-12-24T12:34:45.",
		"2018-12-24T12:34:45.Z", "2018-12-24T12:34:45,5", "2018-12-24T12:34:45.5.5", "2018-12-24T12:34:45.5a",
		"0000-12-24T12:34:45", "2018-00-24T12:34:45", "2018-13-24T12:34:45", "2018-12-00T12:34:45", "2018-12-32T12:34:45",
		"2018-04-31T12:34:45", "2018-02-29T12:34:45", "1900-02-29T12:34:45", "2018-12-24T24:00:00", "2018-12-24T12:60:00",
		"2018-12-24T12:34:60", "2016-12-31T23:59:60Z", "2018-12-24T1a:34:45", "2018-12-24T12:34:4/", "2018-12-24T12:34:4:",
		"2018-12-24T12:34:45+1", "2018-12-24T12:34:45+01", "2018-12-24T12:34:45+01:", "2018-12-24T12:34:45+01:0",
		"2018-12-24T12:34:45+010", "2018-12-24T12:34:45+01:000", "2018-12-24T12:34:45+01-00", "2018-12-24T12:34:45+14:01",
		"2018-12-24T12:34:45-14:01", "2018-12-24T12:34:45+15:00", "2018-12-24T12:34:45+01:60", "2018-12-24T12:34:45+1:000",
		"2018-12-24T12:34:45 01:00", "2018-12-24T12:34:45ZZ", "2018-12-24T12:34:45Z+01:00", "2018-12-24T12:34:45+01:00Z",
		"2018-12-24T12:34:45\u221201:00", "\uff12018-12-24T12:34:45", "2018-12-24T12:34:45+01:00:00", "2018-12-24T12:34:45\\u005a",
		"0001-01-01", "0001-01-01T00:00:00z", "9999-12-31t00:00:00", "9999-12-31T23:59:60",
	} {
		for _, c := range []edit.Converter{&conversion, conversion.UTC()} {
			if out, outcome := c.Convert([]byte("dst"), []byte(text)); outcome != edit.Unreadable || string(out) != "dst" {
				t.Errorf("%q became %q, outcome %d", text, out, outcome)
			}
		}
	}
}

func TestConvertAppends(t *testing.T) {
	conversion := conversionOf(t, "NO", "US-NY")
	backing := []byte(`"Created":"............................`)
	dst := backing[:len(`"Created":"`)]
	out, outcome := conversion.Convert(dst, []byte("2018-12-24T12:34:45"))
	if want := `"Created":"2018-12-24T06:34:45`; outcome != edit.Converted || string(out) != want {
		t.Errorf("got %s, %v, want %s", out, outcome, want)
	}
	if &out[0] != &backing[0] {
		t.Error("dst had room but was not used")
	}
	for text, want := range map[string]edit.Outcome{
		"no date":                   edit.Unreadable,
		"2018-12-24T12:34:45-05:00": edit.Unchanged,
		"0001-01-01T00:00:00":       edit.Unchanged,
		"0001-01-01T14:00:00-14:00": edit.Unchanged,
	} {
		if out, outcome := conversion.Convert(dst, []byte(text)); outcome != want || !bytes.Equal(out, dst) {
			t.Errorf("%s: got %s, %v, want an unchanged dst and %v", text, out, outcome, want)
		}
	}
}

func TestConvertAllocatesNothing(t *testing.T) {
	req, err := newCatalog(t).ParseHeader([]string{"US-NY, includeTZOffset"})
	if err != nil {
		t.Fatal(err)
	}
	base := zone(t, "NO")
	text, dst := []byte("2018-12-24T12:34:45.1445497"), make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() {
		conversion := NewConversion(base, req)
		conversion.Convert(dst, text)
		conversion.UTC().Convert(dst, text)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
