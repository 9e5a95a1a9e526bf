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

// Paths of the upstream, by their first segment, besides the names of the answers.
const (
	pathHeld    = "held"    // answered with the sample once released
	pathCount   = "count"   // answered with how many are held
	pathRelease = "release" // releases them
)

// upstream is the API's stand-in: a server that does as little as HTTP/1.1 allows, so that what is measured is the proxy.
// It reads a request to its end, throws it away, and writes an answer that was made beforehand.
type upstream struct {
	answers map[string][]byte // whole: head and body
	held    atomic.Int64
	gate    atomic.Pointer[chan struct{}] // closed to let the held requests go
}

func (u *upstream) newGate() (old *chan struct{}) {
	gate := make(chan struct{})
	return u.gate.Swap(&gate)
}

// serveUpstream serves on a port of its own, which it tells on out, until in ends: so it ends with the bench, however
// that ends.
func serveUpstream(in io.Reader, out io.Writer) error {
	bodies, err := answers()
	if err != nil {
		return err
	}
	u := &upstream{answers: make(map[string][]byte)}
	u.newGate()
	for name, body := range bodies {
		u.answers[name] = wholeAnswer(body)
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

func wholeAnswer(body []byte) []byte {
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
		len(body))
	return append([]byte(head), body...)
}

// serve answers the requests of a connection until it closes or sends something that the bench never sends.
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
		answer := u.answer(segment)
		if answer == nil {
			return
		}
		if _, err := conn.Write(answer); err != nil {
			return
		}
	}
}

func (u *upstream) answer(segment string) []byte {
	switch segment {
	case pathHeld:
		gate := *u.gate.Load()
		u.held.Add(1)
		<-gate
		u.held.Add(-1)
		return u.answers[answerSample]
	case pathCount:
		return wholeAnswer(strconv.AppendInt(nil, u.held.Load(), 10))
	case pathRelease:
		close(*u.newGate()) // each gate is handed out once, so it is closed once
		return wholeAnswer(nil)
	}
	return u.answers[segment]
}

var contentLength = []byte("Content-Length: ")

// readHead reads a request's head and returns the first segment of its path and the length of its body.
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
