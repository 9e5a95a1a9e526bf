package caddymodule

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// conversation is everything received on one connection.
type conversation struct {
	responses []response
	end       error // nil if the connection was closed, else the error
}

// open reports whether the connection was still open at the end.
func (c conversation) open() bool { return os.IsTimeout(c.end) }

func (c conversation) String() string {
	var b strings.Builder
	for _, resp := range c.responses {
		fmt.Fprintf(&b, "%d (closes %v) %.60q, ", resp.status, resp.closes, resp.body)
	}
	return fmt.Sprint(b.String(), "then ", c.end)
}

// converse sends raw bytes on a new connection and reads until it is closed or the time is up.
func (s *site) converse(t *testing.T, raw string, patience time.Duration) conversation {
	t.Helper()
	w := s.dial(t)
	_ = w.SetDeadline(time.Now().Add(patience))
	go func() { _, _ = io.WriteString(w, raw) }()
	return w.readAll()
}

// readAll reads responses, 1xx included, until the connection ends.
func (w *wire) readAll() (c conversation) {
	for c.end == nil {
		if _, c.end = w.r.Peek(1); c.end != nil {
			break
		}
		var resp *http.Response
		if resp, c.end = http.ReadResponse(w.r, nil); c.end != nil {
			break
		}
		var body []byte
		body, c.end = io.ReadAll(resp.Body)
		c.responses = append(c.responses, response{resp.StatusCode, resp.Header, string(body), c.end, resp.Close})
	}
	if c.end == io.EOF {
		c.end = nil
	}
	return c
}

// closedAfter checks that there is one complete response, with Connection: close, and that the connection was closed.
func (c conversation) closedAfter(t *testing.T, status int) {
	t.Helper()
	if len(c.responses) != 1 || c.responses[0].err != nil || c.responses[0].status != status || !c.responses[0].closes || c.open() {
		t.Errorf("want %d and the end, got %v", status, c)
	}
}

// keptAfter checks that the responses are complete and in order, and that the connection was kept.
func (c conversation) keptAfter(t *testing.T, statuses ...int) {
	t.Helper()
	var got []int
	for _, resp := range c.responses {
		got = append(got, resp.status)
		if resp.closes || resp.err != nil {
			t.Errorf("%v", c)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(statuses) || !c.open() {
		t.Errorf("want %v and a connection that is kept, got %v", statuses, c)
	}
}

// nothingArrived checks that nothing was forwarded.
func (s *site) nothingArrived(t *testing.T) {
	t.Helper()
	for _, got := range s.upstream.take() {
		t.Errorf("arrived %s\n\n%.100s", got.head, got.body)
	}
}

// together runs tests that mostly wait at the same time.
func together(t *testing.T, tests map[string]func(t *testing.T)) {
	t.Helper()
	var all sync.WaitGroup
	for name, test := range tests {
		all.Add(1)
		// t.Parallel would run only as many as there are processors.
		go t.Run(name, func(t *testing.T) {
			defer all.Done()
			test(t)
		})
	}
	all.Wait()
}

// errorModes are the two ways of responding to a refused request.
var errorModes = map[string]string{
	"problem": "update_batch_task",
	"caddy":   "update_batch_task {\nerrors caddy\n}\nhandle_errors {\nrespond \"{err.status_code}\" {err.status_code}\n}",
}

// startMode runs a guard in one of the errorModes, with additional lines in the server's options and in the site before the
// guard.
func startMode(t *testing.T, mode, server, before string) *site {
	t.Helper()
	return startCaddyfile(t, strings.NewReplacer(
		"\tadmin off\n", "\tadmin off\nservers {\n"+server+"}\n",
		"\tupdate_batch_task\n", before+errorModes[mode]+"\n",
	).Replace(faultyCaddyfile("reverse_proxy UPSTREAM")))
}
