package caddymodule

import (
	"strings"
	"testing"
)

// SO-TimeZone (contract section 5). A row has the requested zone, a date-time from the API and what the client gets, empty
// if unchanged.
type moment struct{ zone, sent, came string }

func (s *site) converts(t *testing.T, rows []moment) {
	t.Helper()
	for _, tc := range rows {
		t.Run(tc.zone+" "+tc.sent, func(t *testing.T) {
			sent, came := `{"Id":1,"Created":`+tc.sent+`}`, `{"Id":1,"Created":`+tc.came+`}`
			if tc.came == "" {
				came = sent
			}
			s.upstream.answers(jsonResponse(sent))
			got, resp := s.passed(t, request("", "{}", "SO-TimeZone: "+tc.zone))
			if resp.body != came {
				t.Errorf("came back %s, want %s", resp.body, came)
			}
			if got.header["So-Timezone"] != nil {
				t.Error("SO-TimeZone arrived at the API")
			}
		})
	}
}

func TestZonesFromUTC(t *testing.T) {
	startSite(t, "").converts(t, []moment{
		{"NO", `"2018-12-24T12:34:45"`, `"2018-12-24T13:34:45"`},
		{"no", `"2018-07-24T12:34:45"`, `"2018-07-24T14:34:45"`},
		{"261", `"2018-12-24T12:34:45"`, `"2018-12-24T13:34:45"`},
		{"US-NY", `"2018-12-24T12:34:45"`, `"2018-12-24T07:34:45"`},
		{"us-ny", `"2018-07-24T12:34:45"`, `"2018-07-24T08:34:45"`},
		{"460", `"2018-12-24T12:34:45"`, `"2018-12-24T07:34:45"`},
		{"AU-NSW", `"2018-12-24T14:34:45"`, `"2018-12-25T01:34:45"`},
		{"39", `"2018-12-24T14:34:45"`, `"2018-12-25T01:34:45"`},
		{"AU3", `"2018-12-31T20:00:00"`, `"2019-01-01T06:30:00"`},
		{"US-HI", `"2024-01-01T05:00:00"`, `"2023-12-31T19:00:00"`},
		{"Europe/Oslo", `"2018-12-24T12:34:45"`, `"2018-12-24T13:34:45"`},
		{"eUROPE/oslo", `"2018-12-24T12:34:45"`, `"2018-12-24T13:34:45"`},
		{"Asia/Kathmandu", `"2018-12-24T12:34:45"`, `"2018-12-24T18:19:45"`},
		{"+02:00", `"2018-12-24T12:34:45"`, `"2018-12-24T14:34:45"`},
		{"+0200", `"2018-12-24T12:34:45"`, `"2018-12-24T14:34:45"`},
		{"-03:30", `"2018-12-24T12:34:45"`, `"2018-12-24T09:04:45"`},
		{"+14:00", `"2018-12-24T12:34:45"`, `"2018-12-25T02:34:45"`},
		{"-1400", `"2018-12-24T12:34:45"`, `"2018-12-23T22:34:45"`},
		{"UTC", `"2018-12-24T12:34:45"`, ""}, {"utc", `"2018-12-24T12:34:45"`, ""}, {"1", `"2018-12-24T12:34:45"`, ""},
		{"GMT", `"2018-12-24T12:34:45"`, ""}, {"Z", `"2018-12-24T12:34:45"`, ""}, {"z", `"2018-12-24T12:34:45"`, ""},

		{"NO, includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T13:34:45+01:00"`},
		{"no,includeTZOffset", `"2018-07-24T12:34:45"`, `"2018-07-24T14:34:45+02:00"`},
		{"INCLUDETZOFFSET,NO", `"2018-07-24T12:34:45"`, `"2018-07-24T14:34:45+02:00"`},
		{"includeTZOffset, NO ,includetzoffset", `"2018-07-24T12:34:45"`, `"2018-07-24T14:34:45+02:00"`},
		{"US-NY, includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T07:34:45-05:00"`},
		{"includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45Z"`},
		{"utc, includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45Z"`},
		{"GMT,includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45Z"`},
		{"Etc/UTC,includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45Z"`},
		{"+00:00,includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45Z"`},
		{"-00:00,includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45Z"`},
		{"Europe/London,includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45+00:00"`},
		{"-03:30,includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T09:04:45-03:30"`},

		{"NO", `"2018-12-24T12:34:45Z"`, `"2018-12-24T13:34:45+01:00"`},
		{"NO", `"2018-12-24T12:34:45-05:00"`, `"2018-12-24T18:34:45+01:00"`},
		{"NO", `"2018-12-24T12:34:45-0500"`, `"2018-12-24T18:34:45+01:00"`},
		{"NO", `"2018-12-24T12:34:45+14:00"`, `"2018-12-23T23:34:45+01:00"`},
		{"NO", `"2018-12-24T12:34:45+01:00"`, ""},
		{"NO", `"2018-12-24T12:34:45+0100"`, `"2018-12-24T12:34:45+01:00"`},
		{"UTC", `"2018-12-24T12:34:45+01:00"`, `"2018-12-24T11:34:45Z"`},
		{"UTC", `"2018-12-24T12:34:45+00:00"`, `"2018-12-24T12:34:45Z"`},
		{"UTC", `"2018-12-24T12:34:45-00:00"`, `"2018-12-24T12:34:45Z"`},
		{"UTC", `"2018-12-24T12:34:45Z"`, ""},

		{"NO", `"2018-12-24T12:34:45.1445497"`, `"2018-12-24T13:34:45.1445497"`},
		{"NO", `"2018-12-24T12:34:45.100Z"`, `"2018-12-24T13:34:45.100+01:00"`},
		{"NO", `"2018-12-24T12:34:45.123456789012345678901234567890"`, `"2018-12-24T13:34:45.123456789012345678901234567890"`},
		{"NO", `"2018-12-24T12:34:45.0"`, `"2018-12-24T13:34:45.0"`},
		{"NO", `"2018-12-24T12:34"`, `"2018-12-24T13:34"`},
		{"NO,includeTZOffset", `"2018-12-24T12:34"`, `"2018-12-24T13:34+01:00"`},
		{"NO", `"2018-12-24T12:34Z"`, `"2018-12-24T13:34+01:00"`},
		{"NO", `"2016-02-29T23:59:59"`, `"2016-03-01T00:59:59"`},
		{"NO", `"2018-12-31T23:30:00"`, `"2019-01-01T00:30:00"`},

		// Offsets with seconds: Oslo was 43 minutes ahead, Amsterdam 17:30 minutes until 1940, Monrovia 44:30 behind.
		{"Europe/Oslo, includeTZOffset", `"1890-01-01T12:00:00"`, `"1890-01-01T12:43:00+00:43"`},
		{"Africa/Monrovia, includeTZOffset", `"1971-01-01T12:00:00"`, `"1971-01-01T11:16:00-00:44"`},
		{"America/New_York, includeTZOffset", `"1880-01-01T12:00:00"`, `"1880-01-01T07:04:00-04:56"`},

		{"NO", `"0001-01-01T00:00:00"`, ""}, {"NO", `"0001-01-01T00:00:00Z"`, ""}, {"NO", `"0001-01-01T12:34:56.7"`, ""},
		{"NO", `"9999-12-31T23:59:59.9999999"`, ""}, {"NO", `"9999-12-31T00:00:00"`, ""},
		{"NO, includeTZOffset", `"0001-01-01T00:00:00"`, `"0001-01-01T00:00:00Z"`},
		{"includeTZOffset", `"9999-12-31T23:59:59"`, `"9999-12-31T23:59:59Z"`},
		{"NO, includeTZOffset", `"9999-12-31T23:59:59+01:00"`, ""}, {"NO, includeTZOffset", `"0001-01-01T00:00:00Z"`, ""},
		{"-10:00", `"0001-01-02T05:00:00"`, `"0001-01-01T19:00:00"`},
		{"-14:00", `"0001-01-01T05:00:00Z"`, ""},
		{"+14:00", `"9999-12-30T23:00:00"`, `"9999-12-31T13:00:00"`},
		{"+14:00", `"9999-12-31T23:00:00Z"`, ""},
		{"NO", `"2018-12-24t12:34:45"`, ""}, {"NO", `"2018-12-24T12:34:45z"`, ""}, {"NO", `"2018-12-24T12:34:60"`, ""},
		{"NO", `"2016-12-31T23:59:60Z"`, ""}, {"NO", `"2018-12-24T12:34:45+14:01"`, ""}, {"NO", `"2018-12-24T12:34:45-15:00"`, ""},
		{"NO", `"2018-12-24T12:34:45+1"`, ""}, {"NO", `"2018-12-24T12:34:45+01"`, ""}, {"NO", `"2018-12-24T12:34:45+01:60"`, ""},
		{"NO", `"2018-12-24 12:34:45"`, ""}, {"NO", `"2018-12-24"`, ""}, {"NO", `"2018-12-24T12"`, ""}, {"NO", `"2018-12-24T24:00:00"`, ""},
		{"NO", `"2018-02-29T12:00:00"`, ""}, {"NO", `"2018-13-01T12:00:00"`, ""}, {"NO", `"2018-00-01T12:00:00"`, ""}, {"NO", `"2018-04-31T12:00:00"`, ""},
		{"NO", `"0000-01-01T00:00:00"`, ""}, {"NO", `"12018-12-24T12:34:45"`, ""}, {"NO", `"+2018-12-24T12:34:45"`, ""}, {"NO", `"2018-12-24T12:34:45."`, ""},
		{"NO", `"2018-12-24T12:34:45,5"`, ""}, {"NO", `"2018-12-24T12:34.5"`, ""}, {"NO", `" 2018-12-24T12:34:45"`, ""}, {"NO", `"2018-12-24T12:34:45 "`, ""},
		{"NO", `"20181224T123445Z"`, ""}, {"NO", `"2018-12-24T12:34:45 +01:00"`, ""}, {"NO", `"2018-12-24T12:34:45ZZ"`, ""},
		{"NO", `"2018-12-24T12\u003a34:45"`, `"2018-12-24T13:34:45"`}, {"NO", `"\u0032018-12-24T12:34:45\u002B00:00"`, `"2018-12-24T13:34:45+01:00"`},
		{"NO", `"2018-12-24\u005412:34:4\/"`, ""}, {"NO", `"/Date(1545655485000)/"`, ""},
		{"NO", `""`, ""}, {"NO", `null`, ""}, {"NO", `1545655485`, ""}, {"NO", `{"Id":"2018-12-24T12:34:45"}`, ""}, {"NO", `["2018-12-24T12:34:45"]`, ""},
	})
}

