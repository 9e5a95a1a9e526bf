package caddymodule

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The resources that a client or the API can make the guard use are bounded and released.

// heap returns the bytes of memory in use.
func heap() int64 {
	runtime.GC()
	runtime.GC() // the second run empties the pools
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// settles waits until value is at most limit.
func settles(t *testing.T, what string, limit int64, value func() int64) {
	t.Helper()
	var got int64
	for range 100 {
		if got = value(); got <= limit {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("%s: %d, at most %d was expected", what, got, limit)
}

// Requests that announce a megabyte but send almost nothing use almost no memory, and none once they are over.
func TestIdleRequests(t *testing.T) {
	s := startSite(t, "")
	s.passed(t, request("", "{}")) // so that one-time allocations are done
	const idle = 300
	goroutines, before := int64(runtime.NumGoroutine()), heap()
	var wires []*wire
	for range idle {
		w := s.dial(t)
		w.write(t, rawRequest("POST", operationPath, `{"Id":1,`, ticket, jsonType, "Content-Length: 1048576"))
		wires = append(wires, w)
	}
	settles(t, "goroutines are too few", idle/10, func() int64 { return goroutines + idle - int64(runtime.NumGoroutine()) })
	settles(t, "bytes an idle request", 48<<10, func() int64 { return (heap() - before) / idle })
	if list := s.upstream.take(); len(list) != 0 {
		t.Errorf("%d arrived", len(list))
	}
	for _, w := range wires {
		w.Close()
	}
	settles(t, "goroutines left", goroutines+5, func() int64 { return int64(runtime.NumGoroutine()) })
	settles(t, "bytes left", 2<<20, func() int64 { return heap() - before })
}

// A body that takes longer than the server's timeout gets a response that says so.
func TestSlowBody(t *testing.T) {
	s := startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
	servers {
		timeouts {
			read_body 200ms
		}
	}
}
GUARD {
	update_batch_task
	reverse_proxy UPSTREAM
}
`)
	for name, sent := range map[string]string{"nothing": "", "a part": `{"Id":1,`} {
		t.Run(name, func(t *testing.T) {
			s.refused(t, rawRequest("POST", operationPath, sent, ticket, jsonType, "Content-Length: 100"), 408, "request-timeout")
		})
	}
	t.Run("drop by drop", func(t *testing.T) {
		w := s.dial(t)
		w.write(t, rawRequest("POST", operationPath, "", ticket, jsonType, "Content-Length: 100"))
		go func() {
			for range 100 {
				if _, err := io.WriteString(w, " "); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		}()
		if resp := w.read(t); resp.status != 408 {
			t.Errorf("response %d (%v)", resp.status, resp.err)
		}
	})
}

// An endless body is refused at the limit and then not read for long.
func TestEndlessBody(t *testing.T) {
	s := startSite(t, "max_request_body 100KiB")
	for name, lines := range map[string][]string{
		"as it is": {}, "gzip-coded": {"Content-Encoding: gzip"},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.dial(t)
			w.write(t, rawRequest("POST", operationPath, "", append(lines, ticket, jsonType, "Transfer-Encoding: chunked")...))
			sent := make(chan int, 1)
			go func() {
				chunk := strings.TrimSuffix(chunked(strings.Repeat(" ", 10_000), 10_000), "0\r\n\r\n")
				n := 0
				for ; n < 1<<28; n += len(chunk) {
					if _, err := io.WriteString(w, chunk); err != nil {
						break
					}
				}
				sent <- n
			}()
			// The connection may be reset before the response is read, because the client is still sending.
			if resp := w.read(t); resp.status != 413 && !errors.Is(resp.err, syscall.ECONNRESET) {
				t.Errorf("response %d %q (%v)", resp.status, resp.body, resp.err)
			}
			if n := <-sent; n > 32<<20 {
				t.Errorf("%d bytes were taken", n)
			}
			if list := s.upstream.take(); len(list) != 0 {
				t.Errorf("%d arrived", len(list))
			}
		})
	}
}

const million = 1_000_000

// aMillion concatenates a million texts in the given format.
func aMillion(format string) string {
	var b strings.Builder
	b.Grow(million * (len(format) + 5))
	for i := range million {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// A document with a million members, operations, pairs, elements or records is stripped and reshaped like any other.
func TestWideDocuments(t *testing.T) {
	s := startSite(t, "max_request_body 100MiB\nmax_response_body 100MiB")
	for _, tc := range []struct{ mediaType, sent, arrived string }{
		{"application/json", `{"Id":1` + aMillion(`,"m%d":0`) + `,"State":2}`, `{"Id":1,"State":2}`},
		{"application/json-patch+json", `[{"op":"remove","path":"/State"}` + aMillion(`,{"op":"remove","path":"/m%d"}`) + `]`, `[{"op":"remove","path":"/State"}]`},
		{"application/xml", `<BatchTaskInfo><Id>1</Id>` + aMillion(`<m%d/>`) + `</BatchTaskInfo>`, `<BatchTaskInfo><Id>1</Id></BatchTaskInfo>`},
		{"application/x-www-form-urlencoded", "Id=1" + aMillion("&m%d=0") + "&State=2", "Id=1&State=2"},
	} {
		t.Run(tc.mediaType, func(t *testing.T) {
			got, resp := s.passed(t, request("", tc.sent, "Content-Type: "+tc.mediaType))
			if got.body != tc.arrived {
				t.Errorf("arrived %.100q", got.body)
			}
			if h := resp.header.Get("X-Stripped-Properties"); !strings.HasPrefix(h, "m0, m1, ") || !strings.HasSuffix(h, ", m31, +999968") {
				t.Errorf("stripped %q", h)
			}
			// The last duplicate is found.
			last := strings.NewReplacer("m999999", "STATE", "<m0/>", "<M999998/>").Replace(tc.sent)
			if tc.mediaType != "application/json-patch+json" {
				s.refused(t, request("", last, "Content-Type: "+tc.mediaType), 400, "duplicate-property")
			}
		})
	}
	rows := "[" + aMillion(`{"Id":%d},`) + "null]"
	s.upstream.answers(jsonResponse(rows))
	_, resp := s.passed(t, request(byName, "{}"))
	if want := "[" + strings.Repeat(`{"Id":null},`, million) + "null]"; resp.body != want {
		t.Errorf("came back %.100q, %d bytes", resp.body, len(resp.body))
	}
}

// A gigabyte of response is streamed, whether or not it was to be reshaped.
func TestEndlessAnswer(t *testing.T) {
	s := startSite(t, "")
	const size = 1 << 30
	piece := strings.Repeat(" ", 1<<20)
	for _, head := range []string{fmt.Sprintf("%sContent-Length: %d\r\n\r\n", sampleResponseHead, size), sampleResponseHead + "\r\n"} {
		s.upstream.behaves(func(c net.Conn) {
			_, err := io.WriteString(c, head)
			for n := 0; n < size && err == nil; n += len(piece) {
				_, err = io.WriteString(c, piece)
			}
		})
		before := heap()
		w := s.dial(t)
		w.write(t, request(byName, "{}"))
		resp, err := http.ReadResponse(bufio.NewReader(w), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.CopyN(io.Discard, resp.Body, size/2); err != nil {
			t.Fatal(err)
		}
		if held := heap() - before; held > 64<<20 {
			t.Errorf("%d bytes of a streamed response are held", held)
		}
		if n, err := io.Copy(io.Discard, resp.Body); err != nil || n != size/2 {
			t.Errorf("the second half: %d bytes, %v", n, err)
		}
		w.Close()
	}
}

// A silent API is waited for as long as reverse_proxy is configured to, and a late response reaches the client.
func TestSilence(t *testing.T) {
	silent := func(d time.Duration) func(net.Conn) {
		return func(c net.Conn) {
			time.Sleep(d)
			_, _ = io.WriteString(c, jsonResponse(task))
		}
	}
	s := startSite(t, "")
	s.upstream.behaves(silent(2 * time.Second))
	if _, resp := s.passed(t, request(byName, `{"Created":1}`)); resp.status != 200 || resp.body != taskName {
		t.Errorf("response %d %q (%v)", resp.status, resp.body, resp.err)
	}
	s = startCaddyfile(t, faultyCaddyfile("reverse_proxy UPSTREAM {\ntransport http {\nresponse_header_timeout 100ms\n}\n}"))
	s.upstream.behaves(silent(time.Second))
	if _, resp := s.passed(t, request(byName, `{"Created":1}`)); resp.status != 504 || resp.header.Get("X-Stripped-Properties") != "Created" {
		t.Errorf("response %d %v", resp.status, resp.header)
	}
}
