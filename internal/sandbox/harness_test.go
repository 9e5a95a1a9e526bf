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

// provision returns a started handler with the given database.
func provision(t testing.TB, database string) *Handler {
	t.Helper()
	h := &Handler{Database: database}
	start(t, h)
	return h
}

// start provisions and validates a handler, and cleans it up when the test ends.
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

// A site is a server with its own sandbox. It responds with 418 to requests that the sandbox passes on.
type site struct {
	testing.TB
	url string
}

func newSite(t testing.TB) site {
	t.Helper()
	return siteOf(t, &Handler{})
}

// siteOf returns a site with the given handler and a new database.
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

// A reply is a response whose body has been read.
type reply struct {
	status int
	header http.Header
	length int64
	body   string
}

// do sends a request; headers alternates names and values.
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

// update sends an update, which must succeed, and returns the response body.
func (s site) update(query, contentType, body string) string {
	s.Helper()
	got := s.do("POST", agentPath+"UpdateBatchTask"+query, body, "Content-Type", contentType)
	if got.status != http.StatusOK {
		s.Fatalf("status %d, body %s", got.status, got.body)
	}
	return got.body
}

// task returns a stored task.
func (s site) task(id string) string {
	s.Helper()
	return s.do("POST", agentPath+"GetBatchTaskInfo?batchTaskId="+id, "").body
}

// sampleJSON returns a task of a new database.
func sampleJSON(t testing.TB, id int64) string {
	t.Helper()
	for _, task := range sampleTasks() {
		if gjson.Get(task, "Id").Int() == id {
			return task
		}
	}
	t.Fatalf("no sample has id %d", id)
	return ""
}

func expect(t testing.TB, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// brokenReader is the body of a client that has disconnected.
type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// errorText returns the status and message of either of the API's error objects.
func errorText(got reply) string {
	if gjson.Get(got.body, "Error").Bool() {
		return fmt.Sprint(got.status, " Message: ", gjson.Get(got.body, "Message").Str)
	}
	return fmt.Sprint(got.status, " MessageDetail: ", gjson.Get(got.body, "MessageDetail").Str)
}
