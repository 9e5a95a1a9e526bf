package caddymodule

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// rawRequest returns the bytes of a request with the given header lines, plus Host, and Content-Length for a body, unless
// they are among them.
func rawRequest(method, target, body string, lines ...string) string {
	var b strings.Builder
	b.WriteString(method + " " + target + " HTTP/1.1\r\nHost: crm.example.com\r\n")
	framed := body == ""
	for _, line := range lines {
		lower := strings.ToLower(line)
		framed = framed || strings.HasPrefix(lower, "content-length:") || strings.HasPrefix(lower, "transfer-encoding:")
		b.WriteString(line + "\r\n")
	}
	if !framed {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	return b.String() + "\r\n" + body
}

const (
	ticket   = "Authorization: SoTicket 7T:abc123=="
	jsonType = "Content-Type: application/json"
)

// chunked returns body in chunks of at most size bytes.
func chunked(body string, size int) string {
	var b strings.Builder
	for body != "" {
		n := min(size, len(body))
		fmt.Fprintf(&b, "%x\r\n%s\r\n", n, body[:n])
		body = body[n:]
	}
	return b.String() + "0\r\n\r\n"
}

// typedResponse returns a 200 with the given header lines, a Content-Length and a body.
func typedResponse(body string, lines ...string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\n%s\r\nContent-Length: %d\r\n\r\n%s", strings.Join(lines, "\r\n"), len(body), body)
}

// problemOf decodes a problem document in JSON.
func problemOf(t *testing.T, resp response) (p struct {
	Type, Title, Detail string
	Status              int
}) {
	t.Helper()
	if got := resp.header.Get("Content-Type"); got != "application/problem+json" {
		t.Fatalf("status %d, Content-Type %q, body %q: no problem document", resp.status, got, resp.body)
	}
	if err := json.Unmarshal([]byte(resp.body), &p); err != nil {
		t.Fatalf("%v in %q", err, resp.body)
	}
	if p.Status != resp.status {
		t.Errorf("the problem says %d, the response %d", p.Status, resp.status)
	}
	return p
}

// refused sends raw bytes and checks the status and problem type of the response, and that nothing is forwarded.
func (s *site) refused(t *testing.T, raw string, status int, kind string) response {
	t.Helper()
	got, resp := s.forwarded(raw)
	if got != nil {
		t.Fatalf("it went upstream: %s\n\n%s", got.head, got.body)
	}
	if resp.err != nil || resp.status != status {
		t.Fatalf("response %d %s (%v), want %d %s", resp.status, resp.body, resp.err, status, kind)
	}
	if p := problemOf(t, resp); p.Type != "#"+kind {
		t.Fatalf("problem %s (%s), want #%s", p.Type, p.Detail, kind)
	}
	return resp
}

// passed sends raw bytes and returns the one request that was forwarded.
func (s *site) passed(t *testing.T, raw string) (received, response) {
	t.Helper()
	got, resp := s.forwarded(raw)
	if got == nil {
		t.Fatalf("nothing arrived upstream; response %d %s (%v)", resp.status, resp.body, resp.err)
	}
	return *got, resp
}

// wire is a connection to the site on which several requests can be sent.
type wire struct {
	net.Conn
	r *bufio.Reader
}

func (s *site) dial(t *testing.T) *wire {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	return &wire{conn, bufio.NewReader(conn)}
}

func (w *wire) write(t *testing.T, raw string) {
	t.Helper()
	if _, err := io.WriteString(w, raw); err != nil {
		t.Fatal(err)
	}
}

// read reads one response, 1xx included.
func (w *wire) read(t *testing.T) response {
	t.Helper()
	resp, err := http.ReadResponse(w.r, nil)
	if err != nil {
		return response{err: err}
	}
	if resp.StatusCode < 200 {
		return response{status: resp.StatusCode, header: resp.Header}
	}
	body, err := io.ReadAll(resp.Body)
	return response{resp.StatusCode, resp.Header, string(body), err, resp.Close}
}
