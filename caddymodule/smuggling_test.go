package caddymodule

import (
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Requests that two servers might read differently: the API gets them framed anew, or not at all.

const chunkedLine = "Transfer-Encoding: chunked"

func TestFraming(t *testing.T) {
	s := startSite(t, "")
	const sent, arrived = `{"Id":1,"Name":"n"}`, `{"Id":1}`
	for _, tc := range []struct {
		name, body string
		lines      []string
	}{
		{"chunks", chunked(sent, 4), []string{chunkedLine}},
		{"chunk extensions", "13;x=y;z=\"a\"\r\n" + sent + "\r\n0;last\r\n\r\n", []string{chunkedLine}},
		{"leading zeros", "000013\r\n" + sent + "\r\n000\r\n\r\n", []string{chunkedLine}},
		{"trailers", strings.TrimSuffix(chunked(sent, 9), "\r\n") + "X-Sum: 1\r\nAuthorization: Basic YTpi\r\nContent-Length: 5\r\n\r\n", []string{chunkedLine, "Trailer: X-Sum"}},
		{"trailers, not announced", strings.TrimSuffix(chunked(sent, 9), "\r\n") + "X-Sum: 1\r\nSO-AppToken: x\r\n\r\n", []string{chunkedLine}},
		{"length and chunks", chunked(sent, 9), []string{"Content-Length: 4", chunkedLine}},
		{"chunks and length", chunked(sent, 9), []string{chunkedLine, "Content-Length: 400"}},
		{"the same length twice", sent, []string{"Content-Length: 19", "Content-Length: 19"}},
		{"hop-by-hop headers", sent, []string{"Connection: close, X-Gone", "X-Gone: 1", "Keep-Alive: 5", "TE: trailers", "Proxy-Connection: x"}},
		{"an upgrade", sent, []string{"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"}},
		{"h2c", sent, []string{"Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, resp := s.passed(t, rawRequest("POST", operationPath, tc.body, append(tc.lines, ticket, jsonType)...))
			if got.body != arrived || resp.status != 200 || resp.body != `{"Id":975}` {
				t.Errorf("arrived %q; response %d %q", got.body, resp.status, resp.body)
			}
			if got.header.Get("Content-Length") != "8" || strings.Contains(strings.ToLower(got.head), "transfer-encoding") {
				t.Errorf("arrived %s", got.head)
			}
			for _, name := range []string{"Trailer", "X-Sum", "So-Apptoken", "Connection", "X-Gone", "Upgrade", "Http2-Settings", "Expect"} {
				if got.header[name] != nil {
					t.Errorf("arrived with %s: %q", name, got.header[name])
				}
			}
			if got.header.Get("Authorization") != "SoTicket 7T:abc123==" || got.header.Get("Content-Type") != "application/json" {
				t.Errorf("arrived %s", got.head)
			}
		})
	}
}

// net/http refuses these before the guard sees them.
func TestFramingThatIsRefused(t *testing.T) {
	s := startSite(t, "")
	for name, lines := range map[string][]string{
		"two lengths":                   {"Content-Length: 2", "Content-Length: 3"},
		"lengths in a list":             {"Content-Length: 2, 3"},
		"a signed length":               {"Content-Length: +2"},
		"a negative length":             {"Content-Length: -2"},
		"a hexadecimal length":          {"Content-Length: 0x2"},
		"another coding":                {"Transfer-Encoding: gzip"},
		"gzip and chunked":              {"Transfer-Encoding: gzip, chunked"},
		"chunked twice":                 {"Transfer-Encoding: chunked", "Transfer-Encoding: chunked"},
		"identity":                      {"Transfer-Encoding: identity"},
		"chunked, misspelt":             {"Transfer-Encoding: xchunked"},
		"a blank before the colon":      {"Content-Length : 2"},
		"a folded line":                 {"Content-Length: 2", "X-A: 1\r\n X-B: 2"},
		"a folded Authorization":        {"Content-Length: 2", "X-A: 1\r\n Authorization: SoTicket a"},
		"a NUL in a value":              {"Content-Length: 2", "X-A: a\x00b"},
		"a bare return in a value":      {"Content-Length: 2", "X-A: a\rb"},
		"a second Host":                 {"Content-Length: 2", "Host: other.example.com"},
		"no name":                       {"Content-Length: 2", ": x"},
		"a header beyond ASCII":         {"Content-Length: 2", "X-\u00c4: x"},
		"chunked by a vertical tab":     {"Transfer-Encoding: \x0bchunked"},
		"a line without a colon at all": {"Content-Length: 2", "nonsense"},
	} {
		t.Run(name, func(t *testing.T) {
			got, resp := s.forwarded(rawRequest("POST", operationPath, "{}", append(lines, ticket, jsonType)...))
			if got != nil {
				// If net/http reads it as one header, it must be forwarded as that one.
				if strings.HasPrefix(name, "a folded") && got.header.Get("Authorization") == "SoTicket 7T:abc123==" &&
					len(got.header["Authorization"]) == 1 && !strings.Contains(got.head, "\r\n ") {
					return
				}
				t.Fatalf("arrived %s\n\n%s", got.head, got.body)
			}
			if resp.status != 400 && resp.status != 501 {
				t.Errorf("response %d %v", resp.status, resp.err)
			}
		})
	}
}

// A second request after the body, on the same connection, is guarded as well.
func TestPipelined(t *testing.T) {
	s := startSite(t, "")
	smuggled := rawRequest("POST", operationPath, `{"Name":"evil"}`, jsonType)
	for name, first := range map[string]string{
		"behind a length":          request("", "{}") + smuggled,
		"behind chunks":            rawRequest("POST", operationPath, chunked("{}", 2), ticket, jsonType, chunkedLine) + smuggled,
		"behind length and chunks": rawRequest("POST", operationPath, chunked("{}", 2), ticket, jsonType, "Content-Length: 2", chunkedLine) + smuggled,
		"behind another path":      rawRequest("POST", "/other", "{}", jsonType) + smuggled,
		"behind a GET":             rawRequest("GET", operationPath, "") + smuggled,
	} {
		t.Run(name, func(t *testing.T) {
			s.upstream.take()
			w := s.dial(t)
			w.write(t, first)
			if resp := w.read(t); resp.status != 200 {
				t.Fatalf("first response %d %q %v", resp.status, resp.body, resp.err)
			}
			// With both a length and chunks, the connection may also be closed.
			if resp := w.read(t); resp.status != 401 && resp.err == nil {
				t.Errorf("second response %d %q", resp.status, resp.body)
			}
			if list := s.upstream.take(); len(list) != 1 || strings.Contains(list[0].body, "evil") {
				t.Errorf("%d arrived", len(list))
			}
		})
	}
}

// 100 Continue is sent when the body is wanted, and only then.
func TestExpectContinue(t *testing.T) {
	s := startSite(t, "")
	w := s.dial(t)
	w.write(t, rawRequest("POST", operationPath, "", ticket, jsonType, "Expect: 100-continue", "Content-Length: 19"))
	if resp := w.read(t); resp.status != 100 {
		t.Fatalf("first came %d (%v)", resp.status, resp.err)
	}
	w.write(t, `{"Id":1,"Name":"n"}`)
	if resp := w.read(t); resp.status != 200 {
		t.Errorf("response %d (%v)", resp.status, resp.err)
	}
	if list := s.upstream.take(); len(list) != 1 || list[0].body != `{"Id":1}` || list[0].header["Expect"] != nil {
		t.Errorf("arrived %v", list)
	}
	for name, tc := range map[string]struct {
		status int
		query  string
		lines  []string
	}{
		"no credential":       {401, "", []string{jsonType}},
		"a bad token":         {403, "", []string{jsonType, "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=b"}},
		"a bad type":          {415, "", []string{ticket, "Content-Type: text/plain"}},
		"a bad coding":        {415, "", []string{ticket, jsonType, "Content-Encoding: br"}},
		"a bad select":        {400, "?$select=%", []string{ticket, jsonType}},
		"a bad zone":          {400, "", []string{ticket, jsonType, "SO-TimeZone: nowhere"}},
		"another expectation": {417, "", []string{ticket, jsonType, "Expect: nonsense"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.dial(t)
			w.write(t, rawRequest("POST", operationPath+tc.query, "", append(tc.lines, "Expect: 100-continue", "Content-Length: 19")...))
			if resp := w.read(t); resp.status != tc.status {
				t.Errorf("first came %d, want %d", resp.status, tc.status)
			}
			if list := s.upstream.take(); len(list) != 0 {
				t.Errorf("arrived %v", list)
			}
		})
	}
}

// A client that sends only the header is refused at once. A body and another request that it then sends are not read: the
// connection is closed, and the response says so.
func TestAnswerBeforeBody(t *testing.T) {
	s := startSite(t, "max_request_body 1KiB")
	for name, tc := range map[string]struct {
		status int
		lines  []string
	}{
		"no credential": {401, []string{jsonType, "Content-Length: 100"}},
		"two of them":   {400, []string{jsonType, ticket, ticket, "Content-Length: 100"}},
		"no type":       {415, []string{ticket, "Content-Length: 100"}},
		"too large":     {413, []string{ticket, jsonType, "Content-Length: 2000"}},
		"of no length":  {401, []string{jsonType, "Transfer-Encoding: chunked"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.dial(t)
			_ = w.SetDeadline(time.Now().Add(5 * time.Second))
			w.write(t, rawRequest("POST", operationPath, "", tc.lines...))
			if resp := w.read(t); resp.err != nil || resp.status != tc.status || !resp.closes {
				t.Fatalf("response %d %v (%v)", resp.status, resp.header, resp.err)
			}
			body := strings.Repeat(" ", 2000)
			if length, ok := strings.CutPrefix(tc.lines[len(tc.lines)-1], "Content-Length: "); ok {
				n, _ := strconv.Atoi(length)
				body = body[:n]
			} else {
				body = chunked(body, 1000)
			}
			w.write(t, body+request("", `{"Id":1}`))
			if rest, err := io.ReadAll(w.r); len(rest) > 0 || errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("then came %q (%v)", rest, err)
			}
			if list := s.upstream.take(); len(list) != 0 {
				t.Errorf("%d arrived", len(list))
			}
		})
	}
	t.Run("a large one", func(t *testing.T) {
		w := s.dial(t)
		_ = w.SetDeadline(time.Now().Add(5 * time.Second))
		w.write(t, rawRequest("POST", operationPath, "", ticket, jsonType, "Content-Length: 1000000000"))
		if resp := w.read(t); resp.err != nil || resp.status != 413 {
			t.Errorf("response %d %v (%v)", resp.status, resp.header, resp.err)
		}
	})
}

