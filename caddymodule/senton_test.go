package caddymodule

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

// The forwarded header (contract section 4), compared with what the same Caddy forwards without the guard.

func TestConnectionFields(t *testing.T) {
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
	request_header X-Site front
	handle /bare/* {
		reverse_proxy UPSTREAM
	}
	route {
		update_batch_task {
			app_token site
		}
		request_header X-Site-Behind behind
		reverse_proxy UPSTREAM
	}
}
`)
	for _, tc := range []struct {
		name  string
		lines []string
		gone  []string // fields that Caddy removes too
		kept  []string
		added []string // by the guard and the site, whatever the client names
	}{
		{name: "a field that it names", lines: []string{"Connection: X-Foo", "X-Foo: 1", "X-Bar: 2"}, gone: []string{"X-Foo"}, kept: []string{"X-Bar"}},
		{name: "in any case, among blanks, in several lines", lines: []string{"Connection: keep-alive ,\tx-FOO,,", "Connection:X-Bar", "X-Foo: 1", "X-Foo: 2", "x-bar: 3", "Keep-Alive: 5"}, gone: []string{"X-Foo", "X-Bar", "Keep-Alive"}},
		{name: "what is like it", lines: []string{"Connection: X-Fo, X-Foo-, \"X-Foo\", X Foo", "X-Foo: 1"}, kept: []string{"X-Foo"}},
		{name: "a switch of protocols", lines: []string{"Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"}, gone: []string{"Http2-Settings"}},
		{name: "HTTP2-Settings that it does not name", lines: []string{"HTTP2-Settings: AAMAAABkAAQAAP__", "Upgrade: h2c"}, gone: []string{"Upgrade"}},
		{name: "what the guard and the site add", lines: []string{"Connection: SO-AppToken, X-Site-Behind, Accept-Encoding, SO-TimeZone, Content-Length, Host, Via, X-Forwarded-For"}, added: []string{"So-Apptoken", "X-Site-Behind", "Content-Length", "Via", "X-Forwarded-For"}},
		{name: "what the client's own would have been", lines: []string{"Connection: SO-AppToken, Accept-Encoding", "SO-AppToken: client", "Accept-Encoding: br"}, added: []string{"So-Apptoken"}},
		{name: "what the site has set in front", lines: []string{"Connection: X-Site"}, gone: []string{"X-Site"}},
		{name: "the cookie", lines: []string{"Connection: Cookie", "Cookie: ASP.NET_SessionId=1"}, gone: []string{"Cookie"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			lines := append(tc.lines, ticket, jsonType)
			bare, _ := s.passed(t, rawRequest("POST", "/bare"+operationPath, `{"Id":1}`, lines...))
			got, resp := s.passed(t, rawRequest("POST", operationPath+byName, `{"Id":1,"Name":"n"}`, lines...))
			if resp.status != 200 || got.body != `{"Id":1}` {
				t.Errorf("response %d %q; arrived %q", resp.status, resp.body, got.body)
			}
			for _, name := range append(tc.gone, "Connection", "Upgrade", "Http2-Settings", "Transfer-Encoding") {
				if got.header[name] != nil || bare.header[name] != nil && name != "Connection" && name != "Upgrade" && name != "Http2-Settings" {
					t.Errorf("%s: arrived %q, without the guard %q", name, got.header[name], bare.header[name])
				}
			}
			for _, name := range tc.kept {
				if got.header[name] == nil || !slices.Equal(got.header[name], bare.header[name]) {
					t.Errorf("%s: arrived %q, without the guard %q", name, got.header[name], bare.header[name])
				}
			}
			for _, name := range tc.added {
				if len(got.header[name]) != 1 {
					t.Errorf("%s: arrived %q", name, got.header[name])
				}
			}
			if h := got.header; h.Get("So-Apptoken") != "site" || h.Get("Accept-Encoding") != "identity" || h.Get("Content-Length") != "8" || h.Get("X-Site-Behind") != "behind" {
				t.Errorf("arrived %s", got.head)
			}
		})
	}
	t.Run("the length of a body that is kept", func(t *testing.T) {
		got, _ := s.passed(t, rawRequest("POST", operationPath, "{}", "Connection: Content-Length", ticket, jsonType))
		if got.body != "{}" || got.header.Get("Content-Length") != "2" {
			t.Errorf("arrived %s %q", got.head, got.body)
		}
	})
}

// What is checked is what is forwarded: fields named by Connection do not exist for the guard either.
func TestConnectionNamesWhatIsChecked(t *testing.T) {
	s := startSite(t, "")
	const cookie = "Cookie: XSRF-TOKEN=t"
	for _, tc := range []struct {
		name   string
		lines  []string
		status int
		kind   string
	}{
		{"Authorization", []string{"Connection: Authorization", ticket, jsonType}, 401, "missing-credential"},
		{"Authorization beside a token", []string{"Connection: close, authorization", ticket, "X-XSRF-TOKEN: x", cookie, jsonType}, 403, "xsrf-mismatch"},
		{"X-XSRF-TOKEN", []string{"Connection: X-XSRF-TOKEN", "X-XSRF-TOKEN: t", cookie, jsonType}, 401, "missing-credential"},
		{"Content-Type", []string{"Connection: Content-Type", ticket, jsonType}, 415, "unsupported-media-type"},
		{"Content-Encoding", []string{"Connection: Content-Encoding", ticket, jsonType, "Content-Encoding: gzip"}, 400, "malformed-body"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			body := "{}"
			if tc.name == "Content-Encoding" {
				body = coded(t, gzipper, body)
			}
			s.refused(t, rawRequest("POST", operationPath, body, tc.lines...), tc.status, tc.kind)
		})
	}
	t.Run("a cookie that the token need not equal then", func(t *testing.T) {
		// As if the client had sent none. None is forwarded, so there is no session that could be abused.
		got, _ := s.passed(t, rawRequest("POST", operationPath, "{}", "Connection: Cookie", "X-XSRF-TOKEN: x", cookie, jsonType))
		if got.header["Cookie"] != nil || got.header.Get("X-Xsrf-Token") != "x" {
			t.Errorf("arrived %s", got.head)
		}
	})
}

// Digests of a request's body are removed if something was stripped or its coding undone.
func TestRequestDigests(t *testing.T) {
	s := startSite(t, "")
	digests := []string{"Content-MD5: m", "Digest: d", "Content-Digest: c", "Repr-Digest: r", "Want-Content-Digest: w"}
	for _, tc := range []struct {
		name, body string
		lines      []string
		kept       bool
	}{
		{"unchanged", `{"Id":1}`, []string{jsonType}, true},
		{"no body", "", nil, true},
		{"stripped", `{"Id":1,"Name":2}`, []string{jsonType}, false},
		{"stripped to nothing, of the same length", `{"Ix":1}`, []string{jsonType}, false},
		{"a byte-order mark", "\ufeff{}", []string{jsonType}, false},
		{"decoded", coded(t, gzipper, `{"Id":1}`), []string{jsonType, "Content-Encoding: gzip"}, false},
		{"chunks", chunked(`{"Id":1}`, 3), []string{jsonType, chunkedLine}, true},
		{"a form", "Id=1&Name=2", []string{"Content-Type: application/x-www-form-urlencoded"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, _ := s.passed(t, rawRequest("POST", operationPath, tc.body, slices.Concat(tc.lines, digests, []string{ticket})...))
			for _, line := range digests {
				name, value, _ := strings.Cut(line, ": ")
				kept := tc.kept || strings.HasPrefix(name, "Want")
				if got.header.Get(name) != value && kept || got.header.Get(name) != "" && !kept {
					t.Errorf("arrived with %s: %q", name, got.header.Get(name))
				}
			}
		})
	}
}

// reverse_proxy would turn an extended CONNECT (RFC 8441) into a GET with Upgrade. The API gets nothing of the kind.
func TestExtendedConnect(t *testing.T) {
	const xconnect = "http2xconnect=1"
	if !strings.Contains(os.Getenv("GODEBUG"), xconnect) {
		// net/http accepts it only if this is enabled when the process starts.
		cmd := exec.Command(os.Args[0], "-test.run=^TestExtendedConnect$", "-test.v")
		cmd.Env = append(os.Environ(), "GODEBUG="+xconnect)
		if out, err := cmd.CombinedOutput(); err != nil || !bytes.Contains(out, []byte("--- PASS: TestExtendedConnect")) {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	s := startCaddyfile(t, leavingCaddyfile("update_batch_task\nreverse_proxy UPSTREAM"))
	for _, tc := range []struct {
		path  string
		makes string // the forwarded method
	}{
		{"/other", "GET"}, // as without the guard
		{operationPath, "CONNECT"},
	} {
		w := s.dial(t)
		fr := openHTTP2(t, w)
		req := httptest.NewRequest("CONNECT", tc.path, nil)
		req.Host = "crm.example.com"
		req.Header = http.Header{
			":protocol": {"websocket"}, "Authorization": {"SoTicket 7T:abc123=="}, "Content-Type": {"application/json"},
			"X-Http-Method-Override": {"POST"}, "Sec-Websocket-Version": {"13"},
		}
		writeHTTP2(t, fr, req, []byte(`{"Id":1,"Name":"n"}`))
		var list []received
		for deadline := time.Now().Add(10 * time.Second); len(list) == 0 && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			list = s.upstream.take()
		}
		if len(list) != 1 {
			t.Fatalf("%s: %d arrived", tc.path, len(list))
		}
		method, _, _ := strings.Cut(list[0].head, " ")
		if method != tc.makes {
			t.Errorf("%s: arrived %s", tc.path, list[0].head)
		}
		if h := list[0].header; tc.path == operationPath && (h["Upgrade"] != nil || h["X-Http-Method-Override"] != nil || h["Connection"] != nil || strings.Contains(list[0].head, "protocol")) {
			t.Errorf("%s: arrived %s", tc.path, list[0].head)
		}
	}
}

// HTTP/3 has the protocol in another place (quic-go, http3/headers.go).
func TestExtendedConnectHTTP3(t *testing.T) {
	g := provisioned(t, new(Guard))
	r := httptest.NewRequest("CONNECT", operationPath, strings.NewReader("{}"))
	r.Proto, r.ProtoMajor, r.ProtoMinor, r.ContentLength = "websocket", 3, 0, -1
	r.Header = http.Header{"Authorization": {"SoTicket 7T:abc123=="}, "Content-Type": {"application/json"}, "X-Http-Method": {"POST"}}
	called := false
	err := g.ServeHTTP(httptest.NewRecorder(), r, caddyhttp.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) error {
		called = true
		if body, err := io.ReadAll(r.Body); string(body) != "{}" || err != nil || r.Proto != "HTTP/3.0" || r.Header["X-Http-Method"] != nil {
			t.Errorf("sent on: %s %v %q (%v)", r.Proto, r.Header, body, err)
		}
		return nil
	}))
	if err != nil || !called {
		t.Errorf("%v, sent on %v", err, called)
	}
}
