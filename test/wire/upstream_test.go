package wire

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// upstream is a stand-in for the API. Each run has its own, so that everything it records belongs to that run.
type upstream struct {
	net.Listener
	addr  string
	serve func(*upstreamConn)

	mu       sync.Mutex
	conns    []net.Conn
	requests []string
}

func startUpstream(serve func(*upstreamConn)) (*upstream, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	u := &upstream{Listener: ln, addr: ln.Addr().String(), serve: serve}
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			u.mu.Lock()
			u.conns = append(u.conns, conn)
			u.mu.Unlock()
			go func() {
				defer conn.Close()
				_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
				u.serve(&upstreamConn{Conn: conn, upstream: u, r: bufio.NewReader(conn)})
			}()
		}
	}()
	return u, nil
}

// stop closes the upstream and its connections.
func (u *upstream) stop() {
	u.Close()
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, conn := range u.conns {
		conn.Close()
	}
}

// arrived returns a line for each request that has arrived, complete or not.
func (u *upstream) arrived() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return append([]string(nil), u.requests...)
}

// upstreamConn is a connection to an upstream.
type upstreamConn struct {
	net.Conn
	upstream *upstream
	r        *bufio.Reader
}

// head reads the head of a request, without recording it.
func (c *upstreamConn) head() *http.Request {
	req, err := http.ReadRequest(c.r)
	if err != nil {
		return nil
	}
	return req
}

// request reads a whole request and records it. It reports whether there was one.
func (c *upstreamConn) request() bool {
	req := c.head()
	if req == nil {
		return false
	}
	c.record(req)
	return true
}

// record reads the body of a request and records both.
func (c *upstreamConn) record(req *http.Request) bool {
	body, err := io.ReadAll(req.Body)
	line := fmt.Sprintf("%s %s %s", req.Method, req.RequestURI, abridged(body))
	if upgrade := req.Header.Get("Upgrade"); upgrade != "" {
		line += " with Upgrade " + upgrade
	}
	if len(req.Trailer) > 0 {
		line += fmt.Sprintf(" with trailers %v", req.Trailer)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		line += " broken off"
	}
	c.upstream.mu.Lock()
	defer c.upstream.mu.Unlock()
	c.upstream.requests = append(c.upstream.requests, line)
	return err == nil
}

// abridged returns a body or, if it is long, its length and a checksum.
func abridged(body []byte) string {
	if len(body) <= 200 {
		return string(body)
	}
	sum := uint32(2166136261)
	for _, c := range body {
		sum = (sum ^ uint32(c)) * 16777619
	}
	return fmt.Sprintf("%d bytes %08x", len(body), sum)
}

func (c *upstreamConn) write(text string) { _, _ = io.WriteString(c, text) }

// task is the usual body of an upstream's response.
const task = `{"Id":1,"Name":"Import","State":"Started"}`

const jsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

func withLength(head, body string) string {
	return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(body), body)
}

func chunked(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		fmt.Fprintf(&b, "%x\r\n%s\r\n", len(part), part)
	}
	return b.String() + "0\r\n"
}

// responding returns a behaviour that reads each request and writes the same response.
func responding(text string) func(*upstreamConn) {
	return func(c *upstreamConn) {
		for c.request() {
			c.write(text)
		}
	}
}

// once is like responding, but closes the connection after the first response.
func once(text string) func(*upstreamConn) {
	return func(c *upstreamConn) {
		if c.request() {
			c.write(text)
		}
	}
}

// upstreams lists the behaviours of an upstream.
var upstreams = []struct {
	name  string
	serve func(*upstreamConn)
}{
	{"responds", responding(withLength(jsonHead, task))},
	{"responds in chunks", responding(jsonHead + "Transfer-Encoding: chunked\r\n\r\n" + chunked(task[:9], task[9:]) + "\r\n")},
	{"responds with trailers", responding(jsonHead + "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(task) + "X-Sum: 7\r\n\r\n")},
	{"responds until it closes", once(jsonHead + "\r\n" + task)},
	{"responds and closes", once(withLength(jsonHead+"Connection: close\r\n", task))},
	{"closes when the connection is used again", func(c *upstreamConn) {
		if c.request() {
			c.write(withLength(jsonHead, task))
			_, _ = c.r.Peek(1)
		}
	}},
	{"responds late", func(c *upstreamConn) {
		for c.request() {
			time.Sleep(150 * time.Millisecond)
			c.write(withLength(jsonHead, task))
		}
	}},
	{"sends early hints", responding("HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n" + withLength(jsonHead, task))},
	{"continues unasked", responding("HTTP/1.1 100 Continue\r\n\r\n" + withLength(jsonHead, task))},
	{"switches protocols unasked", once("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\nother")},
	{"responds 204", responding("HTTP/1.1 204 No Content\r\n\r\n")},
	{"responds 205", responding("HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n")},
	{"responds 206", responding(withLength("HTTP/1.1 206 Partial Content\r\nContent-Type: application/json\r\nContent-Range: bytes 0-8/41\r\n", task[:9]))},
	{"responds 304", responding("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n")},
	{"responds 400", responding(withLength("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n", `{"Message":"m"}`))},
	{"responds 421", responding(withLength("HTTP/1.1 421 Misdirected Request\r\n", "other host"))},
	{"responds 503", responding(withLength("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\n", "later"))},
	{"responds with invalid JSON", responding(withLength(jsonHead, `{"Id":1,`))},
	{"responds 100 KB", responding(withLength(jsonHead, `{"Id":1,"Name":"`+strings.Repeat("x", 100<<10)+`"}`))},
	{"announces too long a length", once(jsonHead + "Content-Length: 100\r\n\r\n" + task)},
	{"announces too short a length", once(jsonHead + "Content-Length: 9\r\n\r\n" + task)},
	{"breaks off in chunks", once(jsonHead + "Transfer-Encoding: chunked\r\n\r\n9\r\n" + task[:9] + "\r\n")},
	{"responds with garbage", once("garbage\r\n\r\n")},
	{"responds with too large a header", once("HTTP/1.1 200 OK\r\nX-Large: " + strings.Repeat("x", 80<<10) + "\r\n\r\n")},
	{"closes", once("")},
	{"closes at once", func(*upstreamConn) {}},
	{"resets", func(c *upstreamConn) {
		if c.request() {
			_ = c.Conn.(*net.TCPConn).SetLinger(0)
		}
	}},
	{"refuses before it reads", func(c *upstreamConn) {
		req := c.head()
		if req == nil {
			return
		}
		c.write(withLength("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n", "too large"))
		c.record(req)
	}},
	{"responds before it reads", func(c *upstreamConn) {
		for {
			req := c.head()
			if req == nil {
				return
			}
			c.write(withLength(jsonHead, task))
			if !c.record(req) {
				return
			}
		}
	}},
}