// Request targets other than a plain path.
func TestOddTargets(t *testing.T) {
	s := startSite(t, "")
	for _, target := range []string{
		"http:api/v1/Agents/Batch/UpdateBatchTask",
		"http:%61pi/v1/Agents/Batch/UpdateBatchTask?$select=Id",
		"x:y/api/v1//agents/Batch/UpdateBatchTask/",
		"http:api%2Fv1/Agents/Batch/UpdateBatchTask",
		"http:/api/v1/Agents/Batch/UpdateBatchTask",
		"http:///api/v1/Agents/Batch/UpdateBatchTask",
		"https://crm.example.com/api/v1/Agents/Batch/UpdateBatchTask",
		"//crm.example.com/api/v1/Agents/Batch/UpdateBatchTask",
		"http://user:pass@crm.example.com/api/v1/Agents/Batch/UpdateBatchTask",
	} {
		t.Run(target, func(t *testing.T) {
			got, resp := s.forwarded(rawRequest("POST", target, `{"Name":"n"}`, jsonType))
			if got != nil {
				t.Fatalf("it went upstream without a credential: %s", got.head)
			}
			if resp.status != 401 && resp.status != 400 {
				t.Errorf("response %d", resp.status)
			}
			if got, _ := s.forwarded(rawRequest("POST", target, `{"Name":"n"}`, ticket, jsonType)); got != nil && got.body != "{}" {
				t.Errorf("arrived %s %q", got.head, got.body)
			}
		})
	}
	for _, target := range []string{"/api/v1/Agents/Batch/UpdateBatchTask%zz", "api/v1/Agents/Batch/UpdateBatchTask", "/api/v1/Agents/Batch/UpdateBatchTask\x00", ""} {
		if got, resp := s.forwarded(rawRequest("POST", target, `{"Name":"n"}`, jsonType)); got != nil || resp.status != 400 {
			t.Errorf("%q: response %d", target, resp.status)
		}
	}
}

