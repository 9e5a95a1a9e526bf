package caddymodule

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// The connection after a refused request (contract section 6). Every test reads it to its end.

// following has two more requests on the connection: one for another path, and an update.
var following = rawRequest("GET", "/smuggled", "") + request("", `{"Id":666}`)

func TestNothingIsReadBehindARefusal(t *testing.T) {
	refusals := []struct {
		status int
		query  string
		lines  []string
	}{
		{401, "", []string{jsonType}},
		{403, "", []string{jsonType, "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=b"}},
		{400, "", []string{jsonType, ticket, ticket}},
		{400, "?$select=%", []string{jsonType, ticket}},
		{400, "", []string{jsonType, ticket, "SO-TimeZone: nowhere"}},
		{415, "", []string{ticket, "Content-Type: text/plain"}},
		{415, "", []string{ticket, jsonType, "Content-Encoding: br"}},
	}
	large := strings.Repeat("x", 524288)
	bodies := []struct {
		name, framing, body string
		broken              bool // so that an accepted request gets a 400
	}{
		{"no colon in the trailer", chunkedLine, "2\r\n{}\r\n0\r\nno colon\r\n", true},
		{"a size with trash", chunkedLine, "28trash\r\n", true},
		{"a negative size", chunkedLine, "-1\r\n", true},
		{"a size past 64 bits", chunkedLine, "fffffffffffffffff\r\n", true},
		{"a chunk that is too long", chunkedLine, "2\r\n{}XX\r\n", true},
		{"an endless extension", chunkedLine, "2;" + strings.Repeat("e", 10_000) + "\r\n{}\r\n0\r\n\r\n", true},
		{"a trailer past the buffer", chunkedLine, "2\r\n{}\r\n0\r\nX-T: " + strings.Repeat("t", 10_000) + "\r\n\r\n", true},
		{"broken chunks beside a length", chunkedLine + "\r\nContent-Length: 2", "2\r\n{}XX\r\n", true},
		{"a large chunk", chunkedLine, "80000\r\n" + large + "\r\n0\r\n\r\n", false},
		{"large and whole", "Content-Length: 524288", large, false},
		{"small and whole", "Content-Length: 2", "{}", false},
		{"whole in chunks", chunkedLine, "2;x=y\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n", false},
		{"expecting", "Expect: 100-continue\r\nContent-Length: 2", "", false},
		{"expecting, and sent", "Expect: 100-continue\r\nContent-Length: 2", "{}", false},
		{"expecting, and sent in chunks", "Expect: 100-continue\r\n" + chunkedLine, "2\r\n{}\r\n0\r\n\r\n", false},
		{"expecting, large", "Expect: 100-continue\r\nContent-Length: 1000000", "", false},
		{"longer than all that follows", "Content-Length: 1000", "", false},
	}
	for mode := range errorModes {
		for _, server := range []string{"", "enable_full_duplex\n"} {
			s := startMode(t, mode, server, "")
			tests := map[string]func(*testing.T){}
			for _, body := range bodies {
				for _, refusal := range refusals {
					tests[fmt.Sprint(mode, " ", server, body.name, " ", refusal.query, refusal.lines)] = func(t *testing.T) {
						raw := rawRequest("POST", operationPath+refusal.query, body.body, append(slices.Clone(refusal.lines), body.framing)...)
						s.converse(t, raw+following, 10*time.Second).closedAfter(t, refusal.status)
					}
				}
				if body.broken {
					tests[fmt.Sprint(mode, " ", server, body.name, ", admitted")] = func(t *testing.T) {
						raw := rawRequest("POST", operationPath, body.body, ticket, jsonType, body.framing)
						s.converse(t, raw+following, 10*time.Second).closedAfter(t, 400)
					}
				}
			}
			together(t, tests)
			s.nothingArrived(t)
		}
	}
}

