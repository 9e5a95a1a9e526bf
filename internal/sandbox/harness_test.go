package sandbox

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"github.com/tidwall/gjson"
	"go.uber.org/zap"
)

// provision returns a handler over the database, ready to serve, that is cleaned up when the test ends.
func provision(t testing.TB, database string) *Handler {
	t.Helper()
	h := &Handler{Database: database}
	start(t, h)
	return h
}

// start makes a handler ready to serve, until the test ends.
func start(t testing.TB, h *Handler) {
	t.Helper()
	ctx, cancel := caddy.NewContext(caddy.Context{Context: context.Background()})
	t.Cleanup(func() {
		if err := h.Cleanup(); err != nil {
			t.Error(err)
		}
		cancel()
	})
	if err := h.Provision(ctx); err != nil {
		t.Fatal(err)
	}
	if err := h.Validate(); err != nil {
		t.Fatal(err)
	}
	h.logger = zap.NewNop()
}

// A site is a server with a sandbox of its own. What the sandbox does not take is answered 418.
type site struct {
	testing.TB
	url string
}

func newSite(t testing.TB) site {
	t.Helper()
	return siteOf(t, &Handler{})
}

// siteOf returns a server with this handler.
func siteOf(t testing.TB, h *Handler) site {
	t.Helper()
	h.Database = filepath.Join(t.TempDir(), "tasks.db")
	start(t, h)
	next := caddyhttp.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) error {
		w.WriteHeader(http.StatusTeapot)
		return nil
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h.ServeHTTP(w, r, next); err != nil {
			t.Errorf("%s %s: %v", r.Method, r.RequestURI, err)
		}
	}))
	t.Cleanup(server.Close)
	return site{t, server.URL}
}

// A reply is an answer with its body read.
type reply struct {
	status int
	header http.Header
	length int64
	body   string
}

// do sends a request; headers are given as name and value in turn.
func (s site) do(method, uri, body string, headers ...string) reply {
	s.Helper()
	r, err := http.NewRequest(method, s.url+uri, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		s.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, response.ContentLength, string(b)}
}

// update posts an update and returns the answer's body.
func (s site) update(query, contentType, body string) string {
	s.Helper()
	got := s.do("POST", agentPath+"UpdateBatchTask"+query, body, "Content-Type", contentType)
	if got.status != http.StatusOK {
		s.Fatalf("status %d, body %s", got.status, got.body)
	}
	return got.body
}

// task returns a task as it is stored.
func (s site) task(id string) string {
	s.Helper()
	return s.do("POST", agentPath+"GetBatchTaskInfo?batchTaskId="+id, "").body
}

// sampleJSON returns a sample task as a new database has it.
func sampleJSON(t testing.TB, id int64) string {
	t.Helper()
	for _, task := range sampleTasks() {
		if gjson.Get(task, "Id").Int() == id {
			return task
		}
	}
	t.Fatalf("there is no sample %d", id)
	return ""
}

// expect compares two texts.
func expect(t testing.TB, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// brokenReader is the body of a client that went away.
type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// refused returns what the API says in one of its two error objects.
func refused(got reply) string {
	if gjson.Get(got.body, "Error").Bool() {
		return fmt.Sprint(got.status, " Message: ", gjson.Get(got.body, "Message").Str)
	}
	return fmt.Sprint(got.status, " MessageDetail: ", gjson.Get(got.body, "MessageDetail").Str)
}
