package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"
)

// connection is a cheap client connection for what wrk can't do: many waiting requests, and requests at a given rate.
type connection struct {
	net.Conn
	r *bufio.Reader
}

func connect(address string) (*connection, error) {
	conn, err := net.DialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(5 * time.Minute)); err != nil {
		return nil, err
	}
	return &connection{conn, bufio.NewReaderSize(conn, 4<<10)}, nil
}

// exchange sends a request in wire format and reads the response to its end. Any status but 200 is an error.
func (c *connection) exchange(wire []byte) (body []byte, err error) {
	if _, err := c.Write(wire); err != nil {
		return nil, err
	}
	line, err := c.r.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
		return nil, fmt.Errorf("answered %q", line)
	}
	length := -1
	for {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		if len(line) == len("\r\n") {
			break
		}
		if value, found := bytes.CutPrefix(line, contentLength); found {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return nil, err
			}
		}
	}
	if length < 0 {
		return nil, errors.New("the response has no Content-Length")
	}
	if body, err = c.r.Peek(length); err == nil {
		_, err = c.r.Discard(length)
	}
	return body, err
}

// ask requests a path directly from the upstream and returns the response.
func ask(address, path string) (string, error) {
	c, err := connect(address)
	if err != nil {
		return "", err
	}
	defer c.Close()
	r := request{method: "GET", target: "/" + path}
	body, err := c.exchange(r.wire(address))
	return string(body), err
}
