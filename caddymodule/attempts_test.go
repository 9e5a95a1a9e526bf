package caddymodule

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Each attempt to send an update reads all of it from the start, whatever another attempt does (contract section 4).

// longUpdate returns an update and what is forwarded of it. No two parts of it are alike.
func longUpdate(size int) (sent, sentOn string) {
	var b strings.Builder
	b.WriteString(`{"Id":1,"State":"`)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "%d,", i)
	}
	return b.String() + `","Name":"n"}`, b.String() + `"}`
}

// hasty is a server that responds before it has read a body.
type hasty struct {
	addr string
	mu   sync.Mutex
	got  [][]byte // the bodies, as far as they were read
}

func startHasty(t *testing.T, response string, rest func(net.Conn) []byte) *hasty {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h := &hasty{addr: ln.Addr().String()}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
			go func() {
				r := bufio.NewReader(c)
				if _, err := http.ReadRequest(r); err != nil {
					return
				}
				_, _ = io.WriteString(c, response)
				got, _ := r.Peek(r.Buffered())
				got = append(bytes.Clone(got), rest(c)...)
				h.mu.Lock()
				defer h.mu.Unlock()
				h.got = append(h.got, got)
			}()
		}
	}()
	return h
}

// The ways in which it treats the rest of the body.
var (
	unread   = func(net.Conn) []byte { return nil }
	dropped  = func(c net.Conn) []byte { time.Sleep(50 * time.Millisecond); c.Close(); return nil } // after the response
	readSlow = func(c net.Conn) []byte {
		var all []byte
		for p := make([]byte, 64<<10); ; time.Sleep(time.Millisecond) {
			n, err := c.Read(p)
			if all = append(all, p[:n]...); err != nil {
				return all
			}
		}
	}
)

// slowly makes the upstream read each request slowly before recording it.
func startSlow(t *testing.T) (addr string, take func() []string) {
	t.Helper()
	var mu sync.Mutex
	var got []string
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var all strings.Builder
		p := make([]byte, 256<<10)
		for {
			n, err := r.Body.Read(p)
			all.Write(p[:n])
			if err != nil {
				if err != io.EOF {
					all.WriteString(" and then " + err.Error())
				}
				break
			}
			time.Sleep(time.Millisecond)
		}
		mu.Lock()
		got = append(got, all.String())
		mu.Unlock()
		_, _ = io.WriteString(w, "B")
	}))
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String(), func() []string {
		mu.Lock()
		defer mu.Unlock()
		list := got
		got = nil
		return list
	}
}

func TestASecondServerGetsTheWholeUpdate(t *testing.T) {
	const (
		busy  = "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbusy"
		empty = "HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
	)
	sent, sentOn := longUpdate(8 << 20)
	small, smallOn := longUpdate(1000)
	b, took := startSlow(t)
	for _, first := range []struct {
		name     string
		response string
		rest     func(net.Conn) []byte
	}{
		{"a first that reads no further", busy, unread},
		{"a first that reads no further and has no body", empty, unread},
		{"a first that hangs up", busy, dropped},
		{"a first that reads on", busy, readSlow},
	} {
		for name, site := range map[string]string{
			"handle_response":               "reverse_proxy A {\n@b status 503\nhandle_response @b {\nreverse_proxy B\n}\n}",
			"handle_response, B buffers":    "reverse_proxy A {\n@b status 503\nhandle_response @b {\nreverse_proxy B {\nrequest_buffers 32MiB\n}\n}\n}",
			"handle_response, B buffers 4k": "reverse_proxy A {\n@b status 503\nhandle_response @b {\nreverse_proxy B {\nrequest_buffers 4KiB\n}\n}\n}",
			"handle_response, A buffers":    "reverse_proxy A {\nrequest_buffers 32MiB\n@b status 503\nhandle_response @b {\nreverse_proxy B\n}\n}",
			"handle_response, A buffers 4k": "reverse_proxy A {\nrequest_buffers 4KiB\n@b status 503\nhandle_response @b {\nreverse_proxy B\n}\n}",
			"handle_errors":                 "reverse_proxy A {\n@b status 503\nhandle_response @b {\nerror 503\n}\n}\nhandle_errors {\nreverse_proxy B\n}",
			"a retry":                       "reverse_proxy A B {\nlb_policy first\nlb_retries 3\nfail_duration 1m\nunhealthy_status 503\nlb_retry_match {\nexpression `{rp.status_code} == 503`\n}\n}",
		} {
			t.Run(first.name+", "+name, func(t *testing.T) {
				a := startHasty(t, first.response, first.rest)
				s := startCaddyfile(t, fmt.Sprintf(`
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
		max_request_body 64MiB
	}
	%s
}
`, strings.NewReplacer("reverse_proxy A", "reverse_proxy "+a.addr, " B", " "+b).Replace(site)))
				for sent, sentOn := range map[string]string{sent: sentOn, small: smallOn} {
					took()
					resp := s.send(request("", sent))
					got := took()
					if resp.status != 200 || resp.body != "B" || len(got) != 1 || got[0] != sentOn {
						t.Errorf("%d bytes: response %d %q (%v)", len(sent), resp.status, resp.body, resp.err)
						for _, body := range got {
							t.Errorf("%d bytes arrived, %.20q to %.20q", len(body), body, body[max(0, len(body)-20):])
						}
					}
				}
				a.mu.Lock()
				defer a.mu.Unlock()
				for _, body := range a.got {
					if !strings.HasPrefix(sentOn, string(body)) && !strings.HasPrefix(smallOn, string(body)) {
						t.Errorf("what the first got (%d bytes) is not the beginning of the update", len(body))
					}
				}
			})
		}
	}
}

