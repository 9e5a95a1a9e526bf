// Package trace lets a guard be observed while it serves. The guard makes every decision either way: a Tracer sees what
// neither the forwarded request nor the response reveals, which is what the explain subcommand reports.
package trace

import (
	"context"

	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// Tracer observes a guard that serves one request at a time. What is passed to a method is valid until it returns.
type Tracer interface {
	// Provisioned is called once, when the guard is ready, with the time zones that SO-TimeZone may name.
	Provisioned(zones *timezone.Catalog)
	// Taken is called for each request that calls the operation. It returns what the editors are to fill in: what a strip
	// keeps, and where a response's records begin. Either may be nil.
	Taken() (kept *edit.Account, records *[]int)
	// Planned is called if SO-TimeZone asks for a conversion, and again if the response names another base zone.
	Planned(base *timezone.Zone, asked timezone.Request)
	// Stripped is called with a request's body, its content coding undone, and what a strip has found in it.
	Stripped(format document.Format, body []byte, filter *edit.Filter, result *edit.Result)
	// Refused is called with the problem that the request ends in.
	Refused(p *problem.Error)
	// Reshaped is called with a response's body, its content coding undone, and the edits that reshape it.
	Reshaped(format document.Format, body []byte, doc *edit.Document, edits *edit.Edits)
	// PassedUnreshaped is called if the response passes as the API sent it although a reshape was asked for.
	PassedUnreshaped(reason, detail string)
}

// Off is the Tracer of a guard that nobody observes.
type Off struct{}

// Provisioned implements Tracer.
func (Off) Provisioned(*timezone.Catalog) {}

// Taken implements Tracer.
func (Off) Taken() (*edit.Account, *[]int) { return nil, nil }

// Planned implements Tracer.
func (Off) Planned(*timezone.Zone, timezone.Request) {}

// Stripped implements Tracer.
func (Off) Stripped(document.Format, []byte, *edit.Filter, *edit.Result) {}

// Refused implements Tracer.
func (Off) Refused(*problem.Error) {}

// Reshaped implements Tracer.
func (Off) Reshaped(document.Format, []byte, *edit.Document, *edit.Edits) {}

// PassedUnreshaped implements Tracer.
func (Off) PassedUnreshaped(string, string) {}

type key struct{}

// With returns a context in which a guard is provisioned to be observed by t.
func With(ctx context.Context, t Tracer) context.Context { return context.WithValue(ctx, key{}, t) }

// From returns the Tracer of a context made by With, or else Off.
func From(ctx context.Context) Tracer {
	if t, ok := ctx.Value(key{}).(Tracer); ok {
		return t
	}
	return Off{}
}
