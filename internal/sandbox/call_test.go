package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

func TestGetBatchTaskInfo(t *testing.T) {
	s := newSite(t)
	tests := map[string]struct{ query, contentType, body, want string }{
		"by BatchTaskId":    {"", "application/json", `{"BatchTaskId":325}`, "200 " + sampleJSON(t, 325)},
		"by batchTaskId":    {"", "application/json", `{"batchTaskId":"325"}`, "200 " + sampleJSON(t, 325)},
		"by id":             {"", "text/json", `{"id":325}`, "200 " + sampleJSON(t, 325)},
		"by merge patch":    {"", "application/merge-patch+json", `{"id":325}`, "200 " + sampleJSON(t, 325)},
		"by query":          {"?x&%zz=1&BatchTaskID=%3325", "", ``, "200 " + sampleJSON(t, 325)},
		"by query, no type": {"?batchtaskid=325", "application/pdf", ``, "200 " + sampleJSON(t, 325)},
		"the body wins":     {"?batchTaskId=975", "application/json", `{"BatchTaskId":325}`, "200 " + sampleJSON(t, 325)},
		"by XML":            {"", "text/xml", `<q xmlns="urn:q"><BatchTaskId>325</BatchTaskId></q>`, "200 " + sampleJSON(t, 325)},
		"by form":           {"", "application/x-www-form-urlencoded", `batchTaskId=325`, "200 " + sampleJSON(t, 325)},
		"an unknown id":     {"", "application/json", `{"BatchTaskId":4}`, `200 null`},
		"no id":             {"", "", ``, `200 null`},
		"not an id":         {"", "application/json", `{"BatchTaskId":{}}`, `400 {"Error":true,"ErrorType":"ArgumentException","Message":"\"{}\" is not a task id.","ErrorSource":"SuperOffice.WebApi"}`},
		"not an object":     {"", "application/json-patch+json", `[]`, `400 {"Message":"The request could not be processed.","MessageDetail":"The body is not a JSON object."}`},
		"an XML text":       {"", "text/xml", `<q>325</q>`, `200 null`},
		"malformed XML":     {"", "text/xml", `<q`, `400 {"Message":"The request could not be processed.","MessageDetail":"The body is not well-formed XML: XML syntax error on line 1: unexpected EOF."}`},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := s.do("POST", agentPath+"GetBatchTaskInfo"+tc.query, tc.body, "Content-Type", tc.contentType)
			expect(t, fmt.Sprint(got.status, " ", got.body), tc.want)
		})
	}
}

func TestGetBatchTaskInfosByState(t *testing.T) {
	s := newSite(t)
	s.update("", "application/json", `{"Id":1031,"State":5}`)
	s.update("", "application/json", `{"Id":1032,"State":"failed"}`)
	s.update("", "application/json", `{"Id":1041,"State":"Exploded"}`)
	tests := map[string]struct {
		query, body string
		want        []int64
	}{
		"by name":         {"", `{"BatchTaskState":"Aquired"}`, []int64{975, 1021, 1022}},
		"in any case":     {"", `{"batchTaskState":"AQUIRED"}`, []int64{975, 1021, 1022}},
		"by number":       {"", `{"BatchTaskState":2}`, []int64{975, 1021, 1022}},
		"by query":        {"?BATCHTASKSTATE=aquired", ``, []int64{975, 1021, 1022}},
		"by query number": {"?state=2", ``, []int64{975, 1021, 1022}},
		"however stored":  {"", `{"BatchTaskState":"Failed"}`, []int64{1031, 1032, 1051, 1052}},
		"zero":            {"", `{"BatchTaskState":0}`, []int64{1001, 1002}},
		"none":            {"", `{"BatchTaskState":"Started"}`, nil},
		"all": {"", `{"BatchTaskState":"All"}`, []int64{
			325, 975, 1001, 1002, 1011, 1012, 1021, 1022, 1031, 1032, 1041, 1042, 1051, 1052, 1061, 1062,
		}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := s.do("POST", agentPath+"GetBatchTaskInfosByState"+tc.query, tc.body, "Content-Type", "application/json")
			var ids []int64
			for _, task := range parseArray(got.body) {
				ids = append(ids, gjson.Get(task, "Id").Int())
			}
			if got.status != 200 || !slices.Equal(ids, tc.want) {
				t.Errorf("status %d, ids %v", got.status, ids)
			}
		})
	}
	for body, want := range map[string]string{
		`{"BatchTaskState":"Stopped"}`: `400 Message: "Stopped" is not a BatchTaskState.`,
		`{"BatchTaskState":7}`:         `400 Message: "7" is not a BatchTaskState.`,
		`{}`:                           `200 MessageDetail: The parameter BatchTaskState is missing.`,
		`[`:                            `400 MessageDetail: The body is not valid JSON.`,
	} {
		expect(t, errorText(s.do("POST", agentPath+"GetBatchTaskInfosByState", body)), want)
	}
}

