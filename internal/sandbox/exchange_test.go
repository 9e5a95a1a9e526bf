package sandbox

import (
	"bufio"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

func TestLastIsNullBeforeTheFirstRequest(t *testing.T) {
	s := newSite(t)
	s.do("GET", timezonesPath, "")
	got := s.do("GET", lastPath, "", "Accept", "text/html,application/xml;q=0.9,*/*;q=0.8")
	expect(t, got.body, "null")
	expect(t, got.header.Get("Content-Type"), "application/json; charset=utf-8")
	expect(t, got.header.Get("Cache-Control"), "no-store")
}

func TestLastShowsTheRequestAndTheResponse(t *testing.T) {
	s := newSite(t)
	s.do("GET", agentPath+"GetBatchTaskInfo", "")
	response := s.do("POST", "/Cust1"+agentPath+"%55pdateBatchTask?$select=Id", `{"Id":975,"State":"<New>"}`,
		"Authorization", "SOTICKET 7T:x==", "so-timezone", "utc", "X-Twice", "1", "X-Twice", "2")
	got := s.do("GET", lastPath, "").body
	for path, want := range map[string]string{
		"number": "2", "method": "POST", "uri": "/Cust1/api/v1/Agents/Batch/%55pdateBatchTask?$select=Id", "proto": "HTTP/1.1",
		"headers.Authorization": `["SOTICKET 7T:x=="]`, "headers.So-Timezone": `["utc"]`, "headers.X-Twice": `["1","2"]`,
		"headers.Content-Length": `["26"]`, "headers.Host": `["` + strings.TrimPrefix(s.url, "http://") + `"]`,
		"body": `{"Id":975,"State":"<New>"}`, "bodyEncoding": "utf-8", "status": "",
		"answer.status": "200", "answer.headers.Content-Type": `["application/json; charset=utf-8"]`,
		"answer.body": response.body, "answer.bodyEncoding": "utf-8",
	} {
		expect(t, path+": "+gjson.Get(got, path).String(), path+": "+want)
	}
	if strings.Contains(got, `\u003c`) {
		t.Error("the body is escaped for HTML")
	}
}

func TestLastShowsEveryMethodAndAnyBody(t *testing.T) {
	s := newSite(t)
	for _, tc := range []struct{ method, body, encoding, shown, status, response string }{
		{"PUT", "a", "utf-8", "a", "405", `{"Message":"The request could not be processed.","MessageDetail":"The method PUT is not allowed here."}`},
		{"OPTIONS", "", "utf-8", "", "204", ""},
		{"HEAD", "", "utf-8", "", "200", ""},
		{"POST", "\xff\x00", "base64", "/wA=", "400", `{"Message":"The request could not be processed.","MessageDetail":"The body is not UTF-8."}`},
	} {
		s.do(tc.method, agentPath+"UpdateBatchTask", tc.body)
		got := s.do("GET", lastPath, "").body
		expect(t, gjson.Get(got, "method").Str, tc.method)
		expect(t, gjson.Get(got, "body").Str, tc.shown)
		expect(t, gjson.Get(got, "bodyEncoding").Str, tc.encoding)
		expect(t, gjson.Get(got, "answer.status").Raw, tc.status)
		expect(t, gjson.Get(got, "answer.body").Str, tc.response)
	}
}

func TestLastShowsChunksAndTrailers(t *testing.T) {
	s := newSite(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "POST "+agentPath+"UpdateBatchTask HTTP/1.1\r\nHost: crm\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"+
		"a\r\n{\"Id\":975}\r\n0\r\nX-Sum: 1\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(conn).ReadString('}'); err != nil {
		t.Fatal(err)
	}
	got := s.do("GET", lastPath, "").body
	expect(t, gjson.Get(got, "headers.Transfer-Encoding").Raw, `["chunked"]`)
	expect(t, gjson.Get(got, "headers.Host").Raw, `["crm"]`)
	expect(t, gjson.Get(got, "trailers.X-Sum").Raw, `["1"]`)
	expect(t, gjson.Get(got, "body").Str, `{"Id":975}`)
}

// An incomplete request changes nothing and is not recorded.
func TestIncompleteRequestIsNotRecorded(t *testing.T) {
	h := provision(t, t.TempDir()+"/tasks.db")
	r := httptest.NewRequest("POST", agentPath+"UpdateBatchTask", io.MultiReader(strings.NewReader(`{"Id":975}`), brokenReader{}))
	if err := h.ServeHTTP(httptest.NewRecorder(), r, nil); err == nil {
		t.Error("no error")
	}
	if h.store.last.Load() != nil {
		t.Error("the request was recorded")
	}
}
