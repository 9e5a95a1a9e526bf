package caddymodule

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"
)

func provisioned(tb testing.TB, g *Guard) *Guard {
	tb.Helper()
	ctx, cancel := caddy.NewContext(caddy.Context{Context: context.Background()})
	tb.Cleanup(cancel)
	if err := g.Provision(ctx); err != nil {
		tb.Fatal(err)
	}
	return g
}

// sink is a client without any cost.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }

// benchRequest measures the guard in front of a handler that responds with body, without the cost of net/http and Caddy.
func benchRequest(b *testing.B, target string, header map[string]string, sent, response string) {
	g := provisioned(b, new(Guard))
	g.logger = zap.NewNop()
	responseHeader := []string{"application/json; charset=utf-8"}
	next := caddyhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
		w.Header()["Content-Type"] = responseHeader
		_, err := io.WriteString(w, response)
		return err
	})
	base := httptest.NewRequest(http.MethodPost, target, nil)
	vars := map[string]any{}
	base = base.WithContext(context.WithValue(base.Context(), caddyhttp.VarsCtxKey, vars))
	body := strings.NewReader(sent)
	w := &sink{http.Header{}}
	r := new(http.Request)
	h := http.Header{}
	values := map[string][]string{}
	for name, value := range header {
		values[http.CanonicalHeaderKey(name)] = []string{value}
	}
	b.ReportAllocs()
	for b.Loop() {
		clear(h)
		maps.Copy(h, values)
		clear(w.header)
		body.Reset(sent)
		*r = *base
		r.Header, r.Body, r.ContentLength = h, io.NopCloser(body), int64(len(sent))
		if err := g.ServeHTTP(w, r, next); err != nil {
			b.Fatal(err)
		}
	}
}

var benchHeader = map[string]string{
	"Authorization": "Bearer 8A:Cust12345.AGYA", "Content-Type": "application/json; charset=utf-8",
}

func BenchmarkServeHTTP(b *testing.B) {
	withZone := map[string]string{"SO-TimeZone": "US-NY"}
	maps.Copy(withZone, benchHeader)
	query := strings.TrimPrefix(sampleQuery, "?")
	b.Run("full job", func(b *testing.B) {
		benchRequest(b, operationPath+"?"+query, withZone, sample(b, "request.json"), sample(b, "response.json"))
	})
	b.Run("strip only", func(b *testing.B) {
		benchRequest(b, operationPath, benchHeader, sample(b, "request.json"), sample(b, "response.json"))
	})
	b.Run("not the operation", func(b *testing.B) {
		benchRequest(b, "/api/v1/Agents/Contact/GetContactEntity", benchHeader, sample(b, "request.json"), "{}")
	})
}
