package aspnet

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

const operation = "/api/v1/Agents/Batch/UpdateBatchTask"

// A peer is a server to send requests to. Its connection is reused as long as the server keeps it open.
type peer struct {
	addr string
	conn net.Conn
	r    *bufio.Reader
}

// A response is a peer's response.
type response struct {
	status int
	header http.Header
	body   string
}

// A request is a request to a peer.
type request struct {
	target  string
	headers []string
	body    string
}

func (r request) bytes() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: crm.example.com\r\nAuthorization: Bearer 8A:t\r\nContent-Length: %d\r\n", r.target, len(r.body))
	for _, line := range r.headers {
		b.WriteString(line + "\r\n")
	}
	return []byte(b.String() + "\r\n" + r.body)
}

// send sends a request and returns the response. It reconnects if the peer has closed the connection.
func (p *peer) send(r request) (*response, error) {
	reused := p.conn != nil
	resp, err := p.try(r)
	if err != nil && reused {
		resp, err = p.try(r)
	}
	return resp, err
}

func (p *peer) try(r request) (*response, error) {
	if p.conn == nil {
		conn, err := net.Dial("tcp", p.addr)
		if err != nil {
			return nil, err
		}
		p.conn, p.r = conn, bufio.NewReader(conn)
	}
	keep := false
	defer func() {
		if !keep {
			p.conn.Close()
			p.conn = nil
		}
	}()
	_ = p.conn.SetDeadline(time.Now().Add(time.Minute))
	if _, err := p.conn.Write(r.bytes()); err != nil {
		return nil, err
	}
	resp, err := http.ReadResponse(p.r, &http.Request{Method: http.MethodPost})
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	keep = !resp.Close
	return &response{resp.StatusCode, resp.Header, string(body)}, nil
}

func (p *peer) close() {
	if p.conn != nil {
		p.conn.Close()
	}
}
