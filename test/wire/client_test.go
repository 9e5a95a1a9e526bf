package wire

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"
)

// client is a client's connection and a transcript of what the client saw.
type client struct {
	net.Conn
	r     *bufio.Reader
	to    string   // the address of the upstream
	lines []string // header lines to add to each update
	saw   []string
}

func dial(addr, to string, lines []string) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	return &client{Conn: conn, r: bufio.NewReader(conn), to: to, lines: lines}, nil
}

func (c *client) sees(format string, args ...any) {
	c.saw = append(c.saw, fmt.Sprintf(format, args...))
}

func (c *client) send(parts ...string) { _, _ = io.WriteString(c, strings.Join(parts, "")) }

// body is an update from which nothing is stripped.
const body = `{"BatchTaskInfo":{"Id":1,"State":"Started"}}`

// head returns the head of an update, with the given header lines in addition to the usual ones.
func (c *client) head(lines ...string) string { return c.call("POST", "HTTP/1.1", lines...) }

func (c *client) call(method, version string, lines ...string) string {
	head := []string{"Host: crm.example.com", "Authorization: SoTicket 7T:abc123==", "Content-Type: application/json", "X-To: " + c.to}
	for _, line := range c.lines {
		name, _, _ := strings.Cut(line, ":")
		head = append(slices.DeleteFunc(head, func(usual string) bool { return strings.HasPrefix(usual, name+":") }), line)
	}
	head = append(head, lines...)
	return method + " " + operation + " " + version + "\r\n" + strings.Join(head, "\r\n") + "\r\n\r\n"
}

func (c *client) update() string { return c.head(fmt.Sprint("Content-Length: ", len(body))) + body }

func (c *client) updateOf(text string) string {
	return c.head(fmt.Sprint("Content-Length: ", len(text))) + text
}

// other returns a request that is not for the operation.
func (c *client) other(path string) string {
	return "GET " + path + " HTTP/1.1\r\nHost: crm.example.com\r\nX-To: " + c.to + "\r\n\r\n"
}

// shown lists the header fields of a response that are part of the transcript.
var shown = []string{"Connection", "Link", "Retry-After", "Etag", "Upgrade", "Content-Range"}

// readResponse reads the response to a request with a method, including interim responses. It reports whether it was complete
// and leaves the connection open.
func (c *client) readResponse(method string) bool {
	for {
		resp, err := http.ReadResponse(c.r, &http.Request{Method: method})
		if err != nil {
			c.sees("%s", ending(err))
			return false
		}
		var line strings.Builder
		fmt.Fprint(&line, resp.StatusCode)
		for _, name := range shown {
			if value := resp.Header.Get(name); value != "" {
				fmt.Fprintf(&line, " %s: %s", name, value)
			}
		}
		if resp.Close && resp.Header.Get("Connection") == "" && method != "CONNECT" {
			line.WriteString(" Connection: close")
		}
		if resp.StatusCode == http.StatusSwitchingProtocols {
			rest, err := io.ReadAll(c.r)
			c.sees("%s %s, %s", line.String(), abridged(rest), ending(err))
			return false
		}
		text, err := io.ReadAll(resp.Body)
		if resp.Header.Get("Content-Type") == "application/problem+json" {
			text = kind(text)
		}
		if len(text) > 0 {
			fmt.Fprintf(&line, " %s", abridged(text))
		}
		if len(resp.Trailer) > 0 {
			fmt.Fprintf(&line, " trailers %v", resp.Trailer)
		}
		if err != nil {
			c.sees("%s, broken off", line.String())
			return false
		}
		c.sees("%s", line.String())
		if resp.StatusCode >= 200 {
			return !resp.Close
		}
	}
}

// kind returns the type of a problem document. The transcript shows nothing else of it.
func kind(document []byte) []byte {
	var problem struct{ Type string }
	if json.Unmarshal(document, &problem) != nil {
		return document
	}
	return []byte(problem.Type)
}

// ending describes how a connection ended.
func ending(err error) string {
	var timeout net.Error
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "closed"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "reset"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "waits"
	}
	return err.Error()
}

// reuse sends another request, and adds to the transcript what the client then sees.
func (c *client) reuse() {
	c.send(c.other("/after"))
	_ = c.SetReadDeadline(time.Now().Add(2 * time.Second))
	c.readResponse("GET")
}

// readResponses reads the responses to requests with the given methods, and then checks whether the connection can be reused.
func (c *client) readResponses(methods ...string) {
	for _, method := range methods {
		if !c.readResponse(method) {
			c.end()
			return
		}
	}
	c.reuse()
}

