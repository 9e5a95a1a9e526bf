package caddymodule

import (
	"net/http"
	"sync"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/credential"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// ServeHTTP guards requests that call the operation and passes all others on untouched.
func (g *Guard) ServeHTTP(w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	if !g.operation.Match(r.URL) {
		return next.ServeHTTP(w, r)
	}
	if batchtask.IsSafe(r.Method) {
		dropMethodOverrides(r.Header)
		return next.ServeHTTP(w, r)
	}
	return g.guard(w, r, next)
}

// guard takes a call of the operation through every step. Whatever a client can get wrong is found before next is called;
// after that, nothing becomes an error of the guard.
func (g *Guard) guard(w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	x := exchanges.Get().(*exchange)
	x.lasting = new(lasting)
	x.result.Account, x.document.Found = g.tracer.Taken()
	defer x.release()

	dropHopByHop(r)
	err := g.admit(r, x)
	if err == nil {
		err = g.plan(r, x)
	}
	if err == nil {
		err = g.replaceBody(r, x)
	}
	g.annotate(r, x)
	if err != nil {
		return g.refuse(w, r, x, err)
	}
	g.forward(r, x)
	observe(g.metrics.requestDuration, x.spent)
	return g.send(w, r, x, next)
}

// admit checks the credentials (contract section 3).
func (g *Guard) admit(r *http.Request, x *exchange) (err error) {
	x.started = time.Now()
	if g.AppToken != "" && !credential.HasAppToken(r.Header) {
		repl := r.Context().Value(caddy.ReplacerCtxKey).(*caddy.Replacer)
		if x.appToken, err = g.expandAppToken(repl); err != nil {
			g.logger.Error("no SO-AppToken is added", zap.Error(err))
		}
	}
	x.scheme, err = g.policy.Check(r.Header, x.appToken != "")
	return err
}

// forward sets the headers of the forwarded request (contract section 4).
func (g *Guard) forward(r *http.Request, x *exchange) {
	h := r.Header
	if x.appToken != "" {
		h[credential.HeaderAppToken] = []string{x.appToken}
	}
	g.askZone(h, x)
	if x.reshapes {
		x.acceptEncoding.set(h, "Accept-Encoding", "identity")
	}
	// The body has been read to its end, so there is nothing left to expect or announce.
	delete(h, "Expect")
	delete(h, "Trailer")
	r.Trailer = nil
	if r.ContentLength == 0 {
		hideIdempotencyKey(h)
	}
	g.metrics.forwarded.Inc()
}

// plan reads from the query and the header how the response is to be reshaped (contract section 5).
func (g *Guard) plan(r *http.Request, x *exchange) error {
	if g.Select != off {
		if err := x.parseSelect(r.URL.RawQuery, g.selections); err != nil {
			return err
		}
	}
	if err := g.planDateTimes(r, x); err != nil {
		return err
	}
	x.reshapes = x.asked.Asked || x.response.Selection != nil
	x.document = edit.Document{
		Record: batchtask.Record, Identity: g.identities, Properties: batchtask.Properties, Errors: batchtask.Errors,
		Rule: &x.response, Found: x.document.Found,
	}
	return nil
}

// exchange is what the guard knows about one request and its response, and the memory it works in. Only lasting may be used
// after ServeHTTP has returned.
type exchange struct {
	*lasting

	scheme   string
	appToken string // to add to the request
	selects  string // the $select
	zone     string // the name of the zone asked for
	zoneSaid bool   // the response has an SO-TimeZone
	stripped string // the value of the stripped header
	bodyRead bool   // to its end, without an error
	reshapes bool   // the response may have to be reshaped

	response   edit.Response
	document   edit.Document
	asked      timezone.Request
	conversion timezone.Conversion
	converters []edit.Converter

	result  edit.Result // of the strip, then of the reshape
	decoded []byte      // a body without its content coding
	scratch []byte      // in which writes are gathered

	started time.Time
	spent   time.Duration // on the request, by the guard itself
}

// lasting may be used after ServeHTTP has returned: by a transport that is still reading the body, by a handler that still
// holds the response writer, or by the access log. So it is not pooled. It is one struct, to be allocated once.
type lasting struct {
	note     annotation
	sending  sending
	request  http.Request // for next
	recorder recorder

	contentLength, acceptEncoding, zoneAsked fieldValue // of the request

	zoneNamed fieldValue // of the response
}

// fieldValue is the memory for the value of a header field that has only one.
type fieldValue [1]string

func (v *fieldValue) set(h http.Header, name, value string) {
	v[0] = value
	h[name] = v[:]
}

var exchanges = sync.Pool{New: func() any { return new(exchange) }}

// release returns the exchange to the pool, keeping only its memory.
func (x *exchange) release() {
	clear(x.converters)
	fresh := exchange{converters: x.converters[:0], result: x.result, scratch: x.scratch[:0]}
	fresh.result.Reset()
	if fresh.result.Cap() > maxPooled {
		fresh.result = edit.Result{}
	}
	if cap(x.decoded) <= maxPooled {
		fresh.decoded = x.decoded[:0]
	}
	*x = fresh
	exchanges.Put(x)
}

func (x *exchange) parseSelect(query string, cache *selection.Cache) error {
	list, ok, err := selection.FromQuery(query)
	if !ok || err != nil {
		return err
	}
	node, err := cache.Parse(list)
	if err != nil {
		return err
	}
	x.selects = list
	if node != nil {
		x.response.Selection = node
	}
	return nil
}

// buffer is pooled memory for a body.
type buffer struct{ data []byte }

// maxPooled is the size in bytes above which memory is left to the garbage collector instead of being pooled, so that one
// large body does not occupy it forever.
const maxPooled = 1 << 20

var buffers = sync.Pool{New: func() any { return new(buffer) }}

func getBuffer() *buffer { return buffers.Get().(*buffer) }

func putBuffer(b *buffer) {
	if cap(b.data) <= maxPooled {
		b.data = b.data[:0]
		buffers.Put(b)
	}
}

// grow makes room for at least one more byte. It doubles the memory, up to the expected length of the body (or -1). As
// memory follows what has arrived, not what was announced, idle requests hold little of it.
func (b *buffer) grow(expected int64) {
	const least = 4 << 10
	size := max(least, 2*cap(b.data))
	if int64(len(b.data)) <= expected && expected < int64(size) {
		size = int(expected) + 1 // one more byte, so that the read that meets the end needs no growth
	}
	b.data = append(make([]byte, 0, size), b.data...)
}
