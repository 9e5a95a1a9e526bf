package caddymodule

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The zone of a date-time without an offset (contract section 5, SO-TimeZone). A row has the request's SO-TimeZone, the
// API's response with its own SO-TimeZone, and what the client gets.
type zoned struct {
	asked      string
	said, sent string // by the API
	named      string // to the client
	came       string // empty if unchanged
}

// answersIn checks the rows with the properties Created and Updated, and returns the SO-TimeZone that the API got.
func (s *site) answersIn(t *testing.T, arrives string, rows []zoned) {
	t.Helper()
	document := func(values string) string {
		created, updated, two := strings.Cut(values, " ")
		if two {
			return `{"Id":1,"Created":"` + created + `","Updated":"` + updated + `"}`
		}
		return `{"Id":1,"Created":"` + created + `"}`
	}
	for _, tc := range rows {
		t.Run(tc.asked+" of "+tc.said+" "+tc.sent, func(t *testing.T) {
			lines := []string{"Content-Type: application/json; charset=utf-8"}
			for value := range strings.SplitSeq(tc.said, "|") {
				if tc.said != "" {
					lines = append(lines, "SO-TimeZone: "+value)
				}
			}
			s.upstream.answers(typedResponse(document(tc.sent), lines...))
			if tc.came == "" {
				tc.came = tc.sent
			}
			got, resp := s.passed(t, request("", "{}", "SO-TimeZone: "+tc.asked))
			if want := document(tc.came); resp.body != want {
				t.Errorf("came back %s, want %s", resp.body, want)
			}
			if named := strings.Join(resp.header["So-Timezone"], "|"); named != tc.named {
				t.Errorf("the response's SO-TimeZone is %q, want %q", named, tc.named)
			}
			if arrived := strings.Join(got.header["So-Timezone"], "|"); arrived != arrives {
				t.Errorf("SO-TimeZone arrived as %q, want %q", arrived, arrives)
			}
		})
	}
}

// The response's SO-TimeZone takes precedence over base, and is changed to the requested zone if date-times were converted.
func TestResponseNamesItsZone(t *testing.T) {
	const noon = "2018-12-24T12:00:00"
	startSite(t, "date_times Created Updated\ntimezone {\nbase US-NY\nutc Updated\n}").answersIn(t, "", []zoned{
		{"UTC", "", noon, "", "2018-12-24T17:00:00"}, // base; the header is never added
		{"UTC", "NO", noon, "UTC", "2018-12-24T11:00:00"},
		{"utc", "no", noon, "utc", "2018-12-24T11:00:00"},
		{"us-hi", "261", noon, "us-hi", "2018-12-24T01:00:00"},
		{"433", "Europe/Oslo", noon, "433", "2018-12-24T01:00:00"},
		{"+0200", "-03:30", noon, "+0200", "2018-12-24T17:30:00"},
		{"UTC, includeTZOffset", "NO", noon, "UTC", "2018-12-24T11:00:00Z"},
		{"includeTZOffset,utc", "NO, includeTZOffset", noon + "+01:00", "utc", "2018-12-24T11:00:00Z"},
		{"UTC", "includeTZOffset,NO,includeTZOffset", noon, "UTC", "2018-12-24T11:00:00"},
		{"UTC", "NO|includeTZOffset", noon, "UTC", "2018-12-24T11:00:00"},
		{"UTC", "NO|NO", noon, "UTC", "2018-12-24T11:00:00"},           // repeated on the way
		{"UTC", "includeTZOffset", noon, "UTC", "2018-12-24T17:00:00"}, // no zone, so base
		{"NO", "DK", noon, "DK", ""},                                   // nothing changed
		{"NO", "NO, includeTZOffset", noon + "+01:00", "NO, includeTZOffset", ""},
		{"NO", "NO", noon + "Z", "NO", "2018-12-24T13:00:00+01:00"},

		// Only offsets: the zone is the response's, and its header does not change.
		{"includeTZOffset", "NO", noon, "NO", noon + "+01:00"},
		{"includetzoffset", "NO, includeTZOffset", noon, "NO, includeTZOffset", noon + "+01:00"},
		{"includeTZOffset", "", noon, "", noon + "-05:00"},
		{"includeTZOffset", "NO", "0001-01-01T00:00:00", "NO", "0001-01-01T00:00:00Z"},
		{"includeTZOffset", "NO", "2018-12-24T12:00:00-05:00", "NO", "2018-12-24T18:00:00+01:00"},

		// An invalid header is ignored in favor of base.
		{"UTC", "Atlantis", noon, "UTC", "2018-12-24T17:00:00"},
		{"UTC", "AU", noon, "UTC", "2018-12-24T17:00:00"},
		{"UTC", "NO, DK", noon, "UTC", "2018-12-24T17:00:00"},
		{"UTC", "NO|DK", noon, "UTC", "2018-12-24T17:00:00"},
		{"US-NY", "Atlantis", noon, "Atlantis", ""},
		{"UTC", strings.Repeat("x", 2000), noon, "UTC", "2018-12-24T17:00:00"},
		{"UTC", " ", noon, "", "2018-12-24T17:00:00"}, // blank counts as absent

		// Gaps and overlaps of the response's zone.
		{"UTC", "NO", "2024-03-31T02:30:00", "UTC", "2024-03-31T01:30:00"},
		{"UTC", "NO", "2024-10-27T02:30:00", "UTC", "2024-10-27T01:30:00"},

		// utc: without an offset, in the base zone like all others (recorded: 10:44:12 without the header is 09:44:12Z).
		{"no,includeTZOffset", "NO", "2019-12-19T10:44:12 2019-12-19T10:44:12", "no", "2019-12-19T10:44:12+01:00 2019-12-19T09:44:12Z"},
		{"utc,includeTZOffset", "NO", "2002-03-31T18:00:00 2019-12-19T10:44:12", "utc", "2002-03-31T16:00:00Z 2019-12-19T09:44:12Z"},
		{"NO", "NO", noon + " " + noon, "NO", noon + " 2018-12-24T11:00:00"},
		{"NO", "", noon + " " + noon, "", "2018-12-24T18:00:00 2018-12-24T17:00:00"},
		{"NO", "NO", noon + " 2018-12-24T11:00:00Z", "NO", ""},
		// As the API writes with an offset: the two rows for no date and for ever.
		{"no,includeTZOffset", "no,includeTZOffset", "0001-01-01T01:00:00+01:00 9999-12-31T23:59:59+01:00", "no,includeTZOffset", ""},
	})
}

