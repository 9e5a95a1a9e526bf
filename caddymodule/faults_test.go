package caddymodule

import (
	"bufio"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"golang.org/x/net/http2"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// Whatever an upstream does wrong, the client never gets half a response that looks complete.

// writes sends raw bytes and closes the connection; resets sends them and resets it.
func writes(raw string) func(net.Conn) {
	return func(c net.Conn) { _, _ = io.WriteString(c, raw) }
}

func resets(raw string) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = io.WriteString(c, raw)
		_ = c.(*net.TCPConn).SetLinger(0)
	}
}

const chunkedHead = sampleResponseHead + "Transfer-Encoding: chunked\r\n\r\n"

func TestUpstreamFaults(t *testing.T) {
	s := startSite(t, "")
	big := `{"Id":1,"Name":"` + strings.Repeat("n", 100_000)
	for _, tc := range []struct {
		name   string
		behave func(net.Conn)
		status int
		body   string // a prefix that the client may get
	}{
		{"closed before the header", writes(""), 502, ""},
		{"reset before the header", resets(""), 502, ""},
		{"closed inside the status line", writes("HTTP/1.1 20"), 502, ""},
		{"closed inside the header", writes("HTTP/1.1 200 OK\r\nContent-Type: appli"), 502, ""},
		{"reset inside the header", resets("HTTP/1.1 200 OK\r\nContent-Type: appli"), 502, ""},
		{"no HTTP", writes("220 mail.example.com ESMTP\r\n"), 502, ""},
		{"two lengths", writes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} "), 502, ""},
		{"a length that is no number", writes("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}"), 502, ""},
		{"closed inside the body", writes(sampleResponseHead + "Content-Length: 50\r\n\r\n" + task[:20]), 200, task},
		{"closed before the body", writes(sampleResponseHead + "Content-Length: 50\r\n\r\n"), 200, task},
		{"closed inside a large body", writes(sampleResponseHead + "Content-Length: 200000\r\n\r\n" + big), 200, big},
		{"reset inside the body", resets(sampleResponseHead + "Content-Length: 50\r\n\r\n" + task[:20]), 200, task},
		{"closed after what could be all", writes(sampleResponseHead + "Content-Length: 50\r\n\r\n" + task), 200, task},
		{"closed inside a chunk", writes(chunkedHead + "ff\r\n" + task), 200, task},
		{"closed between chunks", writes(chunkedHead + strings.TrimSuffix(chunked(task, 10), "0\r\n\r\n")), 200, task},
		{"closed inside the last chunk", writes(chunkedHead + strings.TrimSuffix(chunked(task, 10), "\r\n\r\n")), 200, task},
		{"a chunk of no size", writes(chunkedHead + "8\r\n" + task[:8] + "\r\nzz\r\n"), 200, task},
		{"a chunk that is too long", writes(chunkedHead + "5\r\n" + task + "\r\n0\r\n\r\n"), 200, task},
	} {
		for _, query := range []string{"", byName} {
			t.Run(tc.name+query, func(t *testing.T) {
				s.upstream.behaves(tc.behave)
				got, resp := s.passed(t, request(query, `{"Id":1,"Created":2}`))
				if got.body != `{"Id":1}` {
					t.Errorf("arrived %q", got.body)
				}
				if tc.status == 200 && resp.err == nil {
					t.Errorf("half a response looks complete: %d %v %q", resp.status, resp.header, resp.body)
				}
				if !strings.HasPrefix(tc.body, resp.body) && !strings.HasPrefix(taskName, resp.body) {
					t.Errorf("came back %q", resp.body)
				}
				// A reset may discard the header too; then there is no response.
				if resp.status != tc.status && (tc.status == 502 || resp.status != 0) {
					t.Errorf("response %d (%v), want %d", resp.status, resp.err, tc.status)
				}
				if resp.status != 0 && resp.header.Get("X-Stripped-Properties") != "Created" {
					t.Errorf("%d: stripped header %q", resp.status, resp.header["X-Stripped-Properties"])
				}
				if resp.status == 502 && (resp.header.Get("Content-Type") != "" || resp.body != "") {
					t.Errorf("something of the API's in a 502: %v %q", resp.header, resp.body)
				}
				s.upstream.answers(jsonResponse(task))
				if _, resp := s.passed(t, request("", "{}")); resp.err != nil || resp.body != task {
					t.Errorf("the next response: %d %v %q", resp.status, resp.err, resp.body)
				}
			})
		}
	}
}