// If the body was read to its end or is absent, the connection is kept, whatever the response.
func TestConnectionIsKept(t *testing.T) {
	for mode := range errorModes {
		s := startMode(t, mode, "", "")
		tests := map[string]func(*testing.T){}
		for name, tc := range map[string]struct {
			status int
			raw    string
		}{
			"malformed":              {400, request("", "{")},
			"malformed, in chunks":   {400, rawRequest("POST", operationPath, chunked("{{{{", 2), ticket, jsonType, chunkedLine)},
			"malformed, trailers":    {400, rawRequest("POST", operationPath, "1\r\n{\r\n0\r\nX-Sum: 1\r\n\r\n", ticket, jsonType, chunkedLine)},
			"corrupt gzip":           {400, request("", "{}", "Content-Encoding: gzip")},
			"refused, no body":       {401, rawRequest("POST", operationPath, "", jsonType)},
			"refused, a length of 0": {401, rawRequest("POST", operationPath, "", jsonType, "Content-Length: 0")},
			"an update":              {200, request("", `{"Id":1}`)},
			"in chunks":              {200, rawRequest("POST", operationPath, chunked("{}", 1), ticket, jsonType, chunkedLine)},
			"chunk extensions":       {200, rawRequest("POST", operationPath, "2;x=y\r\n{}\r\n0;z\r\n\r\n", ticket, jsonType, chunkedLine)},
			"trailers":               {200, rawRequest("POST", operationPath, "2\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n", ticket, jsonType, chunkedLine)},
			"large":                  {200, request("", `{"Id":1,"Name":"`+strings.Repeat("n", 524288)+`"}`)},
			"without a body":         {200, rawRequest("POST", operationPath, "", ticket, jsonType)},
			"unguarded":              {200, rawRequest("POST", "/other", "{}", jsonType)},
			"a GET with a body":      {200, rawRequest("GET", operationPath, "{}", jsonType)},
		} {
			tests[mode+" "+name] = func(t *testing.T) {
				s.converse(t, tc.raw+following, 2*time.Second).keptAfter(t, tc.status, 200, 200)
			}
		}
		together(t, tests)
	}
}

// In HTTP/1.0, a connection is closed unless the client asks to keep it.
func TestRefusedHTTP10(t *testing.T) {
	for mode := range errorModes {
		s := startMode(t, mode, "", "")
		for name, tc := range map[string]struct {
			status int
			raw    string
		}{
			"refused":                 {401, rawRequest("POST", operationPath, "{}", jsonType)},
			"refused, to be kept":     {401, rawRequest("POST", operationPath, "{}", jsonType, "Connection: keep-alive")},
			"refused, a body missing": {401, rawRequest("POST", operationPath, "", jsonType, "Content-Length: 10000", "Connection: keep-alive")},
			"malformed":               {400, request("", "{")},
		} {
			t.Run(mode+" "+name, func(t *testing.T) {
				s.converse(t, strings.Replace(tc.raw, "HTTP/1.1", "HTTP/1.0", 1)+following, 10*time.Second).closedAfter(t, tc.status)
				s.nothingArrived(t)
			})
		}
		t.Run(mode+" malformed, to be kept", func(t *testing.T) {
			raw := strings.Replace(request("", "{", "Connection: keep-alive"), "HTTP/1.1", "HTTP/1.0", 1)
			s.converse(t, raw+following, time.Second).keptAfter(t, 400, 200, 200)
			s.upstream.take()
		})
	}
}

// The connection is closed even if the site changes the Connection header.
func TestClosedWhateverTheHeader(t *testing.T) {
	for name, line := range map[string]string{
		"dropped": "header -Connection\n", "replaced": "header {\nConnection keep-alive\ndefer\n}\n",
	} {
		for mode := range errorModes {
			s := startMode(t, mode, "", line)
			t.Run(name+" "+mode, func(t *testing.T) {
				c := s.converse(t, rawRequest("POST", operationPath, "{}", jsonType)+following, 10*time.Second)
				if len(c.responses) != 1 || c.responses[0].status != 401 || c.open() {
					t.Errorf("%v", c)
				}
				s.nothingArrived(t)
			})
		}
	}
}