// Only a conversion changes the header; $select and an unchanged response do not.
func TestResponseZoneStays(t *testing.T) {
	s := startSite(t, "")
	const body = `{"Id":1,"Created":"2018-12-24T12:00:00"}`
	for _, tc := range []struct{ name, query, zone, body, came string }{
		{"no zone asked for", "?$select=Id", "", body, `{"Id":1,"Created":null}`},
		{"no date left", "?$select=Id", "US-NY", body, `{"Id":1,"Created":null}`},
		{"unreadable", "", "US-NY", `{"Id":1,"Created":"24 Dec 2018"}`, ""},
		{"no batch task", "", "US-NY", `{"Message":"m","Created":"2018-12-24T12:00:00"}`, ""},
		{"malformed", "", "US-NY", `{"Id":1,"Created":"2018-12-24T12:00:00"`, ""},
		{"a header only", "", "", body, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s.upstream.answers(typedResponse(tc.body, "Content-Type: application/json", "SO-TimeZone: NO"))
			_, resp := s.passed(t, request(tc.query, "{}", "SO-TimeZone: "+tc.zone))
			if tc.came == "" {
				tc.came = tc.body
			}
			if resp.body != tc.came || resp.header.Get("SO-TimeZone") != "NO" {
				t.Errorf("came back %s in %q", resp.body, resp.header["So-Timezone"])
			}
		})
	}
	t.Run("the header of XML", func(t *testing.T) {
		s.upstream.answers(typedResponse("<BatchTaskInfo><Id>1</Id><Created>2018-12-24T12:00:00</Created></BatchTaskInfo>",
			"Content-Type: application/xml", "SO-TimeZone: NO"))
		_, resp := s.passed(t, request("", "{}", "SO-TimeZone: US-NY"))
		if !strings.Contains(resp.body, "<Created>2018-12-24T06:00:00</Created>") || resp.header.Get("SO-TimeZone") != "US-NY" {
			t.Errorf("came back %s in %q", resp.body, resp.header["So-Timezone"])
		}
	})
}

