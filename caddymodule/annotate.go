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

// annotation is the access log's object update_batch_task.
type annotation struct{ scheme, stripped, selects, zone string }

// MarshalLogObject implements zapcore.ObjectMarshaler.
func (a *annotation) MarshalLogObject(enc zapcore.ObjectEncoder) error {
	enc.AddString("scheme", a.scheme)
	enc.AddString("stripped", a.stripped)
	enc.AddString("select", a.selects)
	enc.AddString("timezone", a.zone)
	return nil
}

// annotate sets the placeholders and, if there is an access log, the fields of its entry. No credential is among them.
func (g *Guard) annotate(r *http.Request, x *exchange) {
	ctx := r.Context()
	if vars, ok := ctx.Value(caddyhttp.VarsCtxKey).(map[string]any); ok {
		setVar(vars, varScheme, x.scheme)
		setVar(vars, varStripped, x.stripped)
		setVar(vars, varSelect, x.selects)
		setVar(vars, varTimeZone, x.zone)
	}
	if server, ok := ctx.Value(caddyhttp.ServerCtxKey).(*caddyhttp.Server); !ok || server.Logs == nil {
		return
	}
	if extra, ok := ctx.Value(caddyhttp.ExtraLogFieldsCtxKey).(*caddyhttp.ExtraLogFields); ok {
		extra.Set(zap.Object(directive, &annotation{x.scheme, x.stripped, x.selects, x.zone}))
	}
}

func setVar(vars map[string]any, name, value string) {
	if value != "" {
		vars[name] = value
	}
}
