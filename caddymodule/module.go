// Package caddymodule is the Caddy module http.handlers.update_batch_task, the guard for SuperOffice's UpdateBatchTask. It
// connects the packages below internal, which make the decisions, to Caddy, which they don't know.
package caddymodule

import (
	"net/http"
	"slices"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/credential"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
	"github.com/caddy-batchtask/caddy-batchtask/internal/trace"
)

func init() {
	caddy.RegisterModule(Guard{})
}

// Guard is a middleware that enforces SuperOffice's contract for the WebAPI operation `UpdateBatchTask` at the edge, even where
// the API does not. It checks the authentication scheme or the XSRF token, strips from the request what can't be updated, and
// applies `$select` and `SO-TimeZone` to the response. Requests that are not the operation pass untouched. It needs no
// configuration.
//
// It sets these placeholders for every request that it handles, possibly to an empty text. They are also in the access log, as
// the object `update_batch_task`:
//
// Placeholder | Description
// ------------|------------
// `{http.vars.update_batch_task.scheme}` | The scheme with which the request authenticates: `Basic`, `SoTicket`, `Bearer`, or `XSRF`
// `{http.vars.update_batch_task.stripped}` | The properties that were stripped from the request, as the stripped header lists them
// `{http.vars.update_batch_task.select}` | The request's `$select`, decoded
// `{http.vars.update_batch_task.timezone}` | The time zone to which the response is converted
type Guard struct {
	// The paths of the operation; a segment `*` matches any one segment. A request's path matches if any server might read it
	// as one of them: in any case and encoding, after any prefix, and with at most one more segment at its end. Default:
	// `["/api/v1/Agents/Batch/UpdateBatchTask"]`.
	Paths []string `json:"paths,omitempty"`

	// The kind of installation, which determines the allowed schemes: `any` (Basic, SoTicket, Bearer), `onsite` (Basic,
	// SoTicket) or `online` (SoTicket, Bearer). Default: `any`.
	Installation string `json:"installation,omitempty"`

	// The allowed schemes, out of `Basic`, `SoTicket` and `Bearer`, instead of those of the installation. An empty list allows
	// none: only requests with an XSRF token pass then.
	Schemes *[]string `json:"schemes,omitempty"`

	// The realm in the challenges of a 401. Default: `SuperOffice WebAPI`.
	Realm string `json:"realm,omitempty"`

	// How requests without Authorization are checked.
	XSRF *XSRF `json:"xsrf,omitempty"`

	// The value of `SO-AppToken` for requests that come without one. Placeholders are expanded for each request. A value that
	// can't be sent in a header is refused when the configuration is loaded, or logged and not sent if it has become so later.
	// Default: none is added.
	AppToken string `json:"app_token,omitempty"`

	// Whether SoTicket requests need an `SO-AppToken`, from the client or from `app_token`. Those without get a 401.
	RequireAppToken bool `json:"require_app_token,omitempty"`

	// The property that identifies a batch task: kept in requests, but never updated. An object in a response is a batch task if
	// it has this property or `Id`. Default: `Id`.
	Identity string `json:"identity,omitempty"`

	// The properties that can be updated. Each holds one plain value: a string, a number, a boolean or null; only
	// `ParameterObject`, `TableRight`, `FieldProperties` and properties that SuperOffice does not document may hold more.
	// Default: `["State", "Description", "Response", "Request"]`.
	Updatable []string `json:"updatable,omitempty"`

	// What happens to a request with other properties: `strip` forwards it without them, `reject` responds with a 422 that names
	// them. Default: `strip`.
	NonUpdatable string `json:"non_updatable,omitempty"`

	// The response header that lists what was stripped, or `off`. Default: `X-Stripped-Properties`.
	StrippedHeader string `json:"stripped_header,omitempty"`

	// The properties of a response that hold date-times. Default: `["LastStarted", "Created"]`.
	DateTimes []string `json:"date_times,omitempty"`

	// What `$select` does to properties that are not selected: `null` replaces their values, `omit` removes them, `off`
	// ignores `$select`. Default: `null`.
	Select string `json:"select,omitempty"`

	// How `SO-TimeZone` is applied.
	TimeZone *TimeZone `json:"timezone,omitempty"`

	// The largest request body, in bytes, before and after decoding its content coding. A larger one gets a 413.
	// Default: 1048576 (1 MiB).
	MaxRequestBody int64 `json:"max_request_body,omitempty"`

	// The largest response that is reshaped, in bytes, before and after decoding its content coding. A larger one passes as the
	// API sent it. Default: 16777216 (16 MiB).
	MaxResponseBody int64 `json:"max_response_body,omitempty"`

	// How the guard responds to errors: `problem` writes an RFC 9457 problem document, `caddy` returns the error to Caddy, so
	// that the site's `handle_errors` responds. Default: `problem`.
	Errors string `json:"errors,omitempty"`

	operation   *batchtask.Matcher
	policy      *credential.Policy
	selections  *selection.Cache
	filter      edit.Filter
	strippedKey string     // StrippedHeader in canonical form; "" if off
	identities  *names.Set // the members that identify a batch task in a response
	dateTimes   *names.Set
	inUTC       []bool // by position in dateTimes
	zones       zones
	metrics     *metrics
	logger      *zap.Logger
	tracer      trace.Tracer // trace.Off, but in a guard that explain asks
}

