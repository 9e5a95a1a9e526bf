package caddymodule

import (
	"strings"
	"testing"
)

// Which strings in a response are date-times (contract section 5): those that are one once escapes, references and CDATA
// sections are resolved. The text around them does not change.
func TestDateTimesByWhatTheySay(t *testing.T) {
	s := startSite(t, "")
	const i = ` xmlns:i="http://www.w3.org/2001/XMLSchema-instance"`
	for _, tc := range []struct{ sent, came string }{
		{`{"Created":"2018-12-24T12:34:45\u002B00:00"}`, `{"Created":"2018-12-24T13:34:45+01:00"}`},
		{`{"Created" : "\u0032018-12-24\u005412:34" }`, `{"Created" : "2018-12-24T13:34" }`},
		{`{"Created":"2018-12-24T12:34:45\n"}`, `{"Created":"2018-12-24T12:34:45\n"}`},
		{`{"Created":null,"LastStarted":12}`, `{"Created":null,"LastStarted":12}`},
		{`<BatchTaskInfo><Created> 2018-12-24T12:34:45Z` + "\n" + `</Created></BatchTaskInfo>`, `<BatchTaskInfo><Created> 2018-12-24T13:34:45+01:00` + "\n" + `</Created></BatchTaskInfo>`},
		{`<BatchTaskInfo><Created><![CDATA[2018-12-24T12:34:45.1200000]]></Created></BatchTaskInfo>`, `<BatchTaskInfo><Created><![CDATA[2018-12-24T13:34:45.1200000]]></Created></BatchTaskInfo>`},
		{`<BatchTaskInfo><Created>2018-12-24T12:34:45&#x2B;00&#58;00</Created></BatchTaskInfo>`, `<BatchTaskInfo><Created>2018-12-24T13:34:45+01:00</Created></BatchTaskInfo>`},
		{`<BatchTaskInfo><Created>2018-12-24<!-- at --><![CDATA[T12:34]]></Created></BatchTaskInfo>`, `<BatchTaskInfo><Created>2018-12-24T13:34<!-- at --><![CDATA[]]></Created></BatchTaskInfo>`},
		{`<BatchTaskInfo><Created>2018-12-24T12:34&#58;4&lt;</Created></BatchTaskInfo>`, `<BatchTaskInfo><Created>2018-12-24T12:34&#58;4&lt;</Created></BatchTaskInfo>`},
		{`<BatchTaskInfo` + i + `><Created i:nil="true"/><LastStarted/></BatchTaskInfo>`, `<BatchTaskInfo` + i + `><Created i:nil="true"/><LastStarted/></BatchTaskInfo>`},
		{`<BatchTaskInfo><Created><x>2018-12-24T12:34:45</x></Created><Name>2018-12-24T12:34:45</Name></BatchTaskInfo>`, `<BatchTaskInfo><Created><x>2018-12-24T12:34:45</x></Created><Name>2018-12-24T12:34:45</Name></BatchTaskInfo>`},
	} {
		mediaType := "application/json"
		if strings.HasPrefix(tc.sent, "<") {
			mediaType = "application/xml"
		}
		s.upstream.answers(typedResponse(tc.sent, "Content-Type: "+mediaType))
		if _, resp := s.passed(t, request("", "{}", "SO-TimeZone: NO")); resp.body != tc.came {
			t.Errorf("%s\ncame back %s\nwant      %s", tc.sent, resp.body, tc.came)
		}
	}
}
