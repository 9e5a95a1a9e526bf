package caddymodule

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestZoneModes(t *testing.T) {
	const sent = `{"Id":1,"Created":"2018-12-24T12:34:45"}`
	for options, arrives := range map[string]string{
		"timezone upstream": "nowhere, NO", "timezone off": "nowhere, NO", "timezone {\nmode upstream\n}": "nowhere, NO",
		"timezone {\nmode off\nbase NO\n}": "nowhere, NO", "timezone {\nunknown ignore\n}": "",
	} {
		t.Run(options, func(t *testing.T) {
			s := startSite(t, options)
			s.upstream.answers(jsonResponse(sent))
			zone := "nowhere, NO"
			if arrives == "" {
				zone = "nowhere, includeTZOffset"
				s.refused(t, request("", "{}", "SO-TimeZone: NO, DK"), 400, "malformed-time-zone")
			}
			got, resp := s.passed(t, request("", "{}", "SO-TimeZone: "+zone))
			if resp.body != sent || got.header.Get("SO-TimeZone") != arrives {
				t.Errorf("arrived %q, came back %s", got.header.Get("SO-TimeZone"), resp.body)
			}
		})
	}
}

func TestZoneCatalog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "zones.json")
	list := `[{"Id":9001,"Name":"Ours","ExtraInfo":"countryId=1&locationCode=XX-A&isActive=True&IANA=Asia/Tokyo"},` +
		`{"Id":261,"Name":"Norway","ExtraInfo":"countryId=1&locationCode=NO&isActive=True&IANA=Asia/Tokyo"},` +
		`{"Id":9002,"Name":"Theirs","ExtraInfo":"countryId=1&locationCode=XX-B&isActive=True&IANA=Asia/Tokyo"}]`
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	s := startSite(t, "timezone {\ncatalog "+file+"\nzone XX-B Asia/Kathmandu\nzone HQ america/new_york\nzone dk Asia/Kathmandu\n}")
	s.converts(t, []moment{
		{"xx-a", `"2018-12-24T12:00:00"`, `"2018-12-24T21:00:00"`},
		{"9001", `"2018-12-24T12:00:00"`, `"2018-12-24T21:00:00"`},
		{"NO", `"2018-12-24T12:00:00"`, `"2018-12-24T21:00:00"`},   // the catalog takes precedence over the built-in table
		{"261", `"2018-12-24T12:00:00"`, `"2018-12-24T21:00:00"`},  // by its id too
		{"XX-B", `"2018-12-24T12:00:00"`, `"2018-12-24T17:45:00"`}, // an option takes precedence over the catalog
		{"9002", `"2018-12-24T12:00:00"`, `"2018-12-24T21:00:00"`},
		{"hq", `"2018-12-24T12:00:00"`, `"2018-12-24T07:00:00"`},
		{"DK", `"2018-12-24T12:00:00"`, `"2018-12-24T17:45:00"`}, // and over the built-in table
		{"US-NY", `"2018-12-24T12:00:00"`, `"2018-12-24T07:00:00"`},
	})
	t.Run("the base may be one of them", func(t *testing.T) {
		startSite(t, "timezone {\nzone HQ Asia/Tokyo\nbase HQ\n}").converts(t, []moment{
			{"UTC", `"2018-12-24T12:00:00"`, `"2018-12-24T03:00:00"`},
		})
		startSite(t, "timezone {\nbase xx-a\ncatalog "+file+"\n}").converts(t, []moment{
			{"UTC", `"2018-12-24T12:00:00"`, `"2018-12-24T03:00:00"`},
		})
	})
}

