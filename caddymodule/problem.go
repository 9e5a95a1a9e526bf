package caddymodule

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
	"github.com/caddy-batchtask/caddy-batchtask/internal/rewrite"
)

// acceptEncoding lists the content codings that a request's body may have.
const acceptEncoding = "gzip, deflate"

// refuse ends a request with an error (contract section 6).
func (g *Guard) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return caddyhttp.Error(http.StatusInternalServerError, err)
	}
	g.metrics.countRejection(f.Kind)
	if g.tracer != nil {
		g.tracer.Rejected(f)
	}
	if c := g.logger.Check(zapcore.InfoLevel, "rejected request"); c != nil {
		c.Write(zap.String("reason", f.Kind.Type), zap.Int("status", f.Kind.Status), zap.String("detail", f.Detail))
	}
	h := w.Header()
	switch f.Kind {
	case fault.UnsupportedMediaType, fault.UnsupportedCharset:
		h.Set("Accept-Post", rewrite.AcceptPost)
	case fault.UnsupportedCoding:
		h.Set("Accept-Encoding", acceptEncoding)
	}
	if f.Kind.Status == http.StatusUnauthorized {
		h["Www-Authenticate"] = append([]string(nil), g.challenges...)
	}
	if g.Errors == "caddy" {
		return caddyhttp.Error(f.Kind.Status, f)
	}
	answerBeforeBody(w, r, func() { writeProblem(w, r, f) })
	return nil
}

// maxDrained is how much of an unread body is read behind an answer to keep the connection, as much as by net/http.
const maxDrained = 256 << 10

// answerBeforeBody has an answer sent without waiting for a body that has not arrived, as net/http would by default: a
// client that sends the head first, or is slow, learns at once of what is wrong with it. What is left of the body is read
// afterwards. Where net/http answers and closes without waiting, or HTTP/2 needs nothing of the kind, it is left to them.
func answerBeforeBody(w http.ResponseWriter, r *http.Request, answer func()) {
	rc := http.NewResponseController(w)
	if r.ContentLength == 0 || r.ContentLength > maxDrained || r.ProtoMajor > 1 || r.Header["Expect"] != nil ||
		rc.EnableFullDuplex() != nil {
		answer()
		return
	}
	answer()
	if rc.Flush() == nil {
		_, _ = io.CopyN(io.Discard, r.Body, maxDrained) // what is wrong with the body, net/http sees too
	}
}

// problem is an RFC 9457 problem document, in JSON and in XML. Type is a relative reference with only a fragment: it
// names the kind and is not to be fetched.
type problem struct {
	XMLName xml.Name `json:"-" xml:"urn:ietf:rfc:7807 problem"`
	Type    string   `json:"type" xml:"type"`
	Title   string   `json:"title" xml:"title"`
	Status  int      `json:"status" xml:"status"`
	Detail  string   `json:"detail" xml:"detail"`
}

func writeProblem(w http.ResponseWriter, r *http.Request, f *fault.Error) {
	p := problem{Type: "#" + f.Kind.Type, Title: f.Kind.Title, Status: f.Kind.Status, Detail: f.Detail}
	var body strings.Builder
	mediaType := "application/problem+json"
	if prefersXML(r.Header["Accept"]) {
		mediaType = "application/problem+xml"
		body.WriteString(xml.Header)
		_ = xml.NewEncoder(&body).Encode(p) // a struct of strings into memory can't fail
	} else {
		enc := json.NewEncoder(&body)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(p) // likewise
	}
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(f.Kind.Status)
	_, _ = w.Write([]byte(body.String())) // the client may have left
}
