package caddymodule

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/fcgi"
	"net/http/httptest"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// An update that has arrived completely is forwarded, whether or not the client still waits (contract section 4).

// The ways in which a client may leave as soon as it has sent an update.
var leaves = map[string]func(*testing.T, *site, string){
	"half-closes": func(t *testing.T, s *site, raw string) {
		w := s.dial(t)
		w.write(t, raw)
		if err := w.Conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
	},
	"closes": func(t *testing.T, s *site, raw string) {
		w := s.dial(t)
		w.write(t, raw)
		w.Close()
	},
	"resets its stream": func(t *testing.T, s *site, raw string) {
		w := s.dial(t)
		fr := openHTTP2(t, w)
		req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(req.Body)
		writeHTTP2(t, fr, req, body)
		if err := fr.WriteRSTStream(1, http2.ErrCodeCancel); err != nil {
			t.Fatal(err)
		}
	},
}

// openHTTP2 opens an HTTP/2 connection without TLS, of which nothing is read.
func openHTTP2(t *testing.T, w *wire) *http2.Framer {
	t.Helper()
	w.write(t, http2.ClientPreface)
	fr := http2.NewFramer(w, w.r)
	if err := fr.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	return fr
}

func writeHTTP2(t *testing.T, fr *http2.Framer, req *http.Request, body []byte) {
	t.Helper()
	var block strings.Builder
	enc := hpack.NewEncoder(&block)
	for _, f := range [][2]string{{":method", req.Method}, {":path", req.URL.RequestURI()}, {":scheme", "http"}, {":authority", req.Host}} {
		_ = enc.WriteField(hpack.HeaderField{Name: f[0], Value: f[1]})
	}
	for _, name := range slices.Sorted(maps.Keys(req.Header)) { // pseudo-header fields come first
		values := req.Header[name]
		_ = enc.WriteField(hpack.HeaderField{Name: strings.ToLower(name), Value: values[0]})
	}
	if err := fr.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte(block.String()), EndHeaders: true}); err != nil {
		t.Fatal(err)
	}
	for { // each part fits into a frame, and all of them into the initial window
		n := min(len(body), 16<<10)
		if err := fr.WriteData(1, n == len(body), body[:n]); err != nil {
			t.Fatal(err)
		}
		if body = body[n:]; len(body) == 0 {
			return
		}
	}
}

// leavingCaddyfile configures the site whose clients leave.
func leavingCaddyfile(site string) string {
	return `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
	servers {
		protocols h1 h2c
	}
}
GUARD {
	` + site + `
}
`
}

// startFarAPI starts an API that counts complete updates, behind TLS and a slow network, over HTTP/1.1 or HTTP/2.
func startFarAPI(t *testing.T, http2 bool, delay time.Duration) (addr string, arrived *atomic.Int64) {
	t.Helper()
	arrived = new(atomic.Int64)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil && len(body) == int(r.ContentLength) {
			arrived.Add(1)
		}
		_, _ = io.WriteString(w, "{}")
	}))
	srv.EnableHTTP2 = http2
	srv.Listener = slowListener{srv.Listener, delay}
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String(), arrived
}

// slowListener delays the first read from a connection, and so the handshake.
type slowListener struct {
	net.Listener
	delay time.Duration
}

func (l slowListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return &slowConn{Conn: c, delay: l.delay}, err
}

type slowConn struct {
	net.Conn
	delay time.Duration
}

func (c *slowConn) Read(p []byte) (int, error) {
	time.Sleep(c.delay)
	c.delay = 0
	return c.Conn.Read(p)
}

// eventually waits for n to become want and checks that it does not exceed it.
func eventually(t *testing.T, n *atomic.Int64, want int64) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); n.Load() < want && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	if got := n.Load(); got != want {
		t.Errorf("%d of %d updates arrived", got, want)
	}
}