// XSRF configures the check of the XSRF token, which lets a browser's requests pass without Authorization.
type XSRF struct {
	// Whether requests without Authorization are refused even with a token.
	Off bool `json:"off,omitempty"`

	// The header that carries the token. Default: `X-XSRF-TOKEN`.
	Header string `json:"header,omitempty"`

	// The cookie that the token must equal if the request carries it. Default: `XSRF-TOKEN`.
	Cookie string `json:"cookie,omitempty"`

	// Whether a token without the cookie is refused with a 403. By default it is forwarded for the API to decide, as pages may
	// take the token from a hidden input field.
	RequireCookie bool `json:"require_cookie,omitempty"`
}

// TimeZone configures how SO-TimeZone is applied.
type TimeZone struct {
	// `convert` converts the date-times of the response and does not forward the client's header; `upstream` and `off` leave the
	// header and the date-times to the API. Default: `convert`.
	Mode string `json:"mode,omitempty"`

	// The zone of date-times without an offset: the API's base time zone, which `GET /api/v1/TimeZone/base` returns. If the
	// response's `SO-TimeZone` names another zone, that one is used instead. Default: `UTC`.
	Base string `json:"base,omitempty"`

	// Properties that are always written in UTC, whatever zone the request names. They are date-times even if `date_times` does
	// not list them.
	UTC []string `json:"utc,omitempty"`

	// What happens to a request for an unknown zone: `reject` responds with a 400, `ignore` treats the request as if it named
	// none. Default: `reject`.
	Unknown string `json:"unknown,omitempty"`

	// A JSON file with the installation's zone codes, saved from the API's
	// `GET /api/v1/MDOList/timezoneiana?additional=%5Ball%5D`. It is read when the configuration is loaded.
	Catalog string `json:"catalog,omitempty"`

	// Zone codes with their IANA zones. They take precedence over the catalog, which takes precedence over the built-in table.
	Zones []Zone `json:"zones,omitempty"`

	// The `SO-TimeZone` for the API if the client sent one and the guard converts: a zone that SuperOffice knows, such as `NO`,
	// which is then the zone of the response; or the same with offsets, as in `NO, includeTZOffset`. Offsets that the client did
	// not ask for are removed again. Default: the header is not forwarded.
	Ask string `json:"ask,omitempty"`
}

// Zone is one zone code.
type Zone struct {
	// The code, as sent in SO-TimeZone.
	Code string `json:"code"`
	// The name of the zone in the IANA time zone database.
	Zone string `json:"zone"`
}

// CaddyModule returns the Caddy module information.
func (Guard) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "http.handlers.update_batch_task",
		New: func() caddy.Module { return new(Guard) },
	}
}

// Provision fills in the defaults and compiles the configuration, so that a request only reads.
func (g *Guard) Provision(ctx caddy.Context) error {
	g.logger = ctx.Logger()
	if err := g.checkJSON(); err != nil {
		return err
	}
	g.setDefaults()
	if err := g.check(); err != nil {
		return err
	}
	if err := g.checkAppToken(); err != nil {
		return err
	}
	var err error
	if g.operation, err = batchtask.NewMatcher(g.Paths...); err != nil {
		return err
	}
	g.policy = credential.New(credential.Policy{
		Schemes:         g.schemes(),
		XSRFHeader:      g.XSRF.Header,
		XSRFCookie:      g.XSRF.Cookie,
		XSRFOff:         g.XSRF.Off,
		RequireCookie:   g.XSRF.RequireCookie,
		RequireAppToken: g.RequireAppToken,
		Realm:           g.Realm,
	})
	unselected := edit.Null
	if g.Select == "omit" {
		unselected = edit.Omit
	}
	g.selections = selection.NewCache(unselected)
	g.filter = edit.NewFilter(g.Identity, g.Updatable, slices.Concat(g.DateTimes, g.TimeZone.UTC))
	if g.StrippedHeader != off {
		g.strippedKey = http.CanonicalHeaderKey(g.StrippedHeader)
	}
	g.identities = names.NewSet(batchtask.DefaultIdentity, g.Identity)
	if err := g.provisionTimeZone(); err != nil {
		return err
	}
	for _, u := range g.undocumented() {
		g.logger.Warn("an option names a property that SuperOffice does not document",
			zap.String("option", u.option), zap.String("property", u.property), zap.String("did_you_mean", u.nearest))
	}
	if g.metrics, err = newMetrics(ctx.GetMetricsRegistry()); err != nil {
		return err
	}
	g.tracer = trace.From(ctx)
	g.tracer.Provisioned(g.zones.catalog)
	return nil
}

// Interface guards
var (
	_ caddy.Module                = (*Guard)(nil)
	_ caddy.Provisioner           = (*Guard)(nil)
	_ caddyhttp.MiddlewareHandler = (*Guard)(nil)
)
