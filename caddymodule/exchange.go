package caddymodule

import (
	"net/http"
	"sync"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/operation"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

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

	answer     operation.Answer
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
