package caddymodule

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// With errors caddy and error pages from another server, handle_errors gets a request whose body and length agree, even if
// the client has stopped sending (contract section 6).

// startPages runs a guard whose error pages come from its upstream. There is no API, because nothing should reach it. lines
// are those of the site before the guard.
func startPages(t *testing.T, server, lines string) *site {
	t.Helper()
	s := startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
	servers {
		`+server+`
	}
}
GUARD {
	`+lines+`
	update_batch_task {
		errors caddy
		non_updatable reject
		max_request_body 1KiB
	}
	reverse_proxy `+freeaddr.New(t)+`
	handle_errors {
		rewrite * /{err.status_code}
		reverse_proxy UPSTREAM
	}
}
`)
	s.upstream.answers(typedResponse("a page", "Content-Type: text/html"))
	return s
}

// isPage checks that a response is the page for a status, and that the page was requested once, without a body.
func (s *site) isPage(t *testing.T, resp response, status int) {
	t.Helper()
	if resp.err != nil || resp.status != 200 || resp.body != "a page" {
		t.Errorf("response %d %q (%v)", resp.status, resp.body, resp.err)
	}
	list := s.upstream.take()
	if len(list) != 1 {
		t.Fatalf("%d arrived", len(list))
	}
	got := list[0]
	if !strings.HasPrefix(got.head, fmt.Sprintf("POST /%d", status)) || got.body != "" || got.header.Get("Content-Length") != "0" {
		t.Errorf("arrived %s\n\n%s", got.head, got.body)
	}
	for _, name := range []string{"Transfer-Encoding", "Trailer", "Expect", "Content-Encoding"} {
		if got.header[name] != nil {
			t.Errorf("arrived with %s: %q", name, got.header[name])
		}
	}
}

func TestErrorPagesFromAnotherServer(t *testing.T) {
	s := startPages(t, "", "")
	large := strings.Repeat(" ", 524288)
	for name, tc := range map[string]struct {
		status int
		kept   bool
		raw    string
	}{
		"no credential":            {401, false, rawRequest("POST", operationPath, "{}", jsonType)},
		"no credential, no body":   {401, true, rawRequest("POST", operationPath, "", jsonType)},
		"no credential, chunks":    {401, false, rawRequest("POST", operationPath, chunked("{}", 1), jsonType, chunkedLine, "Trailer: X-Sum")},
		"no credential, large":     {401, false, rawRequest("POST", operationPath, large, jsonType)},
		"no credential, no end":    {401, false, rawRequest("POST", operationPath, "{", jsonType, "Content-Length: 100")},
		"no credential, expecting": {401, false, rawRequest("POST", operationPath, "", jsonType, "Content-Length: 100", "Expect: 100-continue")},
		"a mismatch":               {403, false, rawRequest("POST", operationPath, "{}", jsonType, "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=b")},
		"malformed":                {400, true, request("", "{")},
		"malformed, chunks":        {400, true, rawRequest("POST", operationPath, chunked("{{{", 1), ticket, jsonType, chunkedLine)},
		"malformed, trailers":      {400, true, rawRequest("POST", operationPath, "1\r\n{\r\n0\r\nX-Sum: 1\r\n\r\n", ticket, jsonType, chunkedLine, "Trailer: X-Sum")},
		"malformed, gzip":          {400, true, request("", "{}", "Content-Encoding: gzip")},
		"broken chunks":            {400, false, rawRequest("POST", operationPath, "28trash\r\n", ticket, jsonType, chunkedLine)},
		"announced as too large":   {413, false, rawRequest("POST", operationPath, large, ticket, jsonType)},
		"too large":                {413, false, rawRequest("POST", operationPath, chunked(large, 1000), ticket, jsonType, chunkedLine)},
		"another type":             {415, false, request("", "{}", "Content-Type: text/plain")},
		"what can't be updated":    {422, true, request("", `{"Name":"n"}`)},
		"what can't be, in chunks": {422, true, rawRequest("POST", operationPath, chunked(`{"Name":"n"}`, 1), ticket, jsonType, chunkedLine)},
		"what can't be, zoned":     {422, true, request("?$select=Id", `{"Name":"n"}`, "SO-TimeZone: NO")},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.dial(t)
			go func() { _, _ = w.Write([]byte(tc.raw)) }()
			resp := w.read(t)
			s.isPage(t, resp, tc.status)
			if resp.closes == tc.kept {
				t.Errorf("closes: %v", resp.closes)
			}
		})
	}
}

// A client that has closed its side, after or within the body, or whose time is up, also gets its page.
func TestErrorPagesForClientsThatSendNoMore(t *testing.T) {
	s := startPages(t, "timeouts {\nread_body 300ms\n}", "")
	s.upstream.behaves(func(c net.Conn) {
		time.Sleep(100 * time.Millisecond) // so that the closed side is noticed while the page is generated
		_, _ = c.Write([]byte(typedResponse("a page", "Content-Type: text/html", "Connection: close")))
	})
	for name, tc := range map[string]struct {
		status int
		raw    string
		ended  bool
	}{
		"ended inside the body":      {499, rawRequest("POST", operationPath, `{"Id"`, ticket, jsonType, "Content-Length: 50"), true},
		"ended inside the trailer":   {499, rawRequest("POST", operationPath, "2\r\n{}\r\n0\r\nX-Sum", ticket, jsonType, chunkedLine), true},
		"ended behind the body":      {400, request("", "{"), true},
		"ended before it was judged": {401, rawRequest("POST", operationPath, "{}", jsonType), true},
		"too slow":                   {408, rawRequest("POST", operationPath, `{"Id"`, ticket, jsonType, "Content-Length: 50"), false},
		"too slow, in chunks":        {408, rawRequest("POST", operationPath, "2\r\n{}\r\n0\r\n", ticket, jsonType, chunkedLine), false},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.dial(t)
			w.write(t, tc.raw)
			if tc.ended {
				_ = w.Conn.(*net.TCPConn).CloseWrite()
			}
			s.isPage(t, w.read(t), tc.status)
		})
	}
}

// A page that never arrives is abandoned once the client has left.
func TestErrorPageThatNeverComes(t *testing.T) {
	s := startPages(t, "", "")
	asked, given := make(chan struct{}), make(chan struct{})
	s.upstream.behaves(func(c net.Conn) {
		close(asked)
		_, _ = c.Read(make([]byte, 1))
		close(given)
	})
	w := s.dial(t)
	w.write(t, request("", "{"))
	<-asked
	w.Close()
	select {
	case <-given:
	case <-time.After(pageTime + 5*time.Second):
		t.Error("the page is still waited for")
	}
}
