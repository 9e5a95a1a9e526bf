package caddymodule

import (
	"errors"
	"net/http"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// headerTimeZone is SO-TimeZone as it stands in a http.Header.
const headerTimeZone = "So-Timezone"

// planDateTimes reads from the request's SO-TimeZone what becomes of the response's date-times (contract section 5).
func (g *Guard) planDateTimes(r *http.Request, x *exchange) (err error) {
	if !g.converts() {
		return nil
	}
	if x.asked, err = g.zones.catalog.ParseHeader(r.Header[headerTimeZone]); err != nil {
		if g.TimeZone.Unknown != "ignore" || !isUnknownZone(err) {
			return err
		}
		x.asked = timezone.Request{} // as if the header were absent
	}
	if !x.asked.Asked {
		return nil
	}
	for _, utc := range g.inUTC {
		if utc {
			x.converters = append(x.converters, x.conversion.UTC())
		} else {
			x.converters = append(x.converters, &x.conversion)
		}
	}
	x.answer.DateTimes, x.answer.Converters = g.dateTimes, x.converters
	x.zone = g.convertFrom(g.zones.base, x)
	return nil
}

// convertFrom has the date-times without offset read in base, and returns the name of the zone that all are written in.
func (g *Guard) convertFrom(base *timezone.Zone, x *exchange) string {
	x.conversion = timezone.NewConversion(base, x.asked)
	if g.zones.ask.IncludeOffset && !x.asked.IncludeOffset {
		x.conversion = x.conversion.WithoutOffsets()
	}
	if g.tracer != nil {
		g.tracer.Planned(base, x.asked)
	}
	if x.asked.Zone == nil {
		return base.Name()
	}
	return x.asked.Zone.Name()
}

// askZone sets what the API is asked for. The client's own SO-TimeZone is never sent on where the guard converts.
func (g *Guard) askZone(h http.Header, x *exchange) {
	switch {
	case !g.converts():
	case x.asked.Asked && g.zones.header != "":
		x.zoneAsked.set(h, headerTimeZone, g.zones.header)
	default:
		delete(h, headerTimeZone)
	}
}

// readBase reads the response's SO-TimeZone: the API answers in its user's zone if it is not asked for another, and says so
// there. What it says wins over the configuration.
func (g *Guard) readBase(h http.Header, x *exchange) {
	values := h[headerTimeZone]
	if !x.asked.Asked || len(values) == 0 {
		return
	}
	said, err := g.zones.catalog.ParseHeader(values)
	x.zoneSaid = said.Asked || err != nil
	if err != nil {
		if c := g.logger.Check(zapcore.WarnLevel, "the response's SO-TimeZone can't be read: its date-times are read in the base zone"); c != nil {
			c.Write(zap.String("detail", detailOf(err)), zap.String("base", g.zones.base.Name()))
		}
		return
	}
	if said.Zone != nil && said.Zone != g.zones.base {
		x.note.zone = text(g.convertFrom(said.Zone, x))
	}
}

// nameZone has the response's SO-TimeZone, if it has one, name the zone that date-times were converted to.
func (x *exchange) nameZone(h http.Header) {
	if x.zoneSaid && x.asked.Zone != nil && x.result.Edits.Conversions(edit.Converted) > 0 {
		x.zoneNamed.set(h, headerTimeZone, x.asked.Name)
	}
}

func isUnknownZone(err error) bool {
	var f *problem.Error
	return errors.As(err, &f) && f.Kind == problem.UnknownTimeZone
}