func TestUpdatesOfClientsThatLeave(t *testing.T) {
	const tries = 30
	for name, far := range map[string]bool{"HTTP/1.1": false, "HTTP/2": true} {
		for how, leave := range leaves {
			for size, body := range map[string]string{
				"small": `{"Id":1,"Name":"n"}`, "large": `{"Id":1,"State":"` + strings.Repeat("s", 60_000) + `"}`,
			} {
				t.Run(fmt.Sprintf("a client that %s, a %s update, %s", how, size, name), func(t *testing.T) {
					api, arrived := startFarAPI(t, far, 50*time.Millisecond)
					versions := "versions 1.1"
					if far {
						versions = "versions 2"
					}
					s := startCaddyfile(t, leavingCaddyfile("update_batch_task\nreverse_proxy https://"+api+" {\ntransport http {\ntls_insecure_skip_verify\n"+versions+"\nkeepalive off\n}\n}"))
					for i := range int64(tries) { // in sequence: thirty simultaneous handshakes take a busy machine seconds
						leave(t, s, request("", body))
						eventually(t, arrived, i+1)
					}
				})
			}
		}
	}
}

// It is forwarded whatever other directives the request passes through.
func TestUpdatesOfClientsThatLeaveThroughASite(t *testing.T) {
	const tries = 10
	body := `{"Id":1,"State":"` + strings.Repeat("s", 20_000) + `"}`
	auth := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { time.Sleep(50 * time.Millisecond) }))
	t.Cleanup(auth.Close)
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }))
	t.Cleanup(refusing.Close)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	var arrived atomic.Int64
	api := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if got, _ := io.ReadAll(r.Body); string(got) == body {
			arrived.Add(1)
		}
	})
	go func() { _ = fcgi.Serve(slowListener{ln, 50 * time.Millisecond}, api) }()
	far := httptest.NewUnstartedServer(api)
	far.Listener = slowListener{far.Listener, 50 * time.Millisecond}
	far.Start()
	t.Cleanup(far.Close)
	// Without keepalive, no dial of the first server continues while the second is tried: both use Caddy's map of
	// variables.
	for name, site := range map[string]string{
		"two guards":          "update_batch_task {\nselect off\n}\nreverse_proxy API",
		"request_buffers":     "reverse_proxy API {\nrequest_buffers 1MiB\n}",
		"few request_buffers": "reverse_proxy API {\nrequest_buffers 4KiB\n}",
		"forward_auth":        "forward_auth " + auth.Listener.Addr().String() + " {\nuri /auth\n}\nreverse_proxy API",
		"a second server":     "reverse_proxy " + refusing.Listener.Addr().String() + " {\ntransport http {\nkeepalive off\n}\n@b status 503\nhandle_response @b {\nreverse_proxy API\n}\n}",
		"FastCGI":             "reverse_proxy " + ln.Addr().String() + " {\ntransport fastcgi\n}",
	} {
		for how, leave := range leaves {
			t.Run(name+", a client that "+how, func(t *testing.T) {
				s := startCaddyfile(t, leavingCaddyfile("route {\nupdate_batch_task\n"+strings.ReplaceAll(site, "API", far.Listener.Addr().String())+"\n}"))
				arrived.Store(0)
				for range tries {
					leave(t, s, request("", body))
				}
				eventually(t, &arrived, tries)
			})
		}
	}
}

// It is sent to whichever server accepts it in the end, as for a client that waits.
func TestUpdateOfAClientThatHasLeftIsTriedAgain(t *testing.T) {
	for name, site := range map[string]func(late, dead string) string{
		"until a server is there": func(late, _ string) string {
			return "reverse_proxy " + late + " {\nlb_try_duration 10s\nlb_try_interval 50ms\n}"
		},
		"by another server": func(late, dead string) string {
			return "reverse_proxy " + dead + " " + late + " {\nlb_policy round_robin\nlb_try_duration 10s\nlb_try_interval 50ms\n}"
		},
		"in handle_errors": func(late, dead string) string {
			return "reverse_proxy " + dead + "\nhandle_errors {\nreverse_proxy " + late + " {\nlb_try_duration 10s\nlb_try_interval 50ms\n}\n}"
		},
	} {
		for how, leave := range leaves {
			t.Run(name+", a client that "+how, func(t *testing.T) {
				late := freeaddr.New(t)
				s := startCaddyfile(t, leavingCaddyfile("update_batch_task\n"+site(late, freeaddr.New(t))))
				leave(t, s, request("", `{"Id":1,"Name":"n"}`))
				time.Sleep(300 * time.Millisecond)
				ln, err := net.Listen("tcp", late)
				if err != nil {
					t.Fatal(err)
				}
				var arrived atomic.Int64
				srv := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					if body, _ := io.ReadAll(r.Body); string(body) == `{"Id":1}` {
						arrived.Add(1)
					}
				})}
				go func() { _ = srv.Serve(ln) }()
				t.Cleanup(func() { srv.Close() })
				eventually(t, &arrived, 1)
			})
		}
	}
}

