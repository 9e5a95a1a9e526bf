package caddymodule

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/coding"
	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// replaceBody reads the request's body, strips what can't be updated, and makes the request look as if it had been sent that
// way (contract section 4). The time spent waiting for the body does not count as the guard's.
func (g *Guard) replaceBody(r *http.Request, x *exchange) error {
	media, encoded, err := bodyHead(r.Header)
	x.spent = time.Since(x.started)
	switch {
	case err != nil && isEmpty(r):
		x.setBody(r) // an empty body passes whatever the header says about it
		return nil
	case err != nil:
		return err
	case r.ContentLength > g.MaxRequestBody:
		return g.tooLarge()
	}
	in := getBuffer()
	defer putBuffer(in)
	if r.ContentLength != 0 {
		if err = g.readBody(r, in); err != nil {
			return err
		}
	}
	x.bodyRead = true
	x.started = time.Now()
	if len(in.data) > 0 {
		err = g.strip(r, x, in, media, encoded)
	} else {
		x.setBody(r)
	}
	x.spent += time.Since(x.started)
	return err
}

var errNoContentType = problem.New(problem.UnsupportedMediaType, "the body has no Content-Type: it must be one of %s",
	document.AcceptPost)

// bodyHead reads the header fields that describe the body.
func bodyHead(h http.Header) (media document.Media, encoded coding.Coding, err error) {
	contentType := h["Content-Type"]
	if len(contentType) == 0 {
		return media, encoded, errNoContentType
	}
	if media, err = document.RequestMedia(contentType[0]); err != nil {
		return media, encoded, err
	}
	encoded = coding.Parse(h["Content-Encoding"])
	if encoded > coding.Deflate {
		return media, encoded, problem.New(problem.UnsupportedCoding, "the Content-Encoding %s is not one of: %s",
			problem.Quote(strings.Join(h["Content-Encoding"], ", ")), acceptEncoding)
	}
	return media, encoded, nil
}

// isEmpty reports whether the request has an empty body. For a chunked body it reads the first byte, unless the client waits
// for 100 Continue: a client with nothing to send would not.
func isEmpty(r *http.Request) bool {
	if r.ContentLength >= 0 || r.Header["Expect"] != nil {
		return r.ContentLength == 0
	}
	_, err := io.ReadFull(r.Body, make([]byte, 1))
	return err == io.EOF
}

func (g *Guard) tooLarge() error {
	return problem.New(problem.BodyTooLarge, "the body is larger than the limit of %d bytes", g.MaxRequestBody)
}

// readBody reads the request's body into in.
func (g *Guard) readBody(r *http.Request, in *buffer) error {
	for {
		if len(in.data) == cap(in.data) {
			in.grow(r.ContentLength)
		}
		// Inside a chunk, net/http's reader waits until it has filled what it is given, so that must not exceed the limit.
		n, err := r.Body.Read(in.data[len(in.data):min(int64(cap(in.data)), g.MaxRequestBody+1)])
		in.data = in.data[:len(in.data)+n]
		switch {
		case int64(len(in.data)) > g.MaxRequestBody:
			return g.tooLarge()
		case err == io.EOF:
			return nil
		case err != nil:
			return g.bodyProblem(r, err)
		}
	}
}

// bodyProblem returns the problem for a body that could not be read to its end: the client's, or a limit of the site.
func (g *Guard) bodyProblem(r *http.Request, err error) error {
	var tooLarge *http.MaxBytesError // of request_body, in front of the guard
	var handler caddyhttp.HandlerError
	var network net.Error
	connectionFailed := r.Context().Err() != nil // net/http's only sign of a failure inside a trailer
	switch {
	case errors.As(err, &tooLarge), errors.As(err, &handler) && handler.StatusCode == http.StatusRequestEntityTooLarge:
		return problem.New(problem.BodyTooLarge, "the body is larger than the site's limit")
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &network) && network.Timeout(), connectionFailed && outOfTime(r):
		return problem.New(problem.RequestTimeout, "the body did not arrive in time")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, context.Canceled), errors.Is(err, net.ErrClosed),
		errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE), connectionFailed,
		r.ProtoMajor > 1: // HTTP/2 and 3 have no transfer coding that could be malformed
		return problem.New(problem.ClientClosedRequest, "the body ended before all of it had arrived")
	}
	return problem.New(problem.MalformedBody, "the body's transfer coding can't be read")
}