// A wall time without an offset is read in the base zone.
func TestZonesFromBase(t *testing.T) {
	startSite(t, "timezone {\nbase NO\n}").converts(t, []moment{
		{"US-NY", `"2018-12-24T12:34:45"`, `"2018-12-24T06:34:45"`}, // from the documentation
		{"US-NY, includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T06:34:45-05:00"`},
		{"UTC", `"2018-12-24T12:34:45"`, `"2018-12-24T11:34:45"`},
		{"utc,includeTZOffset", `"2018-12-24T12:34:45.5"`, `"2018-12-24T11:34:45.5Z"`},
		{"UTC", `"2018-12-24T12:34:45Z"`, ""},
		{"NO", `"2018-12-24T12:34:45"`, ""},
		{"NO", `"2018-12-24T12:34:45Z"`, `"2018-12-24T13:34:45+01:00"`},
		{"Europe/Oslo, includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45+01:00"`},
		{"includeTZOffset", `"2002-03-31T18:00:00"`, `"2002-03-31T18:00:00+02:00"`},
		{"includeTZOffset", `"2002-03-30T18:00:00"`, `"2002-03-30T18:00:00+01:00"`},
		{"includeTZOffset", `"2018-12-24T12:34:45-05:00"`, `"2018-12-24T18:34:45+01:00"`},
		// 2018-10-28 02:00–03:00 existed twice: the later instant, in standard time, is used.
		{"UTC", `"2018-10-28T01:59:59"`, `"2018-10-27T23:59:59"`},
		{"UTC", `"2018-10-28T02:00:00"`, `"2018-10-28T01:00:00"`},
		{"UTC", `"2018-10-28T02:30:00"`, `"2018-10-28T01:30:00"`},
		{"UTC", `"2018-10-28T02:59:59.999"`, `"2018-10-28T01:59:59.999"`},
		{"UTC", `"2018-10-28T03:00:00"`, `"2018-10-28T02:00:00"`},
		{"includeTZOffset", `"2018-10-28T02:30:00"`, `"2018-10-28T02:30:00+01:00"`},
		// 2018-03-25 02:00–03:00 did not exist: it is read with the offset in force before, +01:00.
		{"UTC", `"2018-03-25T01:59:59"`, `"2018-03-25T00:59:59"`},
		{"UTC", `"2018-03-25T02:00:00"`, `"2018-03-25T01:00:00"`},
		{"UTC", `"2018-03-25T02:30:00"`, `"2018-03-25T01:30:00"`},
		{"UTC", `"2018-03-25T03:00:00"`, `"2018-03-25T01:00:00"`},
		{"includeTZOffset", `"2018-03-25T02:30:00"`, `"2018-03-25T03:30:00+02:00"`},
		// The rules continue to apply in the far future.
		{"UTC", `"2500-07-01T12:00:00"`, `"2500-07-01T10:00:00"`},
		{"UTC", `"2500-01-01T12:00:00"`, `"2500-01-01T11:00:00"`},
	})
	t.Run("a fixed base", func(t *testing.T) {
		startSite(t, "timezone {\nbase -03:30\n}").converts(t, []moment{
			{"UTC", `"2018-12-24T12:34:45"`, `"2018-12-24T16:04:45"`},
			{"includeTZOffset", `"2018-12-24T12:34:45"`, `"2018-12-24T12:34:45-03:30"`},
		})
	})
	t.Run("a base by id", func(t *testing.T) {
		startSite(t, "timezone {\nbase 460\n}").converts(t, []moment{
			{"NO", `"2018-12-24T06:34:45"`, `"2018-12-24T12:34:45"`},
			{"UTC", `"2018-11-04T01:30:00"`, `"2018-11-04T06:30:00"`}, // twice: EST
		})
	})
}

