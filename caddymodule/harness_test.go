package caddymodule

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	_ "github.com/caddyserver/caddy/v2/modules/standard"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// site is a running Caddy with the guard in front of an upstream, on real sockets.
type site struct {
	t        *testing.T
	addr     string
	config   []byte // as JSON
	reloads  int
	upstream *upstream
}

const operationPath = "/api/v1/Agents/Batch/UpdateBatchTask"

// startSite runs Caddy with a guard with the given options, the lines of its block.
func startSite(t *testing.T, options string) *site {
	t.Helper()
	return startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
}
GUARD {
	update_batch_task {
		`+options+`
	}
	reverse_proxy UPSTREAM
}
`)
}

// startCaddyfile runs Caddy with a Caddyfile in which "GUARD {" opens the site, on the loopback interface and for any host,
// and UPSTREAM is replaced by the address of the upstream.
func startCaddyfile(t *testing.T, caddyfile string) *site {
	t.Helper()
	s := &site{t: t, addr: freeaddr.New(t), upstream: startUpstream(t)}
	_, port, _ := net.SplitHostPort(s.addr)
	caddyfile = strings.NewReplacer(
		"GUARD {", "http://:"+port+" {\n\tbind 127.0.0.1", "UPSTREAM", s.upstream.addr,
	).Replace(caddyfile)
	config, _, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(caddyfile), map[string]any{"filename": "Caddyfile"})
	if err != nil {
		t.Fatalf("adapt: %v", err)
	}
	if err := caddy.Load(config, true); err != nil {
		t.Fatalf("load: %v", err)
	}
	s.config = config
	t.Cleanup(func() { _ = caddy.Stop() })
	return s
}

// reload replaces the configuration of the site. The old server stops while the new one is already serving, and may accept
// a connection only to close it, so reload waits until the new one has served ten in a row.
func (s *site) reload(config []byte) {
	s.t.Helper()
	s.reloads++
	mark := fmt.Sprint("reload ", s.reloads)
	marked := []byte(strings.Replace(string(config), `"routes":[`,
		`"routes":[{"match":[{"path":["/reloads"]}],"handle":[{"handler":"static_response","body":"`+mark+`"}]},`, 1))
	if err := caddy.Load(marked, true); err != nil {
		s.t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for served, deadline := 0, time.Now().Add(10*time.Second); served < 10; served++ {
		body := ""
		if resp, err := client.Get("http://" + s.addr + "/reloads"); err == nil {
			text, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			body = string(text)
		}
		if body != mark {
			served = -1
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("%s does not serve", mark)
		}
	}
}

// upstream simulates the API: it records each request and responds with prepared bytes.
type upstream struct {
	addr string

	mu       sync.Mutex
	response string
	behave   func(net.Conn) // if set, responds instead; the connection is then closed
	requests []received
}

// received is a request as received by the upstream.
type received struct {
	head   string // request line and header, without the empty line
	header http.Header
	body   string
}

const sampleResponseHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"

func jsonResponse(body string) string {
	return fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", sampleResponseHead, len(body), body)
}

func startUpstream(t *testing.T) *upstream {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u := &upstream{addr: ln.Addr().String(), response: jsonResponse(`{"Id":975}`)}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go u.serve(conn)
		}
	}()
	return u
}

func (u *upstream) serve(conn net.Conn) {
	defer conn.Close()
	var raw bytes.Buffer
	r := bufio.NewReader(io.TeeReader(conn, &raw))
	for {
		start := raw.Len() - r.Buffered()
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		head, _, _ := strings.Cut(raw.String()[start:], "\r\n\r\n")
		u.mu.Lock()
		u.requests = append(u.requests, received{head, req.Header, string(body)})
		response, behave := u.response, u.behave
		u.mu.Unlock()
		if behave != nil {
			behave(conn)
			return
		}
		if _, err := io.WriteString(conn, response); err != nil {
			return
		}
		if !strings.Contains(response, "Content-Length") && !strings.Contains(response, "chunked") {
			return
		}
	}
}

func (u *upstream) answers(raw string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.response, u.behave = raw, nil
}

func (u *upstream) behaves(behave func(net.Conn)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.behave = behave
}

// take returns the requests received since the last call.
func (u *upstream) take() []received {
	u.mu.Lock()
	defer u.mu.Unlock()
	list := u.requests
	u.requests = nil
	return list
}

// response is a response as received by the client.
type response struct {
	status int
	header http.Header
	body   string
	err    error // of reading the body
	closes bool  // it has Connection: close
}

// request returns the bytes of a POST of JSON to the operation, with a ticket and the query. The given header lines replace
// or extend the default ones ("Name: value"; "Name:" removes one).
func request(query, body string, lines ...string) string {
	head := map[string]string{
		"Host":          "crm.example.com",
		"Authorization": "SoTicket 7T:abc123==",
		"Content-Type":  "application/json",
	}
	if body != "" {
		head["Content-Length"] = fmt.Sprint(len(body))
	}
	order := []string{"Host", "Authorization", "Content-Type", "Content-Length"}
	var extra []string
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ":")
		if _, ok := head[name]; ok && value == "" {
			delete(head, name)
		} else if ok {
			head[name] = strings.TrimSpace(value)
		} else {
			extra = append(extra, line)
		}
	}
	var b strings.Builder
	b.WriteString("POST " + operationPath + query + " HTTP/1.1\r\n")
	for _, name := range order {
		if value, ok := head[name]; ok {
			b.WriteString(name + ": " + value + "\r\n")
		}
	}
	for _, line := range extra {
		b.WriteString(line + "\r\n")
	}
	return b.String() + "\r\n" + body
}

// send sends raw bytes on a new connection and returns the first response that is not a 1xx.
func (s *site) send(raw string) response {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	go func() { _, _ = io.WriteString(conn, raw) }()
	r := bufio.NewReader(conn)
	for {
		resp, err := http.ReadResponse(r, &http.Request{Method: raw[:strings.IndexByte(raw, ' ')]})
		if err != nil {
			return response{err: err}
		}
		if resp.StatusCode < 200 {
			continue
		}
		body, err := io.ReadAll(resp.Body)
		return response{resp.StatusCode, resp.Header, string(body), err, resp.Close}
	}
}

// forwarded sends raw bytes and returns the request that the upstream received, if any, and the response.
func (s *site) forwarded(raw string) (*received, response) {
	s.t.Helper()
	s.upstream.take()
	resp := s.send(raw)
	switch list := s.upstream.take(); len(list) {
	case 0:
		return nil, resp
	case 1:
		return &list[0], resp
	default:
		s.t.Fatalf("%d requests arrived at the upstream", len(list))
		return nil, resp
	}
}