// On a connection that stays open, the next response is the right one.
func TestNextRequestOnTheConnection(t *testing.T) {
	s := startSite(t, "")
	for name, behave := range map[string]func(net.Conn){
		"no response":       writes(""),
		"too long a body":   writes(jsonResponse(task) + `{"Id":2}HTTP/1.1 200 OK` + "\r\n\r\n"),
		"two answers":       writes(jsonResponse(task) + jsonResponse(`{"Id":666}`)),
		"a body with a 204": writes("HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n" + task),
		"a body with a 304": writes("HTTP/1.1 304 Not Modified\r\nContent-Type: application/json\r\nContent-Length: 35\r\n\r\n" + task),
		"truncated gzip":    writes(typedResponse(coded(t, gzipper, task)[:20], "Content-Type: application/json", "Content-Encoding: gzip")),
	} {
		t.Run(name, func(t *testing.T) {
			w := s.dial(t)
			dropped := make(chan struct{})
			s.upstream.behaves(func(c net.Conn) {
				behave(c)
				_ = c.(*net.TCPConn).CloseWrite()
				_, _ = io.Copy(io.Discard, c)
				close(dropped)
			})
			w.write(t, request(byName, "{}"))
			first := w.read(t)
			select {
			case <-dropped: // by reverse_proxy, which might otherwise reuse it for the next request and fail
			case <-time.After(10 * time.Second):
				t.Fatal("the upstream's connection is still in use")
			}
			s.upstream.answers(jsonResponse(`{"Id":7,"Name":"seven"}`))
			w.write(t, request(byName, "{}"))
			if second := w.read(t); second.err != nil || second.status != 200 || second.body != `{"Id":null,"Name":"seven"}` {
				t.Errorf("after %d %q (%v) came %d %q (%v)", first.status, first.body, first.err, second.status, second.body, second.err)
			}
		})
	}
}

// Responses without a body, or with a part of one, pass unchanged.
func TestStatusesWithoutBody(t *testing.T) {
	s := startSite(t, "")
	for _, tc := range []struct {
		response string
		status   int
		header   string
	}{
		{"HTTP/1.1 204 No Content\r\nETag: \"x\"\r\nConnection: close\r\n\r\n", 204, `"x"`},
		{"HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n", 304, `"x"`},
		{"HTTP/1.1 206 Partial Content\r\nETag: \"x\"\r\nContent-Range: bytes 0-8/99\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n" + `{"Id":1}`, 206, `"x"`},
		{"HTTP/1.1 205 Reset Content\r\nETag: \"x\"\r\nContent-Length: 0\r\n\r\n", 205, `"x"`},
		{"HTTP/1.1 202 Accepted\r\nETag: \"x\"\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n", 202, `"x"`},
	} {
		s.upstream.answers(tc.response)
		_, resp := s.passed(t, request(byName, "{}"))
		_, body, _ := strings.Cut(tc.response, "\r\n\r\n")
		if resp.err != nil || resp.status != tc.status || resp.header.Get("Etag") != tc.header || resp.body != body {
			t.Errorf("response %d %v %q (%v), want %d", resp.status, resp.header, resp.body, resp.err, tc.status)
		}
	}
}

