package caddymodule

import (
	"encoding/xml"
	"strings"
	"testing"
)

// Responses to errors (contract section 6), byte for byte and by problem type.
func TestProblemBytes(t *testing.T) {
	s := startSite(t, "")
	resp := s.send(request("", `{"State":1,"<&>":2,"sTATE":3}`))
	const body = `{"type":"#duplicate-property","title":"A property is given more than once","status":400,` +
		`"detail":"JSON, line 1, column 20, offset 19: \"sTATE\" is given twice"}` + "\n"
	if resp.body != body {
		t.Errorf("response %s\nexpected %s", resp.body, body)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/problem+json", "Cache-Control": "no-store", "Content-Length": "161", "Server": "Caddy",
	} {
		if got := resp.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	resp = s.send(request("", `{"State":1,"<&>":2,"sTATE":3}`, "Accept: application/xml"))
	const xmlBody = `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<problem xmlns="urn:ietf:rfc:7807">` +
		`<type>#duplicate-property</type><title>A property is given more than once</title><status>400</status>` +
		`<detail>JSON, line 1, column 20, offset 19: &#34;sTATE&#34; is given twice</detail></problem>`
	if resp.status != 400 || resp.body != xmlBody || resp.header.Get("Content-Type") != "application/problem+xml" ||
		resp.header.Get("Cache-Control") != "no-store" {
		t.Errorf("response %d %v %s", resp.status, resp.header, resp.body)
	}
}

func TestProblemKinds(t *testing.T) {
	s := startSite(t, "require_app_token\nxsrf {\nrequire_cookie\n}\nmax_request_body 300")
	reject := func(lines ...string) string { return rawRequest("POST", operationPath, "{}", lines...) }
	const app = "SO-AppToken: a"
	for _, tc := range []struct {
		status       int
		kind, detail string
		raw          string
	}{
		{400, "duplicate-header", "Authorization", reject(ticket, ticket, jsonType)},
		{400, "duplicate-header", "Content-Type", reject(ticket, app, jsonType, jsonType)},
		{400, "malformed-select", "$select", request("?$select=%", "{}", app)},
		{400, "unknown-time-zone", "XX-YY", request("", "{}", app, "SO-TimeZone: XX-YY")},
		{400, "malformed-time-zone", "SO-TimeZone", request("", "{}", app, "SO-TimeZone: NO, DK")},
		{400, "malformed-body", "offset 7", request("", `{"Id":1`, app)},
		{400, "duplicate-property", "state", request("", `{"State":1,"state":1}`, app)},
		{401, "missing-credential", "X-XSRF-TOKEN", reject(jsonType)},
		{401, "unsupported-scheme", "Authorization", reject("Authorization: Digest x", jsonType)},
		{401, "malformed-credential", "Authorization", reject("Authorization: Basic ?", jsonType)},
		{401, "missing-app-token", "SO-AppToken", reject(ticket, jsonType)},
		{403, "xsrf-mismatch", "XSRF-TOKEN", reject("X-XSRF-TOKEN: a", jsonType)},
		{413, "body-too-large", "300", request("", strings.Repeat(" ", 301), app)},
		{415, "unsupported-media-type", "text/plain", request("", "{}", app, "Content-Type: text/plain")},
		{415, "unsupported-charset", "utf-16", request("", "{}", app, "Content-Type: text/json; charset=utf-16")},
		{415, "unsupported-content-coding", "br", request("", "{}", app, "Content-Encoding: br")},
	} {
		t.Run(tc.kind, func(t *testing.T) {
			resp := s.refused(t, tc.raw, tc.status, tc.kind)
			p := problemOf(t, resp)
			if !strings.Contains(p.Detail, tc.detail) || p.Title == "" {
				t.Errorf("title %q, detail %q", p.Title, p.Detail)
			}
			if resp.header.Get("Cache-Control") != "no-store" || (resp.header["Www-Authenticate"] != nil) != (tc.status == 401) {
				t.Errorf("header %v", resp.header)
			}
		})
	}
}

func TestProblemFormat(t *testing.T) {
	s := startSite(t, "")
	const asJSON, asXML = "application/problem+json", "application/problem+xml"
	for _, tc := range []struct{ accept, want string }{
		{"", asJSON}, {"*/*", asJSON}, {"application/*", asJSON}, {"text/*", asJSON}, {"text/html", asJSON}, {"application/json", asJSON},
		{"application/json, application/xml", asJSON}, {"application/xml, application/json", asJSON},
		{"application/xml", asXML}, {"text/xml", asXML}, {"application/problem+xml", asXML}, {"Application/XML", asXML},
		{"application/xml;q=0.1", asXML}, {"application/xml;q=0", asJSON}, {"application/xml;q=0.0, application/json;q=0.001", asJSON},
		{"application/json;q=0.5, application/xml", asXML}, {"application/xml;q=0.5, application/json", asJSON},
		{"application/json;q=0.4,text/xml;q=0.5", asXML}, {"application/json; q=0.5 , application/xml ; q=0.6", asXML},
		{"application/json;q=0.555, application/xml;q=0.556", asXML}, {"application/json;Q=0.5, application/xml;Q=0.6", asXML},
		{"*/*;q=0.5, application/xml", asXML}, {"application/*;q=0.5, text/xml", asXML}, {"application/xml;q=0.5, */*", asJSON},
		{"text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", asXML},
		{"application/xml;charset=utf-8;q=0.9, application/json;q=0.8", asXML},
		{"application/problem+json, application/xml;q=0.9", asJSON}, {",,application/xml,", asXML}, {"application/xml;q=x", asXML}, {"nonsense", asJSON},
	} {
		t.Run(tc.accept, func(t *testing.T) {
			resp := s.send(request("", "[]", "Accept: "+tc.accept))
			if got := resp.header.Get("Content-Type"); resp.status != 400 || got != tc.want {
				t.Errorf("%d %s, want %s", resp.status, got, tc.want)
			}
		})
	}
	t.Run("two lines", func(t *testing.T) {
		resp := s.send(request("", "[]", "Accept: application/json;q=0.1", "Accept: text/xml"))
		if got := resp.header.Get("Content-Type"); got != asXML {
			t.Errorf("%s", got)
		}
	})
}

// Names in a hostile body can't break the problem document that quotes them.
func TestProblemEscapes(t *testing.T) {
	s := startSite(t, "non_updatable reject")
	body := `{"</detail><x>":1,"\u0000\u001b\ufffe":2,"\"\\":3}`
	if p := problemOf(t, s.send(request("", body))); !strings.Contains(p.Detail, `"</detail><x>", "\x00\x1b\ufffe", "\"\\"`) {
		t.Errorf("detail %q", p.Detail)
	}
	resp := s.send(request("", body, "Accept: text/xml"))
	var p struct {
		XMLName xml.Name `xml:"urn:ietf:rfc:7807 problem"`
		Detail  string   `xml:"urn:ietf:rfc:7807 detail"`
		Status  int      `xml:"urn:ietf:rfc:7807 status"`
	}
	if err := xml.Unmarshal([]byte(resp.body), &p); err != nil {
		t.Fatalf("%v in %s", err, resp.body)
	}
	if p.Status != 422 || !strings.Contains(p.Detail, `"</detail><x>", "\x00\x1b\ufffe", "\"\\"`) {
		t.Errorf("%d %q", p.Status, p.Detail)
	}
}

// With errors caddy, the site's handle_errors responds, with the same status and headers.
func TestErrorsCaddy(t *testing.T) {
	s := startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
}
GUARD {
	update_batch_task {
		errors caddy
		non_updatable reject
	}
	reverse_proxy UPSTREAM
	handle_errors {
		respond "{err.status_code} {err.message}" {err.status_code}
	}
}
`)
	for _, tc := range []struct {
		raw, body, header string
		status            int
	}{
		{rawRequest("POST", operationPath, "{}", jsonType), "401 missing-credential: the request has neither an Authorization nor an X-XSRF-TOKEN header", "Www-Authenticate", 401},
		{request("", "{}", "Content-Type: a/b"), `415 unsupported-media-type: the Content-Type "a/b" is not one of: ` + acceptPost, "Accept-Post", 415},
		{request("", "{}", "Content-Encoding: br"), `415 unsupported-content-coding: the Content-Encoding "br" is not one of: gzip, deflate`, "Accept-Encoding", 415},
		{request("", `{"Name":1}`), "422 non-updatable-property: these properties can't be updated: Name", "Server", 422},
	} {
		got, resp := s.forwarded(tc.raw)
		if got != nil || resp.status != tc.status || resp.body != tc.body || resp.header.Get(tc.header) == "" {
			t.Errorf("response %d %v %q, want %q", resp.status, resp.header, resp.body, tc.body)
		}
	}
	t.Run("without handle_errors", func(t *testing.T) {
		s := startSite(t, "errors caddy")
		got, resp := s.forwarded(request("", "[]"))
		if got != nil || resp.status != 400 || resp.body != "" {
			t.Errorf("response %d %q", resp.status, resp.body)
		}
	})
}
