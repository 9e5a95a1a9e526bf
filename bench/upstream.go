package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
)

// Other paths of the upstream, by their first segment.
const (
	pathHeld    = "held"    // responds with the sample once released
	pathCount   = "count"   // responds with the number of held requests
	pathRelease = "release" // releases the held requests
)

// upstream simulates the API with a server that does as little as HTTP/1.1 allows, so that the proxy is measured. It reads
// and discards a request, and writes a prepared response.
type upstream struct {
	responses map[string][]byte // header and body
	held      atomic.Int64
	gate      atomic.Pointer[chan struct{}] // closed to release the held requests
}

func (u *upstream) newGate() (old *chan struct{}) {
	gate := make(chan struct{})
	return u.gate.Swap(&gate)
}

// serveUpstream serves on an unused port, whose address it writes to out, until in is closed: it ends with the bench,
// however that ends.
func serveUpstream(in io.Reader, out io.Writer) error {
	bodies, err := responses()
	if err != nil {
		return err
	}
	u := &upstream{responses: make(map[string][]byte)}
	u.newGate()
	for name, body := range bodies {
		u.responses[name] = wholeResponse(body)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintln(out, listener.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, in)
		os.Exit(0)
	}()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return err
		}
		go u.serve(conn)
	}
}

func wholeResponse(body []byte) []byte {
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
		len(body))
	return append([]byte(head), body...)
}

// serve serves a connection until it is closed or the bench would not have sent what is on it.
func (u *upstream) serve(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReaderSize(conn, 16<<10)
	for {
		segment, length, err := readHead(r)
		if err != nil {
			return
		}
		if _, err := r.Discard(length); err != nil {
			return
		}
		response := u.response(segment)
		if response == nil {
			return
		}
		if _, err := conn.Write(response); err != nil {
			return
		}
	}
}

func (u *upstream) response(segment string) []byte {
	switch segment {
	case pathHeld:
		gate := *u.gate.Load()
		u.held.Add(1)
		<-gate
		u.held.Add(-1)
		return u.responses[responseSample]
	case pathCount:
		return wholeResponse(strconv.AppendInt(nil, u.held.Load(), 10))
	case pathRelease:
		close(*u.newGate()) // each gate is returned once, so it is closed once
		return wholeResponse(nil)
	}
	return u.responses[segment]
}

var contentLength = []byte("Content-Length: ")

// readHead reads a request's header and returns the first segment of its path and the length of its body.
func readHead(r *bufio.Reader) (segment string, length int, err error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return "", 0, err
	}
	_, target, _ := strings.Cut(string(line), " /")
	segment = target[:max(0, strings.IndexAny(target, "/? "))]
	for {
		line, err = r.ReadSlice('\n')
		if err != nil {
			return "", 0, err
		}
		if len(line) == len("\r\n") {
			return segment, length, nil
		}
		if value, ok := bytes.CutPrefix(line, contentLength); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return "", 0, err
			}
		}
	}
}
