package caddymodule

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// zones holds the compiled timezone options (contract section 1).
type zones struct {
	catalog *timezone.Catalog
	// base is the zone of date-times without an offset, unless the response names another: the zone of ask, or else of the
	// option base.
	base *timezone.Zone
	// ask is the SO-TimeZone sent to the API, if any, and header its text.
	ask    timezone.Request
	header string
}

// readZones compiles the options. With an error, it returns the option that is wrong: catalog, base or ask. If the catalog
// file can't be read, the error wraps an *fs.PathError.
func (t *TimeZone) readZones() (z zones, option string, err error) {
	var file []byte
	if t.Catalog != "" {
		if file, err = readCatalog(t.Catalog); err != nil {
			return z, "catalog", fmt.Errorf("timezone catalog: %w", err)
		}
	}
	// The zone options have been checked separately, so an error is in the file.
	if z.catalog, err = timezone.NewCatalog(t.options(), file); err != nil {
		return z, "catalog", fmt.Errorf("timezone catalog %s: %w", t.Catalog, err)
	}
	if t.Catalog != "" && !z.catalog.HasItems() {
		return z, "catalog", fmt.Errorf("timezone catalog %s: the file has no active time zones: "+
			"save it from the API's GET /api/v1/MDOList/timezoneiana?additional=%%5Ball%%5D", t.Catalog)
	}
	if z.base, err = z.catalog.Lookup(t.Base); err != nil {
		return z, "base", fmt.Errorf("timezone base: %s", z.describeUnknown(t.Base, err))
	}
	if t.Ask == "" {
		return z, "", nil
	}
	z.header = strings.Trim(t.Ask, " \t")
	if z.ask, err = z.catalog.ParseHeader([]string{z.header}); err != nil {
		name, _, _ := strings.Cut(z.header, ",")
		return z, "ask", fmt.Errorf("timezone ask: %s", z.describeUnknown(strings.Trim(name, " \t"), err))
	}
	if z.ask.Zone == nil {
		return z, "ask", fmt.Errorf("timezone ask %s names no zone: without one the API responds in a zone of its choice",
			problem.Quote(t.Ask))
	}
	z.base = z.ask.Zone
	return z, "", nil
}

// describeUnknown describes why a configured zone can't be used. If it is unknown, the description suggests another and
// says how to find more.
func (z *zones) describeUnknown(name string, err error) string {
	_, instead, several := timezone.Several(name)
	switch {
	case !isUnknownZone(err):
		return detailOf(err)
	case several:
		return fmt.Sprintf("%s has several time zones: name %s", problem.Quote(name), instead)
	}
	return detailOf(err) + adviseZone(z.catalog.Suggest(name))
}

// adviseZone suggests a zone, if one is near an unknown name, and says how to find more.
func adviseZone(near string) string {
	advice := ""
	if near != "" {
		advice = "; did you mean " + near + "?"
	}
	return advice + " (caddy update-batch-task timezones <part of the name> finds zones)"
}

// readCatalog reads a file, but no more than NewCatalog needs to refuse its size.
func readCatalog(name string) ([]byte, error) {
	if strings.Contains(name, "://") {
		return nil, errors.New("a URL, not a file") // without the URL, which may have a password
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, timezone.MaxCatalogFile+1))
}

func (t *TimeZone) options() []timezone.Option {
	options := make([]timezone.Option, len(t.Zones))
	for i, z := range t.Zones {
		options[i] = timezone.Option{Code: z.Code, Zone: z.Zone}
	}
	return options
}

// isUnread reports whether readZones failed because the catalog file can't be read.
func isUnread(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path)
}

func (g *Guard) provisionTimeZone() error {
	g.dateTimes = names.NewSet(append(append([]string(nil), g.DateTimes...), g.TimeZone.UTC...)...)
	utc := names.NewSet(g.TimeZone.UTC...)
	g.inUTC = make([]bool, g.dateTimes.Len())
	for i := range g.inUTC {
		g.inUTC[i] = utc.HasString(g.dateTimes.Name(i))
	}
	var err error
	if g.zones, _, err = g.TimeZone.readZones(); err != nil {
		return err
	}
	if g.converts() {
		g.warnOfZones()
	}
	return nil
}

// converts reports whether the guard applies SO-TimeZone.
func (g *Guard) converts() bool { return g.TimeZone.Mode == "convert" }

// headerTimeZone is SO-TimeZone in canonical form, the key in an http.Header.
const headerTimeZone = "So-Timezone"

// planDateTimes plans the conversion of the response's date-times from the request's SO-TimeZone (contract section 5).
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
	x.response.DateTimes, x.response.Converters = g.dateTimes, x.converters
	x.zone = g.convertFrom(g.zones.base, x)
	return nil
}

// convertFrom plans a conversion that reads date-times without an offset in base. It returns the name of the target zone.
func (g *Guard) convertFrom(base *timezone.Zone, x *exchange) string {
	x.conversion = timezone.NewConversion(base, x.asked)
	if g.zones.ask.IncludeOffset && !x.asked.IncludeOffset {
		x.conversion = x.conversion.WithoutOffsets()
	}
	g.tracer.Planned(base, x.asked)
	if x.asked.Zone == nil {
		return base.Name()
	}
	return x.asked.Zone.Name()
}

// askZone sets the SO-TimeZone sent to the API. If the guard converts, it never forwards the client's.
func (g *Guard) askZone(h http.Header, x *exchange) {
	switch {
	case !g.converts():
	case x.asked.Asked && g.zones.header != "":
		x.zoneAsked.set(h, headerTimeZone, g.zones.header)
	default:
		delete(h, headerTimeZone)
	}
}

// readBase reads the response's SO-TimeZone. The API names the zone of the response there: the user's, unless it was asked
// for another. It takes precedence over the configuration.
func (g *Guard) readBase(h http.Header, x *exchange) {
	values := h[headerTimeZone]
	if !x.asked.Asked || len(values) == 0 {
		return
	}
	if len(values) > 1 { // a proxy in between may have repeated it
		values = slices.Compact(slices.Clone(values))
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

// nameZone sets the response's SO-TimeZone, if there is one, to the zone that date-times were converted to.
func (x *exchange) nameZone(h http.Header) {
	if x.zoneSaid && x.asked.Zone != nil && x.result.Edits.Conversions(edit.Converted) > 0 {
		x.zoneNamed.set(h, headerTimeZone, x.asked.Name)
	}
}

func isUnknownZone(err error) bool {
	var f *problem.Error
	return errors.As(err, &f) && f.Kind == problem.UnknownTimeZone
}