// However attempts overlap, each reads a prefix of the update or all of it.
func TestAttemptsDoNotShareAPosition(t *testing.T) {
	data := []byte("the update, no two places of which look alike: 0123456789")
	for seed := range int64(300) {
		rnd := rand.New(rand.NewSource(seed))
		l := new(lasting)
		l.sending.data = data
		r := httptest.NewRequest("POST", "/", nil)
		l.setBody(r)
		r = l.prepare(r)
		var wait sync.WaitGroup
		body := r.Body
		buffered := rnd.Intn(4) == 0
		var head []byte
		if buffered { // as request_buffers does before any attempt
			head = make([]byte, 1+rnd.Intn(len(data)-1))
			if _, err := io.ReadFull(body, head); err != nil {
				t.Fatal(err)
			}
		}
		for n := range 1 + rnd.Intn(4) {
			if n > 0 && rnd.Intn(2) == 0 { // a second reverse_proxy; otherwise a retry by the first
				body, head = r.Body, nil
			}
			trace := httptrace.ContextClientTrace(r.Context())
			body, head, stop, pause := body, head, rnd.Intn(2*len(data)), time.Duration(rnd.Intn(300))*time.Microsecond
			late := time.Duration(rnd.Intn(2)*rnd.Intn(500)) * time.Microsecond
			wait.Go(func() {
				time.Sleep(late)
				trace.WroteHeaders()
				got := bytes.Clone(head)
				var err error
				for n := 0; err == nil && len(got) < stop; time.Sleep(pause) {
					p := make([]byte, 8)
					n, err = body.Read(p)
					got = append(got, p[:n]...)
				}
				if err != nil && err != io.EOF && !errors.Is(err, errBodyInUse) && !errors.Is(err, errBodyTaken) && !errors.Is(err, context.Canceled) {
					t.Errorf("seed %d: %v", seed, err)
				}
				if !bytes.HasPrefix(data, got) || err == io.EOF && len(got) != len(data) {
					t.Errorf("seed %d: an attempt has read %q (%v)", seed, got, err)
				}
				if len(got) > 0 {
					body.Close()
				}
				trace.WroteRequest(httptrace.WroteRequestInfo{Err: err})
			})
			time.Sleep(time.Duration(rnd.Intn(2000)) * time.Microsecond)
		}
		time.AfterFunc(200*time.Millisecond, l.sending.finish)
		wait.Wait()
	}
}

// FastCGI does not report to httptrace; its attempts don't overlap.
func TestAttemptsThatTellNothing(t *testing.T) {
	data := []byte("the update")
	l := new(lasting)
	l.sending.data = data
	r := httptest.NewRequest("POST", "/", nil)
	l.setBody(r)
	r = l.prepare(r)
	first := r.Body
	for n, read := range []int{3, len(data), 0, len(data), len(data)} {
		if n == 3 {
			first = r.Body
		}
		httptrace.ContextClientTrace(r.Context())
		p := make([]byte, read)
		if _, err := io.ReadFull(first, p); err != nil || !bytes.HasPrefix(data, p) {
			t.Errorf("attempt %d has read %q (%v)", n, p, err)
		}
	}
	if rest, err := io.ReadAll(r.Body); err != nil || string(rest) != string(data) {
		t.Errorf("another handler has read %q (%v)", rest, err)
	}
}

