package sandbox

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

// An exchange is one request to the agent as it arrived, and what was answered. It is kept as it is and made readable
// only when someone asks for it, as requests are many and readers few.
type exchange struct {
	number   int64
	time     time.Time
	method   string
	uri      string
	proto    string
	header   http.Header
	trailer  http.Header
	body     string
	status   int
	answered http.Header
	answer   string
}

// record keeps the exchange as the last one. The headers are copied: the server uses theirs again.
func (s *store) record(r *http.Request, body string, status int, answered http.Header, answer string) {
	e := &exchange{
		number: s.exchanges.Add(1), time: time.Now(),
		method: r.Method, uri: r.RequestURI, proto: r.Proto,
		header: r.Header.Clone(), trailer: r.Trailer.Clone(), body: body,
		status: status, answered: answered.Clone(), answer: answer,
	}
	if original, ok := r.Context().Value(caddyhttp.OriginalRequestCtxKey).(http.Request); ok {
		e.method, e.uri = original.Method, original.RequestURI
	}
	// The server takes these out of the headers; a reader who compares wants to see them where the client put them.
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
	body, encoding := readable(e.body)
	answer, answerEncoding := readable(e.answer)
	return encode(struct {
		Number int64     `json:"number"`
		Time   time.Time `json:"time"`
		Method string    `json:"method"`
		URI    string    `json:"uri"`
		Proto  string    `json:"proto"`
		message
		Answer message `json:"answer"`
	}{
		Number: e.number, Time: e.time, Method: e.method, URI: e.uri, Proto: e.proto,
		message: message{Headers: e.header, Body: body, BodyEncoding: encoding, Trailers: e.trailer},
		Answer:  message{Status: e.status, Headers: e.answered, Body: answer, BodyEncoding: answerEncoding},
	})
}

// readable returns a body as text, or in base64 if it is none, and which of the two it is.
func readable(body string) (value, encoding string) {
	if utf8.ValidString(body) {
		return body, "utf-8"
	}
	return base64.StdEncoding.EncodeToString([]byte(body)), "base64"
}
