package caddymodule

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/caddy-batchtask/caddy-batchtask/internal/accept"
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

// jsonTypes and xmlTypes are the media types by which a client may ask for a problem document.
var (
	jsonTypes = []string{"application/problem+json", "application/json", "text/json"}
	xmlTypes  = []string{"application/problem+xml", "application/xml", "text/xml"}
)

// prefersXML reports whether the Accept header gives a type of XML a higher quality than every type of JSON (RFC 9110
// section 12.5.1): JSON is what is sent where a client has no preference.
func prefersXML(lines []string) bool {
	return accept.Best(lines, slices.Concat(jsonTypes, xmlTypes)...) >= len(jsonTypes)
}

const (
	// lingers is how long what a client still sends behind a refusal is read and thrown away. To close at once would have
	// many a client lose the response to the reset that its next bytes get (RFC 9112 section 9.6).
	lingers = 2 * time.Second
	// pageTime is how long an error page may still take once the client has left, or has only ended what it sends: the
	// two look the same.
	pageTime = 5 * time.Second
)

// closeBehindResponse has net/http answer without waiting for the rest of the body, say so with Connection: close, and
// read nothing on this connection as another request (contract section 6). HTTP/2 and 3 end the stream and need nothing.
func closeBehindResponse(w http.ResponseWriter, r *http.Request) {
	if r.ProtoMajor != 1 {
		return
	}
	w.Header().Set("Connection", "close")
	// The header alone would do until a directive of the site's changes it, and it has the connection closed without the
	// pause that spares the client a reset. A body over its limit tells net/http both, whatever happens to the header.
	_, _ = http.MaxBytesReader(innermost(w), io.NopCloser(strings.NewReader("-")), 0).Read(make([]byte, 1))
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(lingers)) // else it is the site's own
}

// innermost returns the server's own writer.
func innermost(w http.ResponseWriter) http.ResponseWriter {
	for {
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w
		}
		w = wrapper.Unwrap()
	}
}

// dropBody makes r one without a body, in place, so that the site's handle_errors sees it too: what has been read of the
// body can't be sent to a server of error pages, and the rest is not to be waited for. Nor is the page to be given up
// because the client has ended what it sends, or was too slow: it may still be listening.
func dropBody(r *http.Request) {
	r.Body, r.GetBody, r.ContentLength, r.TransferEncoding, r.Trailer = http.NoBody, nil, 0, nil, nil
	for _, name := range []string{"Content-Length", "Content-Encoding", "Trailer", "Expect"} {
		delete(r.Header, name)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	context.AfterFunc(r.Context(), func() { time.AfterFunc(pageTime, cancel) })
	*r = *r.WithContext(ctx)
}
