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

// acceptEncoding lists the content codings that a request body may have.
const acceptEncoding = "gzip, deflate"

// refuse responds with a problem (contract section 6).
func (g *Guard) refuse(w http.ResponseWriter, r *http.Request, x *exchange, err error) error {
	if r.ContentLength != 0 && !x.bodyRead {
		closeAfterResponse(w, r)
	}
	var p *problem.Error
	if !errors.As(err, &p) {
		return caddyhttp.Error(http.StatusInternalServerError, err)
	}
	g.metrics.countRejection(p.Kind)
	g.tracer.Refused(p)
	if c := g.logger.Check(zapcore.InfoLevel, "rejected request"); c != nil {
		c.Write(zap.String("reason", p.Kind.Type), zap.Int("status", p.Kind.Status), zap.String("detail", p.Detail))
	}
	h := w.Header()
	switch p.Kind {
	case problem.UnsupportedMediaType, problem.UnsupportedCharset:
		h.Set("Accept-Post", document.AcceptPost)
	case problem.UnsupportedCoding:
		h.Set("Accept-Encoding", acceptEncoding)
	}
	if p.Kind.Status == http.StatusUnauthorized {
		h["Www-Authenticate"] = g.policy.Challenges(r.Header)
	}
	if g.Errors == "caddy" {
		dropBody(r)
		return caddyhttp.Error(p.Kind.Status, p)
	}
	writeProblem(w, r, p)
	return nil
}

// problemDocument is an RFC 9457 problem document, in JSON and XML. Type is a relative reference that is only a fragment: it
// names the kind and can't be fetched.
type problemDocument struct {
	XMLName xml.Name `json:"-" xml:"urn:ietf:rfc:7807 problem"`
	Type    string   `json:"type" xml:"type"`
	Title   string   `json:"title" xml:"title"`
	Status  int      `json:"status" xml:"status"`
	Detail  string   `json:"detail" xml:"detail"`
}

func writeProblem(w http.ResponseWriter, r *http.Request, p *problem.Error) {
	doc := problemDocument{Type: "#" + p.Kind.Type, Title: p.Kind.Title, Status: p.Kind.Status, Detail: p.Detail}
	var body strings.Builder
	mediaType := "application/problem+json"
	if prefersXML(r.Header["Accept"]) {
		mediaType = "application/problem+xml"
		body.WriteString(xml.Header)
		_ = xml.NewEncoder(&body).Encode(doc) // writing strings to memory can't fail
	} else {
		enc := json.NewEncoder(&body)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(doc) // likewise
	}
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(p.Kind.Status)
	_, _ = w.Write([]byte(body.String())) // the client may have left
}

// jsonTypes and xmlTypes are the media types with which a client may ask for a problem document.
var (
	jsonTypes = []string{"application/problem+json", "application/json", "text/json"}
	xmlTypes  = []string{"application/problem+xml", "application/xml", "text/xml"}
)

// prefersXML reports whether the Accept header gives an XML type a higher quality than every JSON type. A client without a
// preference gets JSON.
func prefersXML(lines []string) bool {
	return accept.Best(lines, slices.Concat(jsonTypes, xmlTypes)...) >= len(jsonTypes)
}

const (
	// lingers is how long the guard reads and discards what a client still sends after a refusal. If it closed the connection
	// at once, the client's next bytes would be met by a reset, and many clients would lose the response (RFC 9112
	// section 9.6).
	lingers = 2 * time.Second
	// pageTime is how long an error page may take once the client has left or has ended its side of the connection: the two
	// look the same.
	pageTime = 5 * time.Second
)

// closeAfterResponse makes net/http respond without waiting for the rest of the body, announce that with Connection: close, and
// read nothing else on this connection as a request (contract section 6). HTTP/2 and 3 end only the stream and need none of
// this.
func closeAfterResponse(w http.ResponseWriter, r *http.Request) {
	if r.ProtoMajor != 1 {
		return
	}
	w.Header().Set("Connection", "close")
	// The header alone is not enough: one of the site's directives may change it, and with it the connection is closed without
	// the pause that saves the client from a reset. A body that exceeds a limit has the effect whatever happens to the header.
	_, _ = http.MaxBytesReader(innermost(w), io.NopCloser(strings.NewReader("-")), 0).Read(make([]byte, 1))
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(lingers)) // instead of the site's
}

// innermost returns the server's writer.
func innermost(w http.ResponseWriter) http.ResponseWriter {
	for {
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w
		}
		w = wrapper.Unwrap()
	}
}

// dropBody removes the body from r, in place, so that the site's handle_errors sees no body either: what has been read of it
// can't be sent to a server of error pages, and the rest must not be waited for. Nor is the page given up because the client
// has ended its side of the connection or was too slow: it may still be listening.
func dropBody(r *http.Request) {
	r.Body, r.GetBody, r.ContentLength, r.TransferEncoding, r.Trailer = http.NoBody, nil, 0, nil, nil
	for _, name := range []string{"Content-Length", "Content-Encoding", "Trailer", "Expect"} {
		delete(r.Header, name)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	context.AfterFunc(r.Context(), func() { time.AfterFunc(pageTime, cancel) })
	*r = *r.WithContext(ctx)
}
