package caddymodule

import (
	"net/http"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// The names of the placeholders, behind {http.vars.}.
const (
	varScheme   = directive + ".scheme"
	varStripped = directive + ".stripped"
	varSelect   = directive + ".select"
	varTimeZone = directive + ".timezone"
)

// annotation is what is told of a request: the access log's object update_batch_task, and its members by themselves as
// placeholders.
type annotation struct{ scheme, stripped, selects, zone text }

// text is a string that is held by reference: a string by itself would be allocated to be put into an interface.
type text string

// String implements fmt.Stringer, by which placeholders and matchers read it.
func (t *text) String() string { return string(*t) }

// MarshalLogObject implements zapcore.ObjectMarshaler.
func (a *annotation) MarshalLogObject(enc zapcore.ObjectEncoder) error {
	enc.AddString("scheme", string(a.scheme))
	enc.AddString("stripped", string(a.stripped))
	enc.AddString("select", string(a.selects))
	enc.AddString("timezone", string(a.zone))
	return nil
}

// annotate sets the placeholders and, if there is an access log, the fields of its entry. No credential is among them.
func (g *Guard) annotate(r *http.Request, x *exchange) {
	ctx := r.Context()
	a := &x.note
	*a = annotation{text(x.scheme), text(x.stripped), text(x.selects), text(x.zone)}
	if vars, ok := ctx.Value(caddyhttp.VarsCtxKey).(map[string]any); ok {
		setVar(vars, varScheme, &a.scheme)
		setVar(vars, varStripped, &a.stripped)
		setVar(vars, varSelect, &a.selects)
		setVar(vars, varTimeZone, &a.zone)
	}
	if server, ok := ctx.Value(caddyhttp.ServerCtxKey).(*caddyhttp.Server); !ok || server == nil || server.Logs == nil {
		return
	}
	if extra, ok := ctx.Value(caddyhttp.ExtraLogFieldsCtxKey).(*caddyhttp.ExtraLogFields); ok {
		extra.Set(zap.Object(directive, a))
	}
}

// setVar sets a placeholder. What a guard outside this one has told stays where this one has nothing to tell.
func setVar(vars map[string]any, name string, value *text) {
	if earlier, ok := vars[name].(*text); ok && *value == "" {
		*value = *earlier
	}
	vars[name] = value
}
