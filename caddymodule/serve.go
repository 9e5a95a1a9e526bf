package caddymodule

import (
	"net/http"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"

	"github.com/caddy-batchtask/caddy-batchtask/internal/credential"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/operation"
)

// ServeHTTP guards a request that calls the operation and passes any other on untouched.
func (g *Guard) ServeHTTP(w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	if !g.operation.Match(r.URL) {
		return next.ServeHTTP(w, r)
	}
	if operation.IsSafe(r.Method) {
		operation.DropMethodOverrides(r.Header)
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
		Record: operation.Record, Identity: g.identities, Properties: operation.Properties, Errors: operation.Errors, Rule: &x.answer,
	}
	return nil
}