// end adds to the transcript what follows the last response, and how the connection ended.
func (c *client) end() {
	_ = c.SetReadDeadline(time.Now().Add(2 * time.Second))
	rest, err := io.ReadAll(c.r)
	if len(rest) > 0 {
		c.sees("and then %s", abridged(rest))
	}
	if n := len(c.saw); n == 0 || c.saw[n-1] != "closed" && c.saw[n-1] != "reset" {
		c.sees("%s", ending(err))
	}
}

func (c *client) halfClose() { _ = c.Conn.(*net.TCPConn).CloseWrite() }

func (c *client) reset() {
	_ = c.Conn.(*net.TCPConn).SetLinger(0)
	c.Close()
}

// clients lists the behaviours of a client over HTTP/1.
var clients = []struct {
	name string
	act  func(*client)
}{
	{"updates", func(c *client) {
		c.send(c.update())
		c.readResponses("POST")
	}},
	{"updates twice", func(c *client) {
		c.send(c.update())
		if c.readResponse("POST") {
			c.send(c.update())
			c.readResponses("POST")
		} else {
			c.end()
		}
	}},
	{"pipelines an update and other requests", func(c *client) {
		c.send(c.update(), c.other("/after"), c.update(), c.other("/other"))
		c.readResponses("POST", "GET", "POST", "GET")
	}},
	{"updates in chunks", func(c *client) {
		c.send(c.head("Transfer-Encoding: chunked"), chunked(body[:5], body[5:]), "\r\n")
		c.readResponses("POST")
	}},
	{"updates in chunks with extensions", func(c *client) {
		c.send(c.head("Transfer-Encoding: chunked"), fmt.Sprintf("%x;a=b\r\n%s\r\n0;c\r\n\r\n", len(body), body))
		c.readResponses("POST")
	}},
	{"updates in chunks with trailers", func(c *client) {
		c.send(c.head("Transfer-Encoding: chunked", "Trailer: X-Sum"), chunked(body), "X-Sum: 7\r\n\r\n")
		c.readResponses("POST")
	}},
	{"expects and waits", func(c *client) {
		c.send(c.head("Expect: 100-continue", fmt.Sprint("Content-Length: ", len(body))))
		_ = c.SetReadDeadline(time.Now().Add(3 * time.Second))
		line, err := c.r.ReadString('\n')
		for strings.Contains(line, " 103 ") {
			for line != "\r\n" && err == nil {
				line, err = c.r.ReadString('\n')
			}
			line, err = c.r.ReadString('\n')
		}
		if c.sees("%s", strings.TrimSpace(line)); err != nil {
			c.sees("%s", ending(err))
			return
		}
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		if strings.Contains(line, " 100 ") {
			_, _ = c.r.ReadString('\n')
			c.send(body)
			c.readResponses("POST")
		}
	}},
	{"expects and does not wait", func(c *client) {
		c.send(c.head("Expect: 100-continue", fmt.Sprint("Content-Length: ", len(body))), body)
		c.readResponses("POST")
	}},
	{"expects something unknown", func(c *client) {
		c.send(c.head("Expect: more", fmt.Sprint("Content-Length: ", len(body))), body)
		c.readResponses("POST")
	}},
	{"sends the body late", func(c *client) {
		c.send(c.head(fmt.Sprint("Content-Length: ", len(body))))
		time.Sleep(50 * time.Millisecond)
		c.send(body)
		c.readResponses("POST")
	}},
	{"sends byte by byte", func(c *client) {
		for _, b := range []byte(c.update()) {
			c.send(string(b))
		}
		c.readResponses("POST")
	}},
	{"half-closes", func(c *client) {
		c.send(c.update())
		c.halfClose()
		c.readResponse("POST")
		c.end()
	}},
	{"half-closes late", func(c *client) {
		c.send(c.update())
		time.Sleep(50 * time.Millisecond)
		c.halfClose()
		c.readResponse("POST")
		c.end()
	}},
	{"leaves", func(c *client) {
		c.send(c.update())
		c.Close()
	}},
	{"resets", func(c *client) {
		c.send(c.update())
		c.reset()
	}},
	{"leaves late", func(c *client) {
		c.send(c.update())
		time.Sleep(50 * time.Millisecond)
		c.Close()
	}},
	{"leaves within the body", func(c *client) {
		c.send(c.head(fmt.Sprint("Content-Length: ", len(body))), body[:9])
		c.Close()
	}},
	{"half-closes within the body", func(c *client) {
		c.send(c.head(fmt.Sprint("Content-Length: ", len(body))), body[:9])
		c.halfClose()
		c.readResponse("POST")
		c.end()
	}},
	{"half-closes within the chunks", func(c *client) {
		c.send(c.head("Transfer-Encoding: chunked"), "9\r\n"+body[:9]+"\r\n")
		c.halfClose()
		c.readResponse("POST")
		c.end()
	}},
	{"leaves within the response", func(c *client) {
		c.send(c.update())
		_, _ = c.r.ReadByte()
		c.Close()
	}},
	{"reads late", func(c *client) {
		c.send(c.update())
		time.Sleep(100 * time.Millisecond)
		c.readResponses("POST")
	}},
	{"sends a malformed chunk size", func(c *client) {
		c.send(c.head("Transfer-Encoding: chunked"), "28trash\r\n", c.other("/after"))
		c.readResponse("POST")
		c.end()
	}},
	{"sends a negative chunk size", func(c *client) {
		c.send(c.head("Transfer-Encoding: chunked"), "-1\r\n", c.other("/after"))
		c.readResponse("POST")
		c.end()
	}},
	{"sends too large a chunk size", func(c *client) {
		c.send(c.head("Transfer-Encoding: chunked"), "fffffffffffffffff\r\n", c.other("/after"))
		c.readResponse("POST")
		c.end()
	}},
	{"sends more than the chunk", func(c *client) {
		c.send(c.head("Transfer-Encoding: chunked"), fmt.Sprintf("%x\r\n%sXX\r\n0\r\n\r\n", len(body), body), c.other("/after"))
		c.readResponse("POST")
		c.end()
	}},
	{"sends a malformed trailer", func(c *client) {
		c.send(c.head("Transfer-Encoding: chunked"), chunked(body), "no colon\r\n", c.other("/after"))
		c.readResponse("POST")
		c.end()
	}},
	{"sends two lengths", func(c *client) {
		c.send(c.head("Content-Length: 44", "Content-Length: 43"), body)
		c.readResponse("POST")
		c.end()
	}},
	{"sends a length and chunks", func(c *client) {
		c.send(c.head(fmt.Sprint("Content-Length: ", len(body)), "Transfer-Encoding: chunked"), chunked(body), "\r\n")
		c.readResponses("POST")
	}},
	{"sends an unknown transfer coding", func(c *client) {
		c.send(c.head("Transfer-Encoding: gzip, chunked"), chunked(body), "\r\n")
		c.readResponse("POST")
		c.end()
	}},
	{"sends no body", func(c *client) {
		c.send(c.head())
		c.readResponses("POST")
	}},
	{"sends a length of 0", func(c *client) {
		c.send(c.head("Content-Length: 0"))
		c.readResponses("POST")
	}},
	{"sends a large body", func(c *client) {
		c.send(c.updateOf(`{"BatchTaskInfo":{"Id":1,"Description":"` + strings.Repeat("d", 600<<10) + `"}}`))
		c.readResponses("POST")
	}},
	{"speaks HTTP/1.0", func(c *client) {
		c.send(c.call("POST", "HTTP/1.0", fmt.Sprint("Content-Length: ", len(body))), body)
		c.readResponse("POST")
		c.end()
	}},
	{"speaks HTTP/1.0 with keep-alive", func(c *client) {
		c.send(c.call("POST", "HTTP/1.0", "Connection: keep-alive", fmt.Sprint("Content-Length: ", len(body))), body)
		c.readResponses("POST")
	}},
	{"asks to close", func(c *client) {
		c.send(c.head("Connection: close", fmt.Sprint("Content-Length: ", len(body))), body)
		c.readResponses("POST")
	}},
	{"gets", func(c *client) {
		c.send(c.call("GET", "HTTP/1.1"))
		c.readResponses("GET")
	}},
	{"gets with a body", func(c *client) {
		c.send(c.call("GET", "HTTP/1.1", fmt.Sprint("Content-Length: ", len(body))), body)
		c.readResponses("GET")
	}},
	{"asks for the head", func(c *client) {
		c.send(c.call("HEAD", "HTTP/1.1"))
		c.readResponses("HEAD")
	}},
	{"traces", func(c *client) {
		c.send(c.call("TRACE", "HTTP/1.1"))
		c.readResponses("TRACE")
	}},
	{"connects", func(c *client) {
		c.send(c.call("CONNECT", "HTTP/1.1"))
		c.readResponse("CONNECT")
		c.end()
	}},
	{"upgrades", func(c *client) {
		c.send(c.head("Connection: Upgrade", "Upgrade: websocket", fmt.Sprint("Content-Length: ", len(body))), body)
		c.readResponses("POST")
	}},
	{"gets and upgrades", func(c *client) {
		c.send(c.call("GET", "HTTP/1.1", "Connection: Upgrade", "Upgrade: other"))
		c.readResponses("GET")
	}},
}
