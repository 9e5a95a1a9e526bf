package caddymodule

import (
	"net/http"
	"sync"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/credential"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// ServeHTTP guards a request that calls the operation and passes any other on untouched.
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

// guard takes a call of the operation through all it has to pass. Whatever a client can get wrong is found before next is
// called; after that nothing becomes an error of the guard's own.
func (g *Guard) guard(w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	x := exchanges.Get().(*exchange)
	x.lasting = new(lasting)
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

// admit checks who may pass (contract section 3).
func (g *Guard) admit(r *http.Request, x *exchange) (err error) {
	x.started = time.Now()
	if !credential.HasAppToken(r.Header) {
		x.appToken = g.expandAppToken(r)
	}
	x.scheme, err = g.policy.Check(r.Header, x.appToken != "")
	return err
}

// forward sets the request's headers as they are sent on (contract section 4).
func (g *Guard) forward(r *http.Request, x *exchange) {
	h := r.Header
	if x.appToken != "" {
		h[credential.HeaderAppToken] = []string{x.appToken}
	}
	g.askZone(h, x)
	if x.reshapes {
		x.acceptEncoding.set(h, "Accept-Encoding", "identity")
	}
	// The body has been read whole, so there is nothing left to expect or to announce.
	delete(h, "Expect")
	delete(h, "Trailer")
	r.Trailer = nil
	g.metrics.forwarded.Inc()
}

// plan reads from query and header what becomes of the answer (contract section 5).
func (g *Guard) plan(r *http.Request, x *exchange) error {
	if g.Select != off {
		if err := x.parseSelect(r.URL.RawQuery, g.selections); err != nil {
			return err
		}
	}
	if err := g.planDateTimes(r, x); err != nil {
		return err
	}
	x.reshapes = x.asked.Asked || x.answer.Selection != nil
	x.document = edit.Document{
		Record: batchtask.Record, Identity: g.identities, Properties: batchtask.Properties, Errors: batchtask.Errors, Rule: &x.answer,
	}
	return nil
}

// exchange is what the guard knows of one request and its answer, and the memory that it works in. Nothing in it but
// lasting may be used after ServeHTTP has returned.
type exchange struct {
	*lasting

	scheme   string
	appToken string // to be added
	selects  string // the $select
	zone     string // the name of the zone asked for
	zoneSaid bool   // the response has an SO-TimeZone
	stripped string // the value of the stripped header
	bodyRead bool   // to its end, without a fault
	reshapes bool   // the answer may have to be reshaped

	answer     edit.Response
	document   edit.Document
	asked      timezone.Request
	conversion timezone.Conversion
	converters []edit.Converter

	result  edit.Result // of the strip, then of the reshape
	decoded []byte      // a body whose content coding was undone
	scratch []byte      // for gathering what is written

	started time.Time
	spent   time.Duration // by the guard itself, on the request
}

// lasting is what may be used after ServeHTTP has returned: by a transport that still reads the body, by what wrote the
// answer, by a log or a header that is read later. It is not pooled, and in one piece so that it is allocated once.
type lasting struct {
	note     annotation
	sending  sending
	request  http.Request // that next is called with
	recorder recorder

	contentLength, acceptEncoding, zoneAsked fieldValue // of the request

	zoneNamed fieldValue // of the response
}

// fieldValue is the place of a header field's only value.
type fieldValue [1]string

func (v *fieldValue) set(h http.Header, name, value string) {
	v[0] = value
	h[name] = v[:]
}

var exchanges = sync.Pool{New: func() any { return new(exchange) }}

// release gives the exchange back for the next request, with nothing of this one in it but memory.
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
		x.answer.Selection = node
	}
	return nil
}

// buffer is pooled memory for a body.
type buffer struct{ data []byte }

// maxPooled is the size in bytes past which memory is left to the garbage collector instead of a pool, so that one large
// body does not hold on to it for ever.
const maxPooled = 1 << 20

var buffers = sync.Pool{New: func() any { return new(buffer) }}

func getBuffer() *buffer { return buffers.Get().(*buffer) }

func putBuffer(b *buffer) {
	if cap(b.data) <= maxPooled {
		b.data = b.data[:0]
		buffers.Put(b)
	}
}

// grow makes room for at least one byte more. It doubles the memory, but not past what is expected of the body (or -1):
// memory follows what has arrived and not what is announced, so that many idle requests hold little of it.
func (b *buffer) grow(expected int64) {
	const least = 4 << 10
	size := max(least, 2*cap(b.data))
	if int64(len(b.data)) <= expected && expected < int64(size) {
		size = int(expected) + 1 // and one byte in which to meet the end
	}
	b.data = append(make([]byte, 0, size), b.data...)
}