// Interim responses and trailers reach the client, whether or not the body is reshaped.
func TestInterimAnswersAndTrailers(t *testing.T) {
	s := startSite(t, "")
	for query, want := range map[string]string{"": task, byName: taskName, "?$select=Id,Name,State": task} {
		t.Run(query, func(t *testing.T) {
			s.upstream.answers("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n" + sampleResponseHead +
				"Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.TrimSuffix(chunked(task, 9), "\r\n") +
				"X-Sum: 42\r\nX-Late: 43\r\n\r\n")
			w := s.dial(t)
			w.write(t, request(query, `{"Created":1}`))
			if resp := w.read(t); resp.status != 103 || resp.header.Get("Link") != "</style.css>" {
				t.Errorf("first came %d %v", resp.status, resp.header)
			}
			resp, err := http.ReadResponse(w.r, nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			if err != nil || string(body) != want || resp.Header.Get("X-Stripped-Properties") != "Created" {
				t.Errorf("came back %q %v (%v)", body, resp.Header, err)
			}
			if resp.Trailer.Get("X-Sum") != "42" || resp.Header["X-Sum"] != nil || resp.Header["Link"] != nil || resp.ContentLength != -1 {
				t.Errorf("header %v, length %d, trailers %v", resp.Header, resp.ContentLength, resp.Trailer)
			}
			s.upstream.answers(jsonResponse(task))
			w.write(t, request("", "{}"))
			if resp := w.read(t); resp.body != task {
				t.Errorf("the next response: %d %q", resp.status, resp.body)
			}
		})
	}
}

// The API's trailers reach the client whatever happens to the body, also with encode outside. They are sent after the body
// and not in the header, a header field of the same name stays in the header, and trailers that no longer match the body
// are dropped.
func TestTrailers(t *testing.T) {
	sent := func(body string, header, trailers []string) string {
		return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n" + strings.Join(append(header, "\r\n"), "\r\n") +
			strings.TrimSuffix(chunked(body, 9), "\r\n") + strings.Join(append(trailers, "\r\n"), "\r\n")
	}
	for name, encode := range map[string]string{"": "", "encode": "encode gzip {\nminimum_length 1\n}\n"} {
		s := startCaddyfile(t, faultyCaddyfile(encode+"reverse_proxy UPSTREAM"))
		for _, tc := range []struct {
			name             string
			header, trailers []string
			body, query      string
			headerThen       http.Header
			trailersThen     http.Header
		}{
			{"announced, changed", []string{"Trailer: X-T"}, []string{"X-T: v"}, task, byName, http.Header{}, http.Header{"X-T": {"v"}}},
			{"announced twice, changed", []string{"Trailer: X-T, x-t", "Trailer: X-T"}, []string{"X-T: v"}, task, byName, http.Header{}, http.Header{"X-T": {"v"}}},
			{"announced, unchanged", []string{"Trailer: X-T"}, []string{"X-T: v"}, "null", byName, http.Header{}, http.Header{"X-T": {"v"}}},
			{"announced, malformed", []string{"Trailer: X-T"}, []string{"X-T: v"}, "{", byName, http.Header{}, http.Header{"X-T": {"v"}}},
			{"announced, not asked for", []string{"Trailer: X-T"}, []string{"X-T: v"}, task, "", http.Header{}, http.Header{"X-T": {"v"}}},
			{"not announced, changed", nil, []string{"X-T: v"}, task, byName, http.Header{}, http.Header{"X-T": {"v"}}},
			{"not announced, unchanged", nil, []string{"X-T: v"}, "null", byName, http.Header{}, http.Header{"X-T": {"v"}}},
			{"a digest, changed", []string{"Trailer: Content-Digest, X-T"}, []string{"Content-Digest: d", "X-T: v"}, task, byName, http.Header{}, http.Header{"X-T": {"v"}}},
			{"a digest, not announced, changed", []string{"Trailer: X-T"}, []string{"Content-Digest: d", "X-T: v"}, task, byName, http.Header{}, http.Header{"X-T": {"v"}}},
			{"a digest, unchanged", []string{"Trailer: Content-Digest"}, []string{"Content-Digest: d"}, "null", byName, http.Header{}, http.Header{"Content-Digest": {"d"}}},
			{"of a header's name", []string{"X-T: h", "Trailer: X-T"}, []string{"X-T: v"}, "null", byName, http.Header{"X-T": {"h"}}, http.Header{"X-T": {"v"}}},
			{"announced, but not sent", []string{"X-T: h", "Trailer: X-T"}, nil, "null", byName, http.Header{"X-T": {"h"}}, http.Header{}},
		} {
			t.Run(name+" "+tc.name, func(t *testing.T) {
				s.upstream.answers(sent(tc.body, tc.header, tc.trailers))
				w := s.dial(t)
				w.write(t, request(tc.query, "{}", "Accept-Encoding: gzip"))
				resp, err := http.ReadResponse(w.r, nil)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, resp.Body); err != nil {
					t.Fatal(err)
				}
				for _, field := range []string{"X-T", "Content-Digest"} {
					if got, want := resp.Header[field], tc.headerThen[field]; !slices.Equal(got, want) {
						t.Errorf("in the header %s %q, want %q", field, got, want)
					}
					if got, want := resp.Trailer[field], tc.trailersThen[field]; !slices.Equal(got, want) {
						t.Errorf("after the body %s %q, want %q", field, got, want)
					}
				}
			})
		}
	}
}

