package caddymodule

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// acceptEncoding lists the content codings that a request's body may have.
const acceptEncoding = "gzip, deflate"

// refuse ends a request with an error (contract section 6).
func (g *Guard) refuse(w http.ResponseWriter, r *http.Request, x *exchange, err error) error {
	if r.ContentLength != 0 && !x.bodyRead {
		closeBehindResponse(w, r)
	}
	var f *problem.Error
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
	case problem.UnsupportedMediaType, problem.UnsupportedCharset:
		h.Set("Accept-Post", document.AcceptPost)
	case problem.UnsupportedCoding:
		h.Set("Accept-Encoding", acceptEncoding)
	}
	if f.Kind.Status == http.StatusUnauthorized {
		h["Www-Authenticate"] = g.policy.Challenges(r.Header)
	}
	if g.Errors == "caddy" {
		dropBody(r)
		return caddyhttp.Error(f.Kind.Status, f)
	}
	writeProblem(w, r, f)
	return nil
}

// problemDocument is an RFC 9457 problem document, in JSON and in XML. Type is a relative reference with only a fragment: it
// names the kind and is not to be fetched.
type problemDocument struct {
	XMLName xml.Name `json:"-" xml:"urn:ietf:rfc:7807 problem"`
	Type    string   `json:"type" xml:"type"`
	Title   string   `json:"title" xml:"title"`
	Status  int      `json:"status" xml:"status"`
	Detail  string   `json:"detail" xml:"detail"`
}

func writeProblem(w http.ResponseWriter, r *http.Request, f *problem.Error) {
	p := problemDocument{Type: "#" + f.Kind.Type, Title: f.Kind.Title, Status: f.Kind.Status, Detail: f.Detail}
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
