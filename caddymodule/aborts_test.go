package caddymodule

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// If a client disconnects while sending, nothing is forwarded.
func TestClientLeavesWhileSending(t *testing.T) {
	s := startSite(t, "")
	const body = `{"Id":1,"State":"x"}`
	for name, raw := range map[string]string{
		"inside the body": rawRequest("POST", operationPath, body, ticket, jsonType, "Content-Length: 50"),
		"before the body": rawRequest("POST", operationPath, "", ticket, jsonType, "Content-Length: 50"),
		"inside a chunk":  rawRequest("POST", operationPath, "ff\r\n"+body, ticket, jsonType, "Transfer-Encoding: chunked"),
		"between chunks":  rawRequest("POST", operationPath, "14\r\n"+body+"\r\n", ticket, jsonType, "Transfer-Encoding: chunked"),
		"inside a patch":  rawRequest("POST", operationPath, `[]`, ticket, "Content-Type: application/json-patch+json", "Content-Length: 3"),
		"inside a form":   rawRequest("POST", operationPath, `Id=1`, ticket, "Content-Type: application/x-www-form-urlencoded", "Content-Length: 9"),
	} {
		t.Run(name, func(t *testing.T) {
			s.upstream.take()
			w := s.dial(t)
			w.write(t, raw)
			if err := w.Conn.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			if resp := w.read(t); resp.status != 499 || problemOf(t, resp).Type != "#client-closed-request" {
				t.Errorf("response %d %q (%v)", resp.status, resp.body, resp.err)
			}
			if list := s.upstream.take(); len(list) != 0 {
				t.Errorf("%d arrived, %q", len(list), list[0].body)
			}
		})
	}
}

// A body with an invalid transfer coding is refused.
func TestBrokenChunks(t *testing.T) {
	s := startSite(t, "")
	for name, chunks := range map[string]string{
		"no size":           "zz\r\n{}\r\n0\r\n\r\n",
		"a negative size":   "-2\r\n{}\r\n0\r\n\r\n",
		"too short":         "2\r\n{\r\n0\r\n\r\n",
		"too long":          "1\r\n{}\r\n0\r\n\r\n",
		"a size too large":  "fffffffffffffffff\r\n{}\r\n0\r\n\r\n",
		"a bare line break": "2\n{}\n0\n\n",
		"trailers too long": "2\r\n{}\r\n0\r\n" + strings.Repeat("X-T: "+strings.Repeat("t", 1000)+"\r\n", 1200) + "\r\n",
		"no trailer":        "2\r\n{}\r\n0\r\nnonsense\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, resp := s.forwarded(rawRequest("POST", operationPath, chunks, ticket, jsonType, "Transfer-Encoding: chunked"))
			if got != nil && (got.body != "{}" || name != "a bare line break") {
				t.Errorf("arrived %s %q", got.head, got.body)
			}
			if got == nil && resp.status != 400 && resp.status != 499 {
				t.Errorf("response %d %v", resp.status, resp.err)
			}
		})
	}
}

// If a client disconnects while the API is silent, the API's connection is closed and the next request is served.
func TestClientLeavesWhileWaiting(t *testing.T) {
	s := startSite(t, "")
	for _, query := range []string{"", byName} {
		arrived, closed := make(chan struct{}), make(chan error, 1)
		s.upstream.behaves(func(c net.Conn) {
			close(arrived)
			_, err := c.Read(make([]byte, 1))
			closed <- err
		})
		w := s.dial(t)
		w.write(t, request(query, "{}"))
		<-arrived
		w.Close()
		if err := <-closed; err == nil {
			t.Error("the connection to the API was not closed")
		}
		s.upstream.answers(jsonResponse(task))
		s.upstream.take()
		if _, resp := s.passed(t, request("", "{}")); resp.body != task {
			t.Errorf("the next response: %d %q", resp.status, resp.body)
		}
	}
}

// If a client disconnects while a response streams, the API's connection is closed.
func TestClientLeavesWhileReceiving(t *testing.T) {
	s := startSite(t, "max_response_body 1000")
	for _, query := range []string{"", byName} {
		closed := make(chan error, 1)
		s.upstream.behaves(func(c net.Conn) {
			_, err := io.WriteString(c, chunkedHead)
			for chunk := chunked(strings.Repeat(" ", 10_000), 10_000); err == nil; {
				_, err = io.WriteString(c, strings.TrimSuffix(chunk, "0\r\n\r\n"))
			}
			closed <- err
		})
		w := s.dial(t)
		w.write(t, request(query, "{}"))
		resp, err := http.ReadResponse(bufio.NewReader(w), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(resp.Body, make([]byte, 5000)); err != nil {
			t.Error(err) // a response above the limit is streamed, not buffered
		}
		w.Close()
		if err := <-closed; err == nil {
			t.Error("the connection to the API was not closed")
		}
	}
}