// Once the update has been written, a client that leaves cancels the request as without the guard.
func TestLeavingCancelsOnceWritten(t *testing.T) {
	for how, leave := range leaves {
		t.Run(how, func(t *testing.T) {
			s := startCaddyfile(t, leavingCaddyfile("update_batch_task\nreverse_proxy UPSTREAM"))
			closed := make(chan error, 1)
			s.upstream.behaves(func(c net.Conn) {
				_, err := c.Read(make([]byte, 1))
				closed <- err
			})
			leave(t, s, request("", "{}"))
			select {
			case err := <-closed:
				if err == nil {
					t.Error("the connection to the API was not closed")
				}
			case <-time.After(10 * time.Second):
				t.Error("the API still answers a client that has left")
			}
		})
	}
}

// A server that only accepts the connection does not hold the request forever, a finished request holds no memory, and a
// deadline set by the site is kept.
func TestBoundsOfAClientThatHasLeft(t *testing.T) {
	const over = 500 * time.Millisecond // the tolerance
	type step func(*lasting, *http.Request)
	begin := func(l *lasting, _ *http.Request) { httptrace.ContextClientTrace(l.sending.ctx) }
	header := func(l *lasting, _ *http.Request) { l.sending.newest.trace.WroteHeaders() }
	read := func(l *lasting, r *http.Request) { _, _ = io.ReadAll(r.Body) }
	wrote := func(err error) step {
		return func(l *lasting, _ *http.Request) {
			l.sending.newest.trace.WroteRequest(httptrace.WroteRequestInfo{Err: err})
		}
	}
	fail := func(l *lasting, r *http.Request) { l.fail(r) }
	for _, tc := range []struct {
		name  string
		steps []step
		want  time.Duration
	}{
		{"before an attempt", nil, maxHold},
		{"in an attempt", []step{begin}, maxHold},
		{"in an attempt that writes", []step{begin, header, read}, maxHold},
		{"once it is written", []step{begin, header, read, wrote(nil)}, settleTime},
		{"once another request is written", []step{begin, header, wrote(nil)}, maxHold},
		{"once it could not be written", []step{begin, header, read, wrote(io.ErrShortWrite)}, maxHold},
		{"in a second attempt", []step{begin, header, read, wrote(nil), begin}, maxHold},
		{"with an error", []step{begin, fail}, flushTime},
		{"in an attempt by handle_errors", []step{begin, fail, begin}, maxHold},
		{"once handle_errors has sent another request", []step{begin, fail, begin, header, wrote(nil)}, flushTime},
		{"once handle_errors has sent it", []step{begin, fail, begin, header, read, wrote(nil)}, settleTime},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, first := range []bool{true, false} { // whether the client leaves first or the event comes first
				ctx, leave := context.WithCancel(context.Background())
				l := new(lasting)
				l.sending.data = []byte("x")
				r := httptest.NewRequestWithContext(ctx, "POST", "/", nil)
				l.setBody(r)
				sent := l.prepare(r)
				if first {
					leave()
					l.sending.leave()
				}
				for _, step := range tc.steps {
					step(l, sent)
				}
				want := tc.want
				if want == settleTime && !first {
					want = flushTime // the client leaves later
				}
				l.sending.mu.Lock()
				if got := l.sending.patience(); got > want || got < want-over {
					t.Errorf("holds on for %v, want %v", got, want)
				}
				l.sending.mu.Unlock()
				leave()
				l.sending.mu.Lock()
				l.sending.holdOn()
				l.sending.mu.Unlock()
				if l.sending.ctx.Err() != nil {
					t.Errorf("ended: %v", context.Cause(l.sending.ctx))
				}
				l.sending.finish()
				if !errors.Is(context.Cause(l.sending.ctx), context.Canceled) {
					t.Errorf("not ended: %v", context.Cause(l.sending.ctx))
				}
			}
		})
	}
	t.Run("a deadline", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		l := new(lasting)
		l.prepare(httptest.NewRequestWithContext(ctx, "POST", "/", nil))
		if at, ok := l.sending.ctx.Deadline(); !ok || time.Until(at) > time.Second {
			t.Errorf("deadline %v %v", at, ok)
		}
		<-l.sending.ctx.Done()
		if err := context.Cause(l.sending.ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("ended by %v", err)
		}
	})
	t.Run("the time is over", func(t *testing.T) {
		ctx, leave := context.WithCancel(context.Background())
		l := new(lasting)
		l.prepare(httptest.NewRequestWithContext(ctx, "POST", "/", nil))
		leave()
		l.sending.mu.Lock()
		l.sending.written = time.Now().Add(-settleTime)
		l.sending.holdOn()
		l.sending.mu.Unlock()
		<-l.sending.ctx.Done()
		if err := context.Cause(l.sending.ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("ended by %v", err)
		}
	})
}

