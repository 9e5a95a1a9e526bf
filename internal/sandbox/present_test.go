package sandbox

import (
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// The expected values were recorded on a server in Norway.
func TestDateTimesAreWrittenAsRecorded(t *testing.T) {
	s := siteOf(t, &Handler{Base: "NO"})
	const created, started = "2019-12-19T10:44:12", "2002-03-31T18:00:00"
	tests := []struct {
		stored, header, created, lastStarted, zone string
	}{
		{started, "", created, "2002-03-31T18:00:00", "NO"},
		{started, "utc,includeTZOffset", "2019-12-19T09:44:12Z", "2002-03-31T16:00:00Z", "utc"},
		{started, "no,includeTZOffset", "2019-12-19T09:44:12Z", "2002-03-31T18:00:00+02:00", "no"},
		{started, "includeTZOffset", "2019-12-19T09:44:12Z", "2002-03-31T18:00:00+02:00", "NO"},
		{started, "460", "2019-12-19T04:44:12", "2002-03-31T11:00:00", "460"},
		{started + "+02:00", "", created, "2002-03-31T18:00:00", "NO"},
		{"2002-03-31T16:00:00.1234567Z", "US-NY, includeTZOffset", "2019-12-19T09:44:12Z", "2002-03-31T11:00:00.1234567-05:00", "US-NY"},
		{"2002-03-31T18:00:00.10+0200", "", created, "2002-03-31T18:00:00.10", "NO"},

		{"0001-01-01T00:00:00", "", created, "0001-01-01T00:00:00", "NO"},
		{"0001-01-01T00:00:00", "utc", "2019-12-19T09:44:12", "0001-01-01T00:00:00", "utc"},
		{"0001-01-01T00:00:00", "utc,includeTZOffset", "2019-12-19T09:44:12Z", "0001-01-01T00:00:00Z", "utc"},
		{"0001-01-01T00:00:00", "no,includeTZOffset", "2019-12-19T09:44:12Z", "0001-01-01T01:00:00+01:00", "no"},
		{"0001-01-01T00:00:00", "US-NY,includeTZOffset", "2019-12-19T09:44:12Z", "0001-01-01T00:00:00-05:00", "US-NY"},
		{"9999-12-31T23:59:59", "", created, "9999-12-31T23:59:59", "NO"},
		{"9999-12-31T23:59:59", "utc,includeTZOffset", "2019-12-19T09:44:12Z", "9999-12-31T23:59:59Z", "utc"},
		{"9999-12-31T23:59:59", "no,includeTZOffset", "2019-12-19T09:44:12Z", "9999-12-31T23:59:59+01:00", "no"},

		{"2002-02-30T00:00:00", "utc", "2019-12-19T09:44:12", "2002-02-30T00:00:00", "utc"},
		{"yesterday", "utc", "2019-12-19T09:44:12", "yesterday", "utc"},
	}
	for _, tc := range tests {
		t.Run(tc.stored+" "+tc.header, func(t *testing.T) {
			s.update("", "application/json", `{"Id":975,"Created":"`+created+`","LastStarted":"`+tc.stored+`"}`)
			headers := []string{}
			if tc.header != "" {
				headers = []string{"SO-Timezone", tc.header}
			}
			for _, path := range []string{"GetBatchTaskInfo?id=975", "GetBatchTaskInfosByState?state=aquired", "UpdateBatchTask?id=975"} {
				body := ""
				if strings.HasPrefix(path, "Update") {
					body = `{"Id":975}`
				}
				got := s.do("POST", agentPath+path, body, headers...)
				expect(t, got.header.Get("SO-TimeZone"), tc.zone)
				task := got.body
				if isArray(task) {
					task = parseArray(task)[0]
				}
				expect(t, gjson.Get(task, "Created").Str, tc.created)
				expect(t, gjson.Get(task, "LastStarted").Str, tc.lastStarted)
			}
		})
	}
	expect(t, s.do("GET", "/Cust1/api/v1/timezone/Base", "").body, `{"Name":"Europe/Oslo","TZLocationCode":"NO"}`)
}

func TestUnknownZoneUpdatesNothing(t *testing.T) {
	s := siteOf(t, &Handler{Base: "NO"})
	for _, zone := range []string{"Europe/Oslo", "+01:00", "NO, US", "x"} {
		got := s.do("POST", agentPath+"UpdateBatchTask", `{"Id":975,"State":"Failed"}`, "SO-TimeZone", zone)
		last := zone[strings.LastIndexByte(zone, ' ')+1:]
		expect(t, errorText(got), `400 Message: SO-TimeZone: unknown time zone "`+last+`".`)
		expect(t, got.header.Get("SO-TimeZone"), "")
	}
	expect(t, gjson.Get(s.task("975"), "State").Str, "Aquired")
}

func TestDateTimesWithoutABaseZone(t *testing.T) {
	s := newSite(t)
	got := s.do("POST", agentPath+"GetBatchTaskInfo?id=975", "", "SO-TimeZone", "x, includeTZOffset")
	expect(t, got.body, sampleJSON(t, 975))
	expect(t, got.header.Get("SO-TimeZone"), "")
	expect(t, s.do("GET", "/api/v1/TimeZone/base", "").body, "null")
}

func TestTypeNames(t *testing.T) {
	s := siteOf(t, &Handler{TypeNames: true})
	task := s.task("975")
	if want := `{"$type":"SuperOffice.CRM.Services.BatchTaskInfo, SuperOffice.Services","Id":975,`; !strings.HasPrefix(task, want) {
		t.Errorf("begins %.120s", task)
	}
	expect(t, gjson.Get(task, "TableRight").Raw,
		`{"$type":"SuperOffice.CRM.Services.TableRight, SuperOffice.Services","Mask":"Select, Update, Insert","Reason":""}`)
	if doc := s.do("POST", agentPath+"GetBatchTaskInfo?batchTaskId=975", "", "Accept", "application/xml").body; !strings.Contains(doc, "<Mask>") || strings.Contains(doc, "type>") {
		t.Errorf("in XML %s", doc)
	}
	// Sending a task back with its metadata changes nothing.
	expect(t, s.update("", "application/json", strings.Replace(task, `"$type":"SuperOffice.CRM.Services.TableRight, SuperOffice.Services",`, "", 1)), task)
	expect(t, s.task("4"), "null")
	expect(t, s.do("POST", agentPath+"UpdateBatchTask", "[").body, `{"$type":"System.Web.Http.HttpError, System.Web.Http",`+
		`"Message":"The request could not be processed.","MessageDetail":"The body is not valid JSON."}`)
}