// A header with an underscore in its name can't be mistaken for another one by the API.
func TestUnderscores(t *testing.T) {
	s := startSite(t, "")
	got, _ := s.forwarded(rawRequest("POST", operationPath, "{}", ticket, jsonType, "SO_AppToken: x", "Content_Type: text/xml", "X_XSRF_TOKEN: y"))
	if got == nil {
		return // the request is refused
	}
	for name := range got.header {
		if strings.Contains(name, "_") {
			t.Errorf("arrived with %s", name)
		}
	}
}

// The guard works the same over HTTP/2 without TLS.
func TestHTTP2(t *testing.T) {
	s := startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
	servers {
		protocols h1 h2c
	}
}
GUARD {
	update_batch_task
	reverse_proxy UPSTREAM
}
`)
	s.upstream.answers(jsonResponse(task))
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols}
	defer transport.CloseIdleConnections()
	send := func(body string, change func(*http.Request)) (int, string, http.Header) {
		t.Helper()
		r, err := http.NewRequest("POST", "http://"+s.addr+operationPath+byName, io.MultiReader(strings.NewReader(body))) // without a known length
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "SoTicket 7T:abc123==")
		change(r)
		resp, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		response, err := io.ReadAll(resp.Body)
		if err != nil || resp.ProtoMajor != 2 {
			t.Errorf("HTTP/%d, %v", resp.ProtoMajor, err)
		}
		return resp.StatusCode, string(response), resp.Header
	}
	// Refused requests have none: net/http reports a trailer after the response as a connection error.
	status, body, header := send(`{"Id":1,"Name":"n"}`, func(r *http.Request) { r.Trailer = http.Header{"X-Sum": {"1"}} })
	list := s.upstream.take()
	if status != 200 || body != taskName || header.Get("X-Stripped-Properties") != "Name" || len(list) != 1 {
		t.Fatalf("response %d %v %q; %d arrived", status, header, body, len(list))
	}
	if list[0].body != `{"Id":1}` || list[0].header.Get("Content-Length") != "8" || list[0].header["Trailer"] != nil {
		t.Errorf("arrived %s\n\n%s", list[0].head, list[0].body)
	}
	for name, tc := range map[string]struct {
		status int
		body   string
		change func(*http.Request)
	}{
		"no credential":                  {401, "{}", func(r *http.Request) { r.Header.Del("Authorization") }},
		"two of them":                    {400, "{}", func(r *http.Request) { r.Header.Add("Authorization", "Basic YTpi") }},
		"malformed body":                 {400, "{", func(*http.Request) {}},
		"a body shorter than its length": {499, `{"Id":1`, func(r *http.Request) { r.ContentLength = 50 }},
		"cookies in several headers": {403, "{}", func(r *http.Request) {
			r.Header.Del("Authorization")
			r.Header.Set("X-XSRF-TOKEN", "a")
			r.Header["Cookie"] = []string{"x=1", "XSRF-TOKEN=b", "y=2"}
		}},
	} {
		if status, body, _ := send(tc.body, tc.change); status != tc.status {
			t.Errorf("%s: response %d %s", name, status, body)
		}
	}
	if list := s.upstream.take(); len(list) != 0 {
		t.Errorf("%d arrived", len(list))
	}
}