// The SO-TimeZone sent to the API if the client sent one: the response is then in that zone.
func TestAskedZone(t *testing.T) {
	const noon = "2018-12-24T12:00:00"
	t.Run("a zone", func(t *testing.T) {
		startSite(t, "timezone {\nbase US-NY\nask NO\n}").answersIn(t, "NO", []zoned{
			{"UTC", "", noon, "", "2018-12-24T11:00:00"},
			{"UTC", "DK", noon, "UTC", "2018-12-24T11:00:00"}, // the response's zone takes precedence, here the Danish one
			{"UTC", "GB", noon, "GB", ""},                     // nothing changed
			{"UTC", "Atlantis", noon, "UTC", "2018-12-24T11:00:00"},
			{"includeTZOffset", "", noon, "", noon + "+01:00"},
			{"UTC", "", noon + "-05:00", "", "2018-12-24T17:00:00Z"}, // has one though the request had none
		})
	})
	t.Run("by its id, with blanks", func(t *testing.T) {
		startSite(t, "timezone {\nask \"\t261 \"\n}").answersIn(t, "261", []zoned{{"UTC", "", noon, "", "2018-12-24T11:00:00"}})
	})
	t.Run("a zone of the catalog", func(t *testing.T) {
		startSite(t, "timezone {\nask XX-A\ncatalog testdata/catalog.json\n}").answersIn(t, "XX-A", []zoned{{"UTC", "", noon, "", "2018-12-24T03:00:00"}})
	})
	t.Run("a zone with offsets", func(t *testing.T) {
		const none, never = "0001-01-01T00:00:00", "9999-12-31T23:59:59"
		startSite(t, "date_times Created Updated\ntimezone {\nask \"NO, includeTZOffset\"\nutc Updated\n}").answersIn(t, "NO, includeTZOffset", []zoned{
			{"US-NY", "no", noon + "+01:00 " + noon + "Z", "US-NY", "2018-12-24T06:00:00 " + noon},
			{"NO", "", noon + "+01:00 " + noon + "+01:00", "", noon + " 2018-12-24T11:00:00"},
			{"NO", "NO, includeTZOffset", noon + ".5+0100", "NO", noon + ".5"},
			{"NO", "", "2024-10-27T02:30:00+02:00 2024-10-27T02:30:00+01:00", "", "2024-10-27T02:30:00 2024-10-27T01:30:00"},
			{"US-NY", "", "0001-01-01T01:00:00+01:00 0001-01-01T01:00:00+01:00", "", none + " " + none},
			{"US-NY", "", "9999-12-31T23:59:59+01:00 9999-12-31T23:59:59Z", "", never + " " + never},
			{"NO", "", noon + " " + noon, "", noon + " 2018-12-24T11:00:00"}, // the API ignored the request
			{"NO", "", none, "", ""},
			// The client requests offsets too.
			{"US-NY, includeTZOffset", "", noon + "+01:00 " + noon + "Z", "", "2018-12-24T06:00:00-05:00 " + noon + "Z"},
			{"includeTZOffset", "NO", noon + "+01:00 " + noon + "Z", "NO", ""},
			{"includeTZOffset", "", "0001-01-01T01:00:00+01:00", "", ""},
		})
	})
	t.Run("only where the client sent one", func(t *testing.T) {
		s := startSite(t, "timezone {\nask \"NO, includeTZOffset\"\nunknown ignore\n}")
		const sent = `{"Id":1,"Created":"2018-12-24T12:00:00Z"}`
		s.upstream.answers(jsonResponse(sent))
		for _, lines := range [][]string{nil, {"SO-TimeZone: "}, {"SO-TimeZone: , "}, {"SO-TimeZone: Atlantis, includeTZOffset"}} {
			got, resp := s.passed(t, request("?$select=Id,Created", "{}", lines...))
			if resp.body != sent || got.header["So-Timezone"] != nil {
				t.Errorf("%q: arrived %q, came back %s", lines, got.header["So-Timezone"], resp.body)
			}
		}
		s.refused(t, request("", "{}", "SO-TimeZone: NO,DK"), 400, "malformed-time-zone")
	})
	t.Run("not where the API converts", func(t *testing.T) {
		for _, mode := range []string{"upstream", "off"} {
			s := startSite(t, "timezone {\nask NO\nmode "+mode+"\n}")
			const sent = `{"Id":1,"Created":"2018-12-24T12:00:00"}`
			s.upstream.answers(typedResponse(sent, "Content-Type: application/json", "SO-TimeZone: NO"))
			got, resp := s.passed(t, request("?$select=Id,Created", "{}", "SO-TimeZone: UTC"))
			if resp.body != sent || got.header.Get("SO-TimeZone") != "UTC" || resp.header.Get("SO-TimeZone") != "NO" {
				t.Errorf("arrived %q, came back %s", got.header["So-Timezone"], resp.body)
			}
		}
	})
}