func TestRefusedUpstream(t *testing.T) {
	s := startCaddyfile(t, faultyCaddyfile("reverse_proxy "+freeaddr.New(t)))
	for _, query := range []string{"", byName} {
		got, resp := s.forwarded(request(query, `{"Created":1}`))
		if got != nil || resp.status != 502 || resp.header.Get("X-Stripped-Properties") != "Created" || resp.header.Get("Content-Type") != "" {
			t.Errorf("response %d %v", resp.status, resp.header)
		}
	}
}

// A response to an error has the headers that the site's other directives set, also those after the guard, as without the
// guard.
func TestTheSitesHeadersOfAnError(t *testing.T) {
	const directives = `header {
			Access-Control-Allow-Origin *
			X-Request-Id {http.request.uuid}
			+Vary Origin
			-Server
		}
		header ?X-Default d
		header X-Late l {
			defer
		}`
	for name, proxy := range map[string]string{
		"502":                                 "reverse_proxy " + freeaddr.New(t),
		"503":                                 "reverse_proxy " + freeaddr.New(t) + " {\nlb_try_duration 50ms\nfail_duration 1m\n}",
		"504":                                 "reverse_proxy UPSTREAM {\ntransport http {\nresponse_header_timeout 100ms\n}\n}",
		"an error of the site's":              "error 418",
		"an error for the API's response":     "reverse_proxy UPSTREAM {\n@all status 2xx\nhandle_response @all {\nheader X-Routes r\nerror 503\n}\n}",
		"with the API's headers, as it wants": "reverse_proxy UPSTREAM {\n@all status 2xx\nhandle_response @all {\ncopy_response_headers {\ninclude X-Api\n}\nerror 503\n}\n}",
	} {
		for page, errors := range map[string]string{"": "", " with a page": "handle_errors {\nheader X-Page {err.status_code}\nrespond page {err.status_code}\n}\n"} {
			t.Run(name+page, func(t *testing.T) {
				s := startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
}
GUARD {
	`+errors+`
	handle /bare/* {
		`+directives+"\n"+proxy+`
	}
	handle {
		route {
			update_batch_task
			`+directives+"\n"+proxy+`
		}
	}
}
`)
				s.upstream.behaves(func(c net.Conn) {
					if name == "504" {
						_, _ = c.Read(make([]byte, 1))
					}
					_, _ = io.WriteString(c, typedResponse(task, "Content-Type: application/json", "X-Api: a", "ETag: e"))
				})
				s.send(rawRequest("POST", "/bare"+operationPath, "", ticket)) // so that a server may be marked as down
				for _, body := range []string{`{"Id":1}`, `{"Id":1,"Name":"n"}`} {
					for _, query := range []string{"", byName} {
						bare := s.send(rawRequest("POST", "/bare"+operationPath+query, body, ticket, jsonType))
						resp := s.send(rawRequest("POST", operationPath+query, body, ticket, jsonType))
						if want := map[bool]string{true: "Name"}[strings.Contains(body, "Name")]; resp.header.Get("X-Stripped-Properties") != want {
							t.Errorf("stripped header %q", resp.header["X-Stripped-Properties"])
						}
						for _, header := range []http.Header{bare.header, resp.header} {
							header.Del("X-Stripped-Properties")
							header.Del("Date")
							if header["X-Request-Id"] != nil {
								header.Set("X-Request-Id", "some")
							}
						}
						if resp.status != bare.status || resp.body != bare.body || !maps.EqualFunc(resp.header, bare.header, slices.Equal) {
							t.Errorf("response %d %v %q, without the guard %d %v %q", resp.status, resp.header, resp.body, bare.status, bare.header, bare.body)
						}
					}
				}
			})
		}
	}
}

// If a handler fails after it has responded, the client still gets the response, as without the guard.
func TestAnErrorAfterTheResponse(t *testing.T) {
	for query, want := range map[string]string{"": task, byName: taskName, "?$select=Id,Name,State": task} {
		g := provisioned(t, new(Guard))
		r := httptest.NewRequest("POST", operationPath+query, strings.NewReader(`{"Id":1,"Created":2}`))
		r.Header = http.Header{"Authorization": {"SoTicket 7T:abc123=="}, "Content-Type": {"application/json"}}
		w := httptest.NewRecorder()
		failure := errors.New("late")
		err := g.ServeHTTP(w, r, caddyhttp.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, task)
			return failure
		}))
		if err != failure || w.Code != 200 || w.Body.String() != want || w.Header().Get("X-Stripped-Properties") != "Created" {
			t.Errorf("%s: %v, response %d %v %q", query, err, w.Code, w.Header(), w.Body)
		}
	}
}

func faultyCaddyfile(proxy string) string {
	return `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
}
GUARD {
	update_batch_task
	` + proxy + `
}
`
}

// An update is not sent again once a server may have read it, even if a client or a site declares that safe.
func TestNoRetryOfWhatHasArrived(t *testing.T) {
	for _, site := range []string{"", "header_up Idempotency-Key k"} {
		for _, key := range []string{"X-None: k", "Idempotency-Key: k", "X-Idempotency-Key: k"} {
			s := startCaddyfile(t, faultyCaddyfile("reverse_proxy UPSTREAM {\n"+site+"\n}"))
			s.upstream.answers(jsonResponse(task))
			s.passed(t, request("", "{}")) // leaves an idle connection
			s.upstream.behaves(writes(""))
			if _, resp := s.passed(t, request("", `{"Id":1}`, key)); resp.status != 502 {
				t.Errorf("%s, %s: response %d", site, key, resp.status)
			}
			if site != "" {
				continue // what it adds itself, to a request without a body, is out of the guard's reach
			}
			s.upstream.answers(jsonResponse(task))
			s.passed(t, request("", "{}"))
			s.upstream.behaves(writes(""))
			name, value, _ := strings.Cut(key, ": ")
			if got, resp := s.passed(t, request("", "", "Content-Length: 0", key)); resp.status != 502 || got.header.Get(name) != value {
				t.Errorf("without a body, %s: response %d, arrived %v", key, resp.status, got.header)
			}
		}
	}
}

// Nor over HTTP/2, whatever the code with which a server resets the stream, and whether or not it closes the connection.
func TestNoRetryOverHTTP2(t *testing.T) {
	for name, end := range map[string]func(*http2.Framer, uint32) error{
		"PROTOCOL_ERROR": func(fr *http2.Framer, id uint32) error { return fr.WriteRSTStream(id, http2.ErrCodeProtocol) },
		"INTERNAL_ERROR": func(fr *http2.Framer, id uint32) error { return fr.WriteRSTStream(id, http2.ErrCodeInternal) },
		"GOAWAY":         func(fr *http2.Framer, id uint32) error { return fr.WriteGoAway(id, http2.ErrCodeNo, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { ln.Close() })
			var updates atomic.Int64
			go func() {
				for {
					c, err := ln.Accept()
					if err != nil {
						return
					}
					go func() {
						defer c.Close()
						if _, err := io.CopyN(io.Discard, c, int64(len(http2.ClientPreface))); err != nil {
							return
						}
						fr := http2.NewFramer(c, c)
						_ = fr.WriteSettings()
						for {
							f, err := fr.ReadFrame()
							if err != nil {
								return
							}
							if data, ok := f.(*http2.DataFrame); ok && data.StreamEnded() {
								updates.Add(1)
								if end(fr, data.StreamID) != nil || name == "GOAWAY" {
									return
								}
							}
						}
					}()
				}
			}()
			s := startCaddyfile(t, faultyCaddyfile("reverse_proxy h2c://"+ln.Addr().String()))
			for _, key := range []string{"X-None: k", "Idempotency-Key: k"} {
				updates.Store(0)
				resp := s.send(request("", `{"Id":1,"Name":"n"}`, key))
				if n := updates.Load(); n != 1 || resp.status != 502 {
					t.Errorf("%s: sent %d times, response %d", key, n, resp.status)
				}
			}
		})
	}
}

// A retry on another upstream sends the complete stripped body, whether the first upstream is down or dies during the
// request, and whether reverse_proxy buffers none, some or all of it. (A body that it buffers in part can't be sent again
// by reverse_proxy itself.)
func TestRetries(t *testing.T) {
	sent := `{"Id":1,"State":"` + strings.Repeat("s", 200_000) + `","Name":"n"}`
	arrived := strings.TrimSuffix(sent, `,"Name":"n"}`) + "}"
	const retries = "lb_policy first\nlb_try_duration 10s\nlb_try_interval 1ms\nfail_duration 1m\n"
	const none, beginning, all = "", "request_buffers 4KiB\n", "request_buffers 1MiB\n"
	for _, buffers := range []string{none, beginning, all} {
		t.Run("a dead one "+buffers, func(t *testing.T) {
			s := startCaddyfile(t, faultyCaddyfile("reverse_proxy "+freeaddr.New(t)+" UPSTREAM {\n"+retries+buffers+"}"))
			got, resp := s.passed(t, request(byName, sent))
			if got.body != arrived || resp.status != 200 || resp.header.Get("X-Stripped-Properties") != "Name" || resp.body != `{"Id":null}` {
				t.Errorf("arrived %d bytes; response %d %v %q", len(got.body), resp.status, resp.header, resp.body)
			}
		})
	}
	for _, buffers := range []string{none, all} {
		for name, read := range map[string]int{"one that dies at once ": 0, "one that dies inside the body ": 100_000, "one that dies after the body ": -1} {
			t.Run(name+buffers, func(t *testing.T) {
				s := startCaddyfile(t, faultyCaddyfile("reverse_proxy "+startDying(t, read)+
					" UPSTREAM {\nlb_retry_match {\nmethod POST\n}\n"+retries+buffers+"}"))
				got, resp := s.passed(t, request(byName, sent))
				if got.body != arrived || resp.status != 200 || resp.body != `{"Id":null}` {
					t.Errorf("arrived %d bytes; response %d %q", len(got.body), resp.status, resp.body)
				}
			})
		}
	}
}

// startDying starts a server that resets each connection after reading n bytes of it, or a whole request if n is negative.
func startDying(t *testing.T, read int) (address string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			if read < 0 {
				if req, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
					_, _ = io.Copy(io.Discard, req.Body)
				}
			} else {
				_, _ = io.CopyN(io.Discard, c, int64(read))
			}
			_ = c.(*net.TCPConn).SetLinger(0)
			c.Close()
		}
	}()
	return ln.Addr().String()
}
