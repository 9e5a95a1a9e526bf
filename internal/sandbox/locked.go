package sandbox

import (
	"errors"
	"net/http"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

func init() {
	caddy.RegisterModule(new(lockedDatabases))
}

// errLocked says that another process has the database open.
var errLocked = errors.New("file is in use by another process")

// lockedDatabases is an app that refuses to start if another process has a database open. Handlers can't tell whether their
// configuration is to run or, as by `caddy validate` beside a running sandbox, only to be checked: an app is started in the
// first case alone.
type lockedDatabases struct{ errs []error }

const lockedDatabasesID = "batch_task_sandbox"

// CaddyModule returns the Caddy module information.
func (*lockedDatabases) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{ID: lockedDatabasesID, New: func() caddy.Module { return new(lockedDatabases) }}
}

// Start fails if a database is in use.
func (l *lockedDatabases) Start() error { return errors.Join(l.errs...) }

// Stop does nothing.
func (*lockedDatabases) Stop() error { return nil }

// refuseStart has the configuration fail to start with err.
func refuseStart(ctx caddy.Context, err error) error {
	app, loadErr := ctx.App(lockedDatabasesID)
	if loadErr != nil {
		return loadErr
	}
	l := app.(*lockedDatabases)
	l.errs = append(l.errs, err)
	return nil
}

// unavailable is what a handler without a database returns, in the moment before the start fails.
func unavailable() error { return caddyhttp.Error(http.StatusServiceUnavailable, errLocked) }

// Interface guards.
var _ caddy.App = (*lockedDatabases)(nil)