// outOfTime reports whether the server's timeout for the body has expired.
func outOfTime(r *http.Request) bool {
	reader, _ := caddyhttp.IdleTimeoutsFromContext(r.Context())
	return reader != nil && !reader.Deadline.HardDeadline.IsZero() && !time.Now().Before(reader.Deadline.HardDeadline)
}

var utf8Mark = []byte("\xEF\xBB\xBF")

// strip decodes and strips the body in in, and makes the result the body of r.
func (g *Guard) strip(r *http.Request, x *exchange, in *buffer, media document.Media, encoded coding.Coding) error {
	body := in.data
	if encoded != coding.Identity {
		var err error
		if x.decoded, err = coding.Decode(x.decoded[:0], body, encoded, g.MaxRequestBody); err != nil {
			if errors.Is(err, coding.ErrTooLarge) {
				return g.tooLarge()
			}
			return problem.New(problem.MalformedBody, "the body is not what its Content-Encoding says: %s", err)
		}
		body = x.decoded
	}
	if len(body) > 0 {
		body = bytes.TrimPrefix(body, utf8Mark)
		if err := media.Check(body); err != nil {
			return err
		}
		if err := media.Format.Strip(body, &g.filter, &x.result); err != nil {
			return err
		}
		g.tracer.Stripped(media.Format, body, &g.filter, &x.result)
	}
	if err := g.reportStripped(x); err != nil {
		return err
	}
	// The forwarded body gets memory that is not pooled: the transport may still read it after next has returned.
	edits := &x.result.Edits
	x.sending.data = edits.AppendTo(make([]byte, 0, edits.Size(len(body))), body)
	x.setBody(r)
	delete(r.Header, "Content-Encoding")
	dropDigests(r.Header, in.data, x.sending.data)
	return nil
}

// reportStripped counts and logs the stripped properties, or refuses the request because of them.
func (g *Guard) reportStripped(x *exchange) error {
	stripped := &x.result.Stripped
	if stripped.Len() == 0 {
		return nil
	}
	if g.NonUpdatable == "reject" {
		return problem.New(problem.NonUpdatableProperty, "these properties can't be updated: %s", listAll(stripped))
	}
	x.stripped = listStripped(stripped)
	g.metrics.countStripped(stripped)
	if c := g.logger.Check(zapcore.DebugLevel, "stripped properties that can't be updated"); c != nil {
		c.Write(zap.String("stripped", x.stripped))
	}
	return nil
}

// dropHopByHop removes the fields that are meant for this connection only: those that Connection names, and those that would
// switch it to another protocol (RFC 9110 section 7.6.1, RFC 8441). This happens before any check, so that what is checked
// is what is forwarded: a request with "Connection: Authorization" has no Authorization.
func dropHopByHop(r *http.Request) {
	h := r.Header
	for _, line := range h["Connection"] {
		for name := range strings.SplitSeq(line, ",") {
			h.Del(textproto.TrimString(name))
		}
	}
	delete(h, "Connection")
	delete(h, "Upgrade")
	delete(h, "Http2-Settings")
	if r.Method == http.MethodConnect {
		// reverse_proxy would turn an extended CONNECT into a GET with Upgrade.
		delete(h, ":protocol") // of HTTP/2
		if r.ProtoMajor == 3 {
			r.Proto = "HTTP/3.0"
		}
		dropMethodOverrides(h)
	}
}

// hideIdempotencyKey keeps net/http's transport from sending a request without a body again, on its own, if the connection breaks
// after it was sent. The transport does that if it finds an idempotency key, and finds one only in its canonical spelling. A
// request with a body is protected by its GetBody.
func hideIdempotencyKey(h http.Header) {
	for _, key := range []string{"Idempotency-Key", "X-Idempotency-Key"} {
		if values, ok := h[key]; ok {
			delete(h, key)
			h[strings.ToLower(key)] = values
		}
	}
}

// dropDigests removes the digests of the original body if a different one is forwarded.
func dropDigests(h http.Header, received, forwarded []byte) {
	for _, name := range [...]string{"Content-Md5", "Digest", "Content-Digest", "Repr-Digest"} {
		if h[name] != nil && !bytes.Equal(received, forwarded) {
			delete(h, name)
		}
	}
}

// dropMethodOverrides removes the headers that would turn a safe request into an unsafe one behind the proxy.
func dropMethodOverrides(h http.Header) {
	for name := range h {
		if batchtask.IsMethodOverride(name) {
			delete(h, name)
		}
	}
}
