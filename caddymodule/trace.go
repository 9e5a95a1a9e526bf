package caddymodule

import (
	"go.uber.org/zap"

	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// Tracer is told what a guard does while it does it, as far as neither the request that goes on nor the answer to the
// client shows it. By it the explain subcommand accounts for every property with the rules that the server applies, and
// needs none of its own. What is passed to a method is valid until that returns.
type Tracer interface {
	// Planned is told the conversion of the response's date-times, if SO-TimeZone asks for one, and once more if the
	// response names another base zone.
	Planned(base *timezone.Zone, asked timezone.Request)
	// Stripping is told a request's body, its coding undone, and what is to be kept of it.
	Stripping(format document.Format, body []byte, filter *edit.Filter)
	// Rejected is told in what the request ends.
	Rejected(f *problem.Error)
	// Reshaping is told an answer's body, its coding undone, and what is to become of it.
	Reshaping(format document.Format, body []byte, document *edit.Document)
	// PassedUnreshaped is told why an answer passes as the API sent it although a reshape was asked for.
	PassedUnreshaped(reason, detail string)
}

// Trace has t told what the guard does, and nothing logged. It is for a guard that is provisioned but serves nobody.
func (g *Guard) Trace(t Tracer) { g.tracer, g.logger = t, zap.NewNop() }

// Catalog returns the time zones that SO-TimeZone may name. The guard must be provisioned.
func (g *Guard) Catalog() *timezone.Catalog { return g.zones.catalog }