// Each date-time is counted once if a zone was requested.
func TestDateTimesAreCounted(t *testing.T) {
	s := startCaddyfile(t, meteredCaddyfile)
	count := func(body, query, zone string) map[string]string {
		before := s.metrics(t)
		s.upstream.answers(jsonResponse(body))
		s.passed(t, request(query, "{}", "SO-TimeZone: "+zone))
		counted := map[string]string{}
		for name, value := range s.metrics(t) {
			if strings.HasPrefix(name, "date_times_total") && value != before[name] {
				counted[name] = value
			}
		}
		return counted
	}
	const converted, untouched, unreadable = `date_times_total{result="converted"}`, `date_times_total{result="untouched"}`, `date_times_total{result="unreadable"}`
	when := func(created, started string) string {
		return `{"Id":1,"Created":` + created + `,"LastStarted":` + started + `}`
	}
	for _, tc := range []struct {
		body, query, zone string
		want              map[string]string
	}{
		{when(`"2018-12-24T12:00:00"`, `"2018-12-24T12:00:00+0100"`), "", "", map[string]string{}},
		{when(`"2018-12-24T12:00:00"`, `"2018-12-24T12:00:00+0100"`), "", "NO", map[string]string{converted: "2"}},
		{when(`"2018-12-24T12:00:00"`, `"2018-12-24T12:00:00+01:00"`), "", "NO", map[string]string{converted: "3", untouched: "1"}},
		{when(`"0001-01-01T00:00:00"`, `"9999-12-31T00:00:00"`), "", "NO", map[string]string{untouched: "3"}},
		{when(`"2018-12-24t12:00:00"`, `"2018-12-24T12:00:60"`), "", "NO", map[string]string{unreadable: "2"}},
		{when(`"2018-12-24T12:00:00z"`, `"2018-12-24T12:00:00+14:01"`), "", "NO", map[string]string{unreadable: "4"}},
		{when(`"9999-12-30T23:00:00-14:00"`, `"0001-01-02T01:00:00+14:00"`), "", "UTC", map[string]string{converted: "5"}},
		{when(`"9999-12-30T23:00:00-14:00"`, `"0001-01-02T01:00:00+14:00"`), "", "-14:00", map[string]string{untouched: "4", unreadable: "5"}},
		{when(`null`, `null`), "", "NO", map[string]string{}},
		{when(`null`, `7`), "", "NO", map[string]string{unreadable: "6"}},
		{when(`"2018-12-24T12:00:00"`, `"x"`), "?$select=Id", "NO", map[string]string{}}, // nulled
		{`{"Message":"m","Created":"2018-12-24T12:00:00"}`, "", "NO", map[string]string{}},
		{when(`"2018-12-24T12:00:00"`, `"x"`) + "}", "", "NO", map[string]string{}}, // passed unreshaped
		{`[` + when(`"2018-12-24T12:00:00"`, `"x"`) + `,` + when(`"x"`, `"x"`) + `]`, "", "NO", map[string]string{converted: "6", unreadable: "9"}},
	} {
		got := count(tc.body, tc.query, tc.zone)
		if len(got) != len(tc.want) {
			t.Errorf("%s by %s: %v, want %v", tc.body, tc.zone, got, tc.want)
		}
		for name, value := range tc.want {
			if got[name] != value {
				t.Errorf("%s by %s: %v, want %v", tc.body, tc.zone, got, tc.want)
			}
		}
	}
}