// If nobody responds to a client that has left, the response is logged as a 499, never as an empty 200, and is not counted
// as the API's.
func TestNothingWrittenForAClientThatHasLeft(t *testing.T) {
	for name, next := range map[string]caddyhttp.HandlerFunc{
		"nothing written":          func(http.ResponseWriter, *http.Request) error { return nil },
		"499 by reverse_proxy":     func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(499); return nil },
		"499 as reverse_proxy did": func(http.ResponseWriter, *http.Request) error { return caddyhttp.Error(499, context.Canceled) },
	} {
		for _, query := range []string{"", byName} {
			t.Run(name+query, func(t *testing.T) {
				g := provisioned(t, new(Guard))
				ctx, leave := context.WithCancel(context.WithValue(context.Background(), caddyhttp.VarsCtxKey, map[string]any{}))
				leave()
				r := httptest.NewRequestWithContext(ctx, "POST", operationPath+query, strings.NewReader(`{"Id":1,"Name":"n"}`))
				r.Header.Set("Authorization", "SoTicket 7T:abc123==")
				r.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				w.Code = 0
				err := g.ServeHTTP(w, r, next)
				if failed, ok := errors.AsType[caddyhttp.HandlerError](err); ok {
					w.Code = failed.StatusCode
				}
				if w.Code != 499 {
					t.Errorf("status %d, %v", w.Code, err)
				}
				if n := counterValue(t, g.metrics.untouched); n != 0 {
					t.Errorf("%v responses counted as untouched", n)
				}
				if w.Header().Get("X-Stripped-Properties") != "Name" {
					t.Errorf("header %v", w.Header())
				}
			})
		}
	}
}

func counterValue(t *testing.T, c prometheus.Counter) float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	return families[0].GetMetric()[0].GetCounter().GetValue()
}

// A client that leaves during a response is not a failure of the API: nothing is warned of, and nothing is counted as
// passed unreshaped.
func TestLeavingInsideAResponse(t *testing.T) {
	s := startLogged(t, "", "")
	inside := make(chan struct{})
	s.upstream.behaves(func(c net.Conn) {
		_, _ = io.WriteString(c, chunkedHead+strings.TrimSuffix(chunked(task[:20], 10), "0\r\n\r\n"))
		close(inside)
		_, _ = c.Read(make([]byte, 1))
	})
	w := s.dial(t)
	w.write(t, request(byName, "{}"))
	<-inside
	time.Sleep(100 * time.Millisecond) // time for it to reach the guard
	w.Close()
	for deadline := time.Now().Add(10 * time.Second); len(s.read(t, "http.log.access")) == 0 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	for _, entry := range s.entries(t, "http.handlers.update_batch_task") {
		t.Errorf("logged %v", entry)
	}
}

// Nothing that a client does marks a server as down.
func TestLeavingMarksNoServerDown(t *testing.T) {
	for how, leave := range leaves {
		t.Run(how, func(t *testing.T) {
			s := startCaddyfile(t, leavingCaddyfile("update_batch_task\nreverse_proxy UPSTREAM {\nfail_duration 1m\nmax_fails 1\nunhealthy_status 4xx 5xx\n}"))
			for _, query := range []string{"", byName} {
				s.upstream.behaves(func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }) // silent
				leave(t, s, request(query, "{}"))
				time.Sleep(settleTime + 200*time.Millisecond)
				s.upstream.answers(jsonResponse(task))
				s.upstream.take()
				if _, resp := s.passed(t, request("", "{}")); resp.status != 200 {
					t.Errorf("the next response: %d", resp.status)
				}
			}
		})
	}
}