// A transport resends an update on its own only if no server can have read any of it.
func TestGetBody(t *testing.T) {
	const data = "the update"
	var trace *httptrace.ClientTrace
	begin := func(r *http.Request) { trace = httptrace.ContextClientTrace(r.Context()) }
	read := func(r *http.Request) { _, _ = r.Body.Read(make([]byte, 1)) }
	readAll := func(r *http.Request) { _, _ = io.ReadAll(r.Body) }
	again := func(r *http.Request) { r.Body, _ = r.GetBody() }
	header := func(*http.Request) { trace.WroteHeaders() }
	wrote := func(*http.Request) { trace.WroteRequest(httptrace.WroteRequestInfo{}) }
	for _, tc := range []struct {
		name  string
		steps []func(*http.Request)
		fails bool
	}{
		{"before an attempt", nil, false},
		{"in an attempt", []func(*http.Request){begin}, false},
		{"in the second one", []func(*http.Request){begin, begin}, false},
		{"once it has read", []func(*http.Request){begin, read}, true},
		{"once it has written a header", []func(*http.Request){begin, header}, true},
		{"once it has read and written", []func(*http.Request){begin, header, read, wrote}, true},
		{"once it has failed before it read", []func(*http.Request){begin, header, wrote}, false},
		{"once it has failed a second time", []func(*http.Request){begin, header, wrote, again, header, wrote}, false},
		{"once it has read after that", []func(*http.Request){begin, header, wrote, again, header, read, wrote}, true},
		{"in an attempt to send what is buffered in part", []func(*http.Request){read, begin}, false},
		{"after an attempt to send what is buffered in part", []func(*http.Request){read, begin, wrote}, true},
		{"in an attempt to send what is buffered", []func(*http.Request){readAll, begin}, false},
		{"after an attempt to send what is buffered", []func(*http.Request){readAll, begin, wrote}, true},
		{"again", []func(*http.Request){begin, again}, false},
		{"again, once it has read", []func(*http.Request){begin, again, read}, true},
	} {
		l := new(lasting)
		l.sending.data = []byte(data)
		r := httptest.NewRequest("POST", "/", nil)
		l.setBody(r)
		sent := *l.prepare(r) // as reverse_proxy copies it
		for _, step := range tc.steps {
			step(&sent)
		}
		body, err := sent.GetBody()
		if (err != nil) != tc.fails {
			t.Errorf("%s: %v", tc.name, err)
		}
		if err != nil {
			continue
		}
		if got, err := io.ReadAll(body); string(got) != data || err != nil {
			t.Errorf("%s: read %q (%v)", tc.name, got, err)
		}
	}
}

// A connection may turn out to be closed when nothing has been written yet. The update is then sent on another one.
func TestAClosedConnection(t *testing.T) {
	const data = "the update"
	var arrived atomic.Int64
	api := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if got, err := io.ReadAll(r.Body); string(got) != data || err != nil {
			t.Errorf("arrived %q (%v)", got, err)
		}
		arrived.Add(1)
	}))
	defer api.Close()
	var closed atomic.Bool
	transport := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, addr)
		return &unwritable{c, &closed}, err
	}}
	defer transport.CloseIdleConnections()
	send := func(key string) error {
		l := new(lasting)
		l.sending.data = []byte(data)
		r := httptest.NewRequest("POST", api.URL, nil)
		r.Header.Set("Idempotency-Key", key)
		r.RequestURI = ""
		l.setBody(r)
		r = l.prepare(r)
		defer l.sending.finish()
		resp, err := transport.RoundTrip(r)
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		return err
	}
	for n, key := range []string{"", "k"} {
		if err := send(key); err != nil {
			t.Fatal(err)
		}
		closed.Store(true) // the connection that is idle now
		if err := send(key); err != nil || arrived.Load() != int64(2*n+2) || closed.Load() {
			t.Errorf("sent %d times, %v", arrived.Load(), err)
		}
	}
}

// unwritable is a connection whose next write fails once closed is set.
type unwritable struct {
	net.Conn
	closed *atomic.Bool
}

func (c *unwritable) Write(p []byte) (int, error) {
	if c.closed.CompareAndSwap(true, false) {
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}
