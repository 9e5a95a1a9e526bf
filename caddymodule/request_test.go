package caddymodule

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// strip is a row of contract section 4: the body that is sent, the body that the API gets, and the stripped header of the
// response.
type strip struct{ name, sent, arrived, stripped string }

func (s *site) strips(t *testing.T, contentType string, rows []strip) {
	t.Helper()
	for _, tc := range rows {
		t.Run(tc.name, func(t *testing.T) {
			got, resp := s.passed(t, request("", tc.sent, "Content-Type: "+contentType))
			if got.body != tc.arrived {
				t.Errorf("arrived  %q\nexpected %q", got.body, tc.arrived)
			}
			if h := resp.header["X-Stripped-Properties"]; strings.Join(h, "|") != tc.stripped || (len(h) > 0) != (tc.stripped != "") {
				t.Errorf("stripped header %q, want %q", h, tc.stripped)
			}
			if got.header.Get("Content-Type") != contentType {
				t.Errorf("arrived as %q", got.header.Get("Content-Type"))
			}
		})
	}
}

// wrong is a body that is refused with a 400.
type wrong struct{ name, sent, kind string }

func (s *site) refuses(t *testing.T, contentType string, rows []wrong) {
	t.Helper()
	for _, tc := range rows {
		t.Run(tc.name, func(t *testing.T) {
			s.refused(t, request("", tc.sent, "Content-Type: "+contentType), 400, tc.kind)
		})
	}
}

// Everything but the body is forwarded unchanged, except for what the contract names.
func TestRequestHead(t *testing.T) {
	s := startSite(t, "")
	sent := `{"BatchTaskInfo":{"Id":1,"Name":"n"}}`
	target := "/Cust12345/api/v1//Agents/Batch/%55pdateBatchTask/?%24Select=State&a=%zz&a=b;c&&x"
	got, _ := s.passed(t, rawRequest("PATCH", target, chunked(sent, 7), ticket, jsonType, "Transfer-Encoding: chunked",
		"Trailer: X-Sum", "SO-TimeZone: NO", "so-timezone: includeTZOffset", "SO-Language: en", "Accept-Language:",
		"Cookie: a=b; c", "X-Two: 1", "X-Two: 2", "Accept: application/json", "Accept-Encoding: gzip, br",
		"X-XSRF-TOKEN: t", "X-HTTP-Method-Override: PUT"))
	if line, _, _ := strings.Cut(got.head, "\r\n"); line != "PATCH "+target+" HTTP/1.1" {
		t.Errorf("arrived %q", line)
	}
	want := http.Header{
		"Authorization": {"SoTicket 7T:abc123=="}, "Content-Type": {"application/json"}, "Content-Length": {"26"},
		"So-Language": {"en"}, "Accept-Language": {""}, "Cookie": {"a=b; c"}, "X-Two": {"1", "2"},
		"Accept": {"application/json"}, "Accept-Encoding": {"identity"}, "X-Xsrf-Token": {"t"},
		"X-Http-Method-Override": {"PUT"},
	}
	if h := forwardedHeader(got.header); !maps.EqualFunc(h, want, slices.Equal) {
		t.Errorf("arrived %v\nexpected %v", h, want)
	}
	if got.body != `{"BatchTaskInfo":{"Id":1}}` || !strings.Contains(got.head, "Host: crm.example.com") {
		t.Errorf("arrived %s\n\n%s", got.head, got.body)
	}
}

// The guard sends Accept-Encoding: identity only if the response may have to be reshaped.
func TestAcceptEncodingIsAskedFor(t *testing.T) {
	for _, tc := range []struct {
		options, query, zone, arrives string
	}{
		{"", "", "", "gzip;q=0.5, br"},
		{"", "?$select=", "", "gzip;q=0.5, br"},
		{"", "?$select=*", "", "gzip;q=0.5, br"},
		{"", "?$select=Name,*", "", "gzip;q=0.5, br"},
		{"", "?select=Name", "", "gzip;q=0.5, br"},
		{"", "", " \t", "gzip;q=0.5, br"},
		{"", "?$select=Name", "", "identity"},
		{"", "", "NO", "identity"},
		{"", "", "includeTZOffset", "identity"},
		{"select off", "?$select=Name", "", "gzip;q=0.5, br"},
		{"select off", "?$select=%zz", "", "gzip;q=0.5, br"},
		{"timezone off", "", "NO", "gzip;q=0.5, br"},
		{"timezone upstream", "", "NO", "gzip;q=0.5, br"},
		{"timezone off", "?$select=Name", "NO", "identity"},
		{"timezone {\nunknown ignore\n}", "", "nowhere", "gzip;q=0.5, br"},
	} {
		t.Run(tc.options+" "+tc.query+" "+tc.zone, func(t *testing.T) {
			s := startSite(t, tc.options)
			got, _ := s.passed(t, request(tc.query, "{}", "SO-TimeZone: "+tc.zone, "Accept-Encoding: gzip;q=0.5, br"))
			if h := got.header.Get("Accept-Encoding"); h != tc.arrives {
				t.Errorf("arrived %q, want %q", h, tc.arrives)
			}
		})
	}
}

func TestMaxRequestBody(t *testing.T) {
	s := startSite(t, "max_request_body 20")
	const fits, tooLong = `{"Id":1,"State":"a"}`, `{"Id":1,"State":"ab"}`
	if got, _ := s.passed(t, request("", fits)); got.body != fits {
		t.Errorf("arrived %q", got.body)
	}
	if got, _ := s.passed(t, rawRequest("POST", operationPath, chunked(fits, 3), ticket, jsonType, "Transfer-Encoding: chunked")); got.body != fits {
		t.Errorf("arrived %q", got.body)
	}
	s.refused(t, request("", tooLong), 413, "body-too-large")
	s.refused(t, rawRequest("POST", operationPath, chunked(tooLong, 3), ticket, jsonType, "Transfer-Encoding: chunked"), 413, "body-too-large")
	t.Run("announced, it is not read", func(t *testing.T) {
		w := s.dial(t)
		w.write(t, rawRequest("POST", operationPath, "", ticket, jsonType, "Content-Length: 21", "Expect: 100-continue"))
		if resp := w.read(t); resp.status != 413 {
			t.Errorf("response %d", resp.status)
		}
	})
	t.Run("default", func(t *testing.T) {
		s := startSite(t, "")
		body := `{"Name":"` + strings.Repeat("n", 1<<20-11) + `"}`
		if got, _ := s.passed(t, request("", body)); got.body != "{}" {
			t.Errorf("arrived %.100q", got.body)
		}
		s.refused(t, request("", body+" "), 413, "body-too-large")
	})
	t.Run("within a chunk, the rest is not waited for", func(t *testing.T) {
		s := startSite(t, "")
		w := s.dial(t)
		w.write(t, rawRequest("POST", operationPath, "200000\r\n"+strings.Repeat(" ", 1<<20+1), ticket, jsonType, "Transfer-Encoding: chunked"))
		if resp := w.read(t); resp.status != 413 {
			t.Errorf("response %d", resp.status)
		}
	})
}
