package sandbox

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

// An exchange is a request to the agent and its response. It is encoded only when /sandbox/last is read, so that
// recording stays cheap.
type exchange struct {
	number         int64
	time           time.Time
	method         string
	uri            string
	proto          string
	header         http.Header
	trailer        http.Header
	body           string
	status         int
	responseHeader http.Header
	responseBody   string
}

// record stores the exchange as the last one. It copies the headers, because the server reuses them.
func (s *store) record(r *http.Request, body string, status int, responseHeader http.Header, responseBody string) {
	e := &exchange{
		number: s.exchanges.Add(1), time: time.Now(),
		method: r.Method, uri: r.RequestURI, proto: r.Proto,
		header: r.Header.Clone(), trailer: r.Trailer.Clone(), body: body,
		status: status, responseHeader: responseHeader.Clone(), responseBody: responseBody,
	}
	if original, ok := r.Context().Value(caddyhttp.OriginalRequestCtxKey).(http.Request); ok {
		e.method, e.uri = original.Method, original.RequestURI
	}
	// net/http removes these two from the headers.
	e.header.Set("Host", r.Host)
	if len(r.TransferEncoding) > 0 {
		e.header.Set("Transfer-Encoding", strings.Join(r.TransferEncoding, ", "))
	}
	s.last.Store(e)
}

// String returns the exchange as JSON.
func (e *exchange) String() string {
	type message struct {
		Status       int         `json:"status,omitempty"`
		Headers      http.Header `json:"headers"`
		Body         string      `json:"body"`
		BodyEncoding string      `json:"bodyEncoding"`
		Trailers     http.Header `json:"trailers,omitempty"`
	}
	requestBody, requestEncoding := encodeBody(e.body)
	responseBody, responseEncoding := encodeBody(e.responseBody)
	return encode(struct {
		Number int64     `json:"number"`
		Time   time.Time `json:"time"`
		Method string    `json:"method"`
		URI    string    `json:"uri"`
		Proto  string    `json:"proto"`
		message
		Response message `json:"answer"`
	}{
		Number: e.number, Time: e.time, Method: e.method, URI: e.uri, Proto: e.proto,
		message:  message{Headers: e.header, Body: requestBody, BodyEncoding: requestEncoding, Trailers: e.trailer},
		Response: message{Status: e.status, Headers: e.responseHeader, Body: responseBody, BodyEncoding: responseEncoding},
	})
}

// encodeBody returns the body as text, or as base64 if it is not UTF-8, and the encoding used.
func encodeBody(body string) (text, encoding string) {
	if utf8.ValidString(body) {
		return body, "utf-8"
	}
	return base64.StdEncoding.EncodeToString([]byte(body)), "base64"
}