func TestZoneHeader(t *testing.T) {
	s := startSite(t, "")
	const sent, oslo = `{"Id":1,"Created":"2018-12-24T12:34:45"}`, `{"Id":1,"Created":"2018-12-24T13:34:45+01:00"}`
	s.upstream.answers(jsonResponse(sent))
	for name, lines := range map[string][]string{
		"two lines":               {"SO-TimeZone: NO", "SO-TimeZone: includeTZOffset"},
		"two lines, other order":  {"so-timezone: includeTZOffset", "SO-TIMEZONE: NO"},
		"two hundred times":       {"SO-TimeZone: " + strings.Repeat("includeTZOffset,", 200) + "NO"},
		"two lines, one repeated": {"SO-TimeZone: NO, includeTZOffset", "SO-TimeZone: includeTZOffset"},
		"empty elements":          {"SO-TimeZone: ,NO,, includeTZOffset,", "SO-TimeZone: "},
	} {
		t.Run(name, func(t *testing.T) {
			if _, resp := s.passed(t, request("", "{}", lines...)); resp.body != oslo {
				t.Errorf("came back %s", resp.body)
			}
		})
	}
	for _, blank := range []string{"", " ", "\t", ",", " , "} {
		got, resp := s.passed(t, request("", "{}", "SO-TimeZone: "+blank))
		if resp.body != sent || got.header["So-Timezone"] != nil {
			t.Errorf("%q: came back %s", blank, resp.body)
		}
	}
	for _, tc := range []struct {
		kind, named string
		lines       []string
	}{
		{"malformed-time-zone", "NO", []string{"SO-TimeZone: NO, DK"}},
		{"malformed-time-zone", "NO", []string{"SO-TimeZone: NO, NO"}},
		{"malformed-time-zone", "DK", []string{"SO-TimeZone: NO", "SO-TimeZone: DK"}},
		{"malformed-time-zone", "SO-TimeZone", []string{"SO-TimeZone: UTC,+01:00,includeTZOffset"}},
		{"unknown-time-zone", "XX", []string{"SO-TimeZone: XX"}},
		{"unknown-time-zone", "Europe/Atlantis", []string{"SO-TimeZone: Europe/Atlantis, includeTZOffset"}},
		{"unknown-time-zone", "999999", []string{"SO-TimeZone: 999999"}},
		{"unknown-time-zone", "+14:01", []string{"SO-TimeZone: +14:01"}},
		{"unknown-time-zone", "-1500", []string{"SO-TimeZone: -1500"}},
		{"unknown-time-zone", "+2", []string{"SO-TimeZone: +2"}},
		{"unknown-time-zone", "+02:0", []string{"SO-TimeZone: +02:0"}},
		{"unknown-time-zone", "02:00", []string{"SO-TimeZone: 02:00"}},
		{"unknown-time-zone", "NO includeTZOffset", []string{"SO-TimeZone: NO includeTZOffset"}},
		{"unknown-time-zone", "../../etc/passwd", []string{"SO-TimeZone: ../../etc/passwd"}},
		{"unknown-time-zone", "Local", []string{"SO-TimeZone: Local"}},
		{"unknown-time-zone", `"NO"`, []string{`SO-TimeZone: "NO"`}},
		{"unknown-time-zone", "", []string{"SO-TimeZone: \u212A\u017F"}},
		{"unknown-time-zone", "US", []string{"SO-TimeZone: US"}},
	} {
		t.Run(strings.Join(tc.lines, "|"), func(t *testing.T) {
			resp := s.refused(t, request("", "{}", tc.lines...), 400, tc.kind)
			if p := problemOf(t, resp); !strings.Contains(strings.ReplaceAll(p.Detail, `\"`, `"`), tc.named) {
				t.Errorf("detail %q", p.Detail)
			}
		})
	}
}