// A body that arrives after the server's timeout is not taken for a request, and the client gets its response before.
func TestLateBody(t *testing.T) {
	for mode := range errorModes {
		s := startMode(t, mode, "timeouts {\nread_body 200ms\n}\n", "")
		for name, tc := range map[string]struct{ first, late, framing string }{
			"a length":           {"", following, fmt.Sprint("Content-Length: ", len(following))},
			"half a length":      {`{"Id":`, `1}` + following, "Content-Length: 8"},
			"chunks":             {"", chunked(following, 50), chunkedLine},
			"the second chunk":   {"1\r\n{\r\n", "1\r\n}\r\n0\r\n\r\n" + following, chunkedLine},
			"inside a size":      {"1", "0\r\n" + following, chunkedLine},
			"the last line":      {"2\r\n{}\r\n0\r\n", "\r\n" + following, chunkedLine},
			"inside the trailer": {"2\r\n{}\r\n0\r\nX-Sum", ": 1\r\n\r\n" + following, chunkedLine},
			"expecting":          {"", "{}" + following, "Expect: 100-continue\r\nContent-Length: 2"},
		} {
			t.Run(mode+" "+name, func(t *testing.T) {
				w := s.dial(t)
				_ = w.SetDeadline(time.Now().Add(10 * time.Second))
				w.write(t, rawRequest("POST", operationPath, tc.first, ticket, jsonType, tc.framing))
				if strings.HasPrefix(tc.framing, "Expect") {
					if resp := w.read(t); resp.status != 100 {
						t.Fatalf("first came %d (%v)", resp.status, resp.err)
					}
				}
				if _, err := w.r.Peek(1); err != nil {
					t.Fatal(err)
				}
				_, _ = io.WriteString(w, tc.late)
				w.readAll().closedAfter(t, 408)
				s.nothingArrived(t)
			})
		}
	}
}

// A client that sends for a while before it reads gets its response, not a reset.
func TestSlowSender(t *testing.T) {
	for mode := range errorModes {
		s := startMode(t, mode, "", "")
		tests := map[string]func(*testing.T){}
		for name, size := range map[string]int{"a little": 100, "as much as net/http reads": 250_000, "more": 1_000_000} {
			tests[mode+" "+name] = func(t *testing.T) {
				w := s.dial(t)
				w.write(t, rawRequest("POST", operationPath, "", jsonType, fmt.Sprint("Content-Length: ", size)))
				for range 4 {
					time.Sleep(100 * time.Millisecond)
					w.write(t, strings.Repeat("x", size/4))
				}
				w.readAll().closedAfter(t, 401)
			}
		}
		together(t, tests)
	}
}

// A body above the limit of request_body, in front of the guard. If its length is announced, request_body refuses it.
func TestRequestBodyLimitInFront(t *testing.T) {
	for mode := range errorModes {
		s := startMode(t, mode, "", "request_body {\nmax_size 100\n}\n")
		large := strings.Repeat(" ", 300_000)
		for name, body := range map[string]string{
			"in one chunk": chunked(large[:160], 160), "in small chunks": chunked(large[:160], 10),
			"large": chunked(large, len(large)), "large, in small chunks": chunked(large, 1000),
		} {
			t.Run(mode+" "+name, func(t *testing.T) {
				raw := rawRequest("POST", operationPath, body, ticket, jsonType, chunkedLine)
				s.converse(t, raw+following, 10*time.Second).closedAfter(t, 413)
				s.nothingArrived(t)
			})
		}
		t.Run(mode+" just not past it", func(t *testing.T) {
			raw := rawRequest("POST", operationPath, chunked(`{"Id":1}`+large[:92], 10), ticket, jsonType, chunkedLine)
			s.converse(t, raw+following, time.Second).keptAfter(t, 200, 200, 200)
			s.upstream.take()
		})
	}
}