// A reload reads the catalog again.
func TestZoneCatalogIsReread(t *testing.T) {
	file := filepath.Join(t.TempDir(), "zones.json")
	save := func(zone string) {
		t.Helper()
		list := `[{"Id":9001,"Name":"Ours","ExtraInfo":"locationCode=XX-A&isActive=True&IANA=` + zone + `"}]`
		if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save("Asia/Tokyo")
	s := startSite(t, "timezone {\ncatalog "+file+"\n}")
	s.converts(t, []moment{{"XX-A", `"2018-12-24T12:00:00"`, `"2018-12-24T21:00:00"`}})
	save("Asia/Kathmandu")
	s.converts(t, []moment{{"XX-A", `"2018-12-24T12:00:00"`, `"2018-12-24T21:00:00"`}})
	s.reload(s.config)
	s.converts(t, []moment{{"XX-A", `"2018-12-24T12:00:00"`, `"2018-12-24T17:45:00"`}})
}

// Which properties are date-times, and which of these stay in UTC.
func TestZoneProperties(t *testing.T) {
	const when = `"2018-12-24T12:00:00"`
	response := func(pairs ...string) string { // names and values
		var b strings.Builder
		b.WriteString(`{"Id":1`)
		for i := 0; i < len(pairs); i += 2 {
			b.WriteString(`,"` + pairs[i] + `":` + pairs[i+1])
		}
		return b.String() + "}"
	}
	for _, tc := range []struct{ name, options, zone, sent, came string }{
		{"default", "", "NO", response("LastStarted", when, "created", when, "CREATED2", when, "Name", when),
			response("LastStarted", `"2018-12-24T13:00:00"`, "created", `"2018-12-24T13:00:00"`, "CREATED2", when, "Name", when)},
		{"not inside others", "", "NO", response("ParameterObject", `{"Created":`+when+`,"LastStarted":[`+when+`]}`, "TableRight", `{"Created":`+when+`}`),
			response("ParameterObject", `{"Created":`+when+`,"LastStarted":[`+when+`]}`, "TableRight", `{"Created":`+when+`}`)},
		{"in an array's elements", "", "NO", `[` + response("Created", when) + `,{"Message":"m","Created":` + when + `},` + response("Created", when) + `]`,
			`[` + response("Created", `"2018-12-24T13:00:00"`) + `,{"Message":"m","Created":` + when + `},` + response("Created", `"2018-12-24T13:00:00"`) + `]`},
		{"date_times", "date_times Name updated", "NO", response("Created", when, "NAME", when, "Updated", when),
			response("Created", when, "NAME", `"2018-12-24T13:00:00"`, "Updated", `"2018-12-24T13:00:00"`)},
		{"without an Id", "", "NO", `{"Created":` + when + `}`, `{"Created":"2018-12-24T13:00:00"}`},
		{"no batch task", "", "NO", `{"Created":` + when + `,"Message":"m"}`, `{"Created":` + when + `,"Message":"m"}`},
		{"utc, without an offset", "timezone {\nbase NO\nutc created\n}", "US-NY", response("Created", when, "LastStarted", when),
			response("Created", `"2018-12-24T11:00:00"`, "LastStarted", `"2018-12-24T06:00:00"`)},
		{"utc, tagged", "timezone {\nbase NO\nutc Created\n}", "US-NY, includeTZOffset", response("Created", when, "LastStarted", when),
			response("Created", `"2018-12-24T11:00:00Z"`, "LastStarted", `"2018-12-24T06:00:00-05:00"`)},
		{"utc, with an offset", "timezone {\nutc Created\n}", "US-NY", response("Created", `"2018-12-24T12:00:00.50+01:00"`), response("Created", `"2018-12-24T11:00:00.50Z"`)},
		{"utc, only the offset asked for", "timezone {\nbase NO\nutc Created\n}", "includeTZOffset", response("Created", when, "LastStarted", when),
			response("Created", `"2018-12-24T11:00:00Z"`, "LastStarted", `"2018-12-24T12:00:00+01:00"`)},
		{"utc, not among date_times", "date_times LastStarted\ntimezone {\nutc Updated\n}", "NO,includeTZOffset", response("Updated", when, "Created", when),
			response("Updated", `"2018-12-24T12:00:00Z"`, "Created", when)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := startSite(t, tc.options)
			s.upstream.answers(jsonResponse(tc.sent))
			if _, resp := s.passed(t, request("", "{}", "SO-TimeZone: "+tc.zone)); resp.body != tc.came {
				t.Errorf("came back %s\nwant %s", resp.body, tc.came)
			}
		})
	}
}

// $select and SO-TimeZone together have the same effect as one after the other, in either order.
func TestSelectWithZone(t *testing.T) {
	const sent = `{"$type":"t","Id":1,"Created":"2018-12-24T12:00:00Z","LastStarted":"2018-12-24T12:00:00\u002B01:00","Name":"2018-12-24T12:00:00","TableRight":{"$type":"r","Mask":1,"Created":"2018-12-24T12:00:00"}}`
	const sentXML = `<BatchTaskInfo><Id>1</Id><Created>2018-12-24T12:00:00Z</Created><LastStarted> 2018-12-24<![CDATA[T12:00:00]]></LastStarted><Name>2018-12-24T12:00:00</Name>` +
		`<TableRight><KeyValueOfstringstring><Key>Mask</Key><Value>1</Value></KeyValueOfstringstring></TableRight></BatchTaskInfo>`
	for _, options := range []string{"", "select omit"} {
		s := startSite(t, options)
		through := func(body, query, zone string) string {
			mediaType := "application/json"
			if strings.HasPrefix(body, "<") {
				mediaType = "application/xml"
			}
			s.upstream.answers(typedResponse(body, "Content-Type: "+mediaType))
			_, resp := s.passed(t, request(query, "{}", "SO-TimeZone: "+zone))
			return resp.body
		}
		for _, query := range []string{"?$select=Created", "?$select=LastStarted,Id", "?$select=Name", "?$select=Created/x,LastStarted", "?$select=none", "?$select=*", "?$select=LastStarted,TableRight/Mask"} {
			for _, sent := range []string{sent, sentXML} {
				both := through(sent, query, "NO")
				if selectFirst := through(through(sent, query, ""), "", "NO"); both != selectFirst {
					t.Errorf("%s %s: both %s, select first %s", options, query, both, selectFirst)
				}
				if zoneFirst := through(through(sent, "", "NO"), query, ""); both != zoneFirst {
					t.Errorf("%s %s: both %s, zone first %s", options, query, both, zoneFirst)
				}
			}
		}
		want := `{"$type":"t","Id":null,"Created":"2018-12-24T07:00:00-05:00","LastStarted":null,"Name":null,"TableRight":null}`
		if options != "" {
			want = `{"$type":"t","Created":"2018-12-24T07:00:00-05:00"}`
		}
		if got := through(sent, "?$select=created", "US-NY,includeTZOffset"); got != want {
			t.Errorf("%s: came back %s", options, got)
		}
	}
}