func TestPathsAndMethods(t *testing.T) {
	s := newSite(t)
	const callAllow, listAllow = "GET, HEAD, OPTIONS, POST", "GET, HEAD, OPTIONS"
	tests := []struct {
		method, path string
		status       int
		allow        string
	}{
		{"POST", "/api/v1/Agents/Batch/UpdateBatchTask", 200, ""},
		{"POST", "/API/V1/agents/batch/updatebatchtask", 200, ""},
		{"POST", "/Cust12345/api/v1/Agents/Batch/UpdateBatchTask", 200, ""},
		{"POST", "/a/b/api/v1/Agents/Batch/GetBatchTaskInfo", 200, ""},
		{"POST", "/API/v1//agents/Batch/%55pdateBatchTask/", 200, ""},
		{"POST", "/x/../api/v1/Agents/./Batch%5CUpdateBatchTask", 200, ""},
		{"GET", "/api/v1/Agents/Batch/UpdateBatchTask", 200, ""},
		{"HEAD", "/api/v1/Agents/Batch/UpdateBatchTask", 200, ""},
		{"OPTIONS", "/api/v1/Agents/Batch/UpdateBatchTask", 204, callAllow},
		{"PUT", "/api/v1/Agents/Batch/UpdateBatchTask", 405, callAllow},
		{"GET", "/api/v1/MDOList/timezoneiana", 200, ""},
		{"HEAD", "/Cust12345/api/v1/mdolist/TimeZoneIANA/", 200, ""},
		{"OPTIONS", "/api/v1/MDOList/timezoneiana", 204, listAllow},
		{"POST", "/api/v1/MDOList/timezoneiana", 405, listAllow},
		{"GET", "/Sandbox/Tasks", 200, ""},
		{"GET", "/sandbox/last", 200, ""},
		{"DELETE", "/sandbox/tasks", 405, listAllow},
		{"GET", "/elsewhere", 418, ""},
		{"GET", "/tenant/sandbox/last", 418, ""},
		{"POST", "/api/v1/Agents/Batch/", 418, ""},
		{"POST", "/api/v1/Agents/Batch/DeleteBatchTask", 418, ""},
		{"POST", "/api/v1/Agents/Batch/UpdateBatchTask/x", 418, ""},
		{"POST", "/xapi/v1/Agents/Batch/UpdateBatchTask", 418, ""},
		{"POST", "/api/v1/Agent%C5%BF/Batch/UpdateBatchTask", 418, ""},
	}
	for _, tc := range tests {
		t.Run(tc.method+" "+tc.path, func(t *testing.T) {
			got := s.do(tc.method, tc.path, "")
			if got.status != tc.status || got.header.Get("Allow") != tc.allow {
				t.Errorf("status %d, Allow %q", got.status, got.header.Get("Allow"))
			}
			if tc.method == "HEAD" && (got.body != "" || got.length <= 0) {
				t.Errorf("body %q, Content-Length %d", got.body, got.length)
			}
		})
	}
}

func TestGetDescribesACallWithoutInvokingIt(t *testing.T) {
	s := newSite(t)
	got := s.do("GET", agentPath+"UpdateBatchTask?batchTaskId=975", "")
	for path, want := range map[string]string{
		"Name": "UpdateBatchTask", "Method": "POST", "Path": agentPath + "UpdateBatchTask",
		"Parameter": "BatchTaskInfo", "Returns": "BatchTaskInfo", "RequestTypes.6": "application/x-www-form-urlencoded",
		"BatchTaskInfo.0.Name": "Id", "BatchTaskInfo.0.Type": "int32", "States.2": "Aquired",
	} {
		expect(t, gjson.Get(got.body, path).String(), want)
	}
	expect(t, s.task("975"), sampleJSON(t, 975))
}

func TestTimezones(t *testing.T) {
	s := newSite(t)
	got := s.do("GET", timezonesPath, "").body
	expect(t, gjson.Get(got, "#").Raw, "29")
	for id, want := range map[string]string{
		"1":   `{"Id":1,"Name":"(UTC+00:00) UTC","ExtraInfo":"countryId=0&locationCode=UTC&isActive=True&IANA=UTC"}`,
		"39":  `{"Id":39,"Name":"(UTC+10:00) Australia/Sydney","ExtraInfo":"countryId=36&locationCode=AU-NSW&isActive=True&IANA=Australia/Sydney"}`,
		"261": `{"Id":261,"Name":"(UTC+01:00) Europe/Oslo","ExtraInfo":"countryId=578&locationCode=NO&isActive=True&IANA=Europe/Oslo"}`,
	} {
		expect(t, gjson.Get(got, "#(Id=="+id+")").Raw, want)
	}
	asXML := s.do("GET", timezonesPath, "", "Accept", "application/xml").body
	if want := `<ArrayOfMDOListItem xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><MDOListItem><Id>1</Id>`; !strings.HasPrefix(asXML, want) {
		t.Errorf("begins %.120s", asXML)
	}
}