// An unknown zone in a response is logged with the zone used instead.
func TestUnknownZoneOfResponseIsLogged(t *testing.T) {
	l := startLogged(t, "timezone {\nbase NO\n}", "")
	for _, said := range []string{"NO", "Atlantis", "includeTZOffset", "DK, SE", "DK\r\nSO-TimeZone: DK"} {
		l.upstream.answers(typedResponse(`{"Id":1,"Created":"2018-12-24T12:00:00"}`, "Content-Type: application/json", "SO-TimeZone: "+said))
		l.passed(t, request("", "{}", "SO-TimeZone: UTC"))
	}
	var warned []string
	for _, entry := range l.entries(t, "http.handlers.update_batch_task") {
		if entry["level"] == "warn" {
			warned = append(warned, entry["base"].(string)+": "+entry["detail"].(string))
		}
	}
	want := `Europe/Oslo: unknown time zone "Atlantis"|Europe/Oslo: SO-TimeZone names two zones, "DK" and "SE"`
	if got := strings.Join(warned, "|"); got != want {
		t.Errorf("warned of %s", got)
	}
}

// If the request asks only for offsets, the logged zone is that of the response.
func TestZoneInAccessLog(t *testing.T) {
	l := startLogged(t, "timezone {\nbase NO\n}", "")
	l.upstream.answers(typedResponse(`{"Id":1,"Created":"2018-12-24T12:00:00"}`, "Content-Type: application/json", "SO-TimeZone: US-NY"))
	var zones []string
	for _, entry := range l.accesses(t, request("", "{}", "SO-TimeZone: includeTZOffset"), request("", "{}", "SO-TimeZone: DK")) {
		fields, _ := entry["update_batch_task"].(map[string]any)
		zones = append(zones, fields["timezone"].(string))
	}
	if got := strings.Join(zones, " "); got != "America/New_York Europe/Copenhagen" {
		t.Errorf("logged %s", got)
	}
}

// Settings that are allowed but probably mistakes are warned of when the configuration is loaded.
func TestZonesAreWarnedOf(t *testing.T) {
	file := filepath.Join(t.TempDir(), "zones.json")
	list := `[{"Id":96,"Name":"(GMT-05.00) Canada, Alberta","ExtraInfo":"locationCode=CA-AB&isActive=True&IANA=America/Edmonton"},` +
		`{"Id":98,"Name":"(GMT-07.00) Canada, British Columbia","ExtraInfo":"locationCode=CA-BC1&isActive=True&IANA=America/Dawson_Creek"}]`
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, options string
		want          []string // substrings of the warnings
	}{
		{"catalog", "timezone {\ncatalog " + file + "\n}", []string{`name "(GMT-05.00) Canada, Alberta": America/Edmonton has not had the offset -05:00`}},
		{"catalog that is not used", "timezone {\nmode off\ncatalog " + file + "\n}", nil},
		{"ask by a name of ours", "timezone {\nask Europe/Oslo\n}", []string{"ask names a zone by a name that SuperOffice does not have"}},
		{"ask by an offset", "timezone {\nask +01:00\n}", []string{"SuperOffice does not have"}},
		{"ask by a code, an id, a catalog's code", "timezone {\nask no\n}\npath /a", nil},
		{"ask by an id", "timezone {\nask 261\n}", nil},
		{"ask by an option's code", "timezone {\nzone X7 Europe/Oslo\nask x7\n}", nil},
		{"an updatable date-time", "updatable State Created", []string{"an updatable property is a date-time"}},
		{"an updatable date-time of utc", "updatable State Context\ntimezone {\nutc context\n}", []string{"an updatable property is a date-time"}},
		{"an updatable date-time, converted by the API", "updatable State Created\ntimezone upstream", nil},
		{"none", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var warned []string
			for _, entry := range startLogged(t, tc.options, "").entries(t, "http.handlers.update_batch_task") {
				if entry["level"] == "warn" {
					text := ""
					for _, key := range []string{"msg", "item", "ask", "property"} {
						if value, ok := entry[key].(string); ok {
							text += " " + value
						}
					}
					warned = append(warned, text)
				}
			}
			if len(warned) != len(tc.want) {
				t.Fatalf("warned of %q, want %q", warned, tc.want)
			}
			for i, want := range tc.want {
				if !strings.Contains(warned[i], want) {
					t.Errorf("warned of %q, want %q", warned[i], want)
				}
			}
		})
	}
}
