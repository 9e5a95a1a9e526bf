// Package sandbox simulates the Batch agent of SuperOffice NetServer: a Caddy handler backed by one bbolt file, with nothing
// else to install. It is the guard's upstream on a developer's machine and in tests, so it is deliberately permissive: it
// checks no credentials, stores every property it receives, and ignores $select, and SO-TimeZone too unless it has a base
// zone. Whatever is refused, stripped or nulled was done by the guard.
package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"path/filepath"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"
)

func init() {
	caddy.RegisterModule(Handler{})
}

// Handler simulates the batch task calls of a SuperOffice installation. It is for development and tests only: it checks no
// credentials, and `/sandbox/last` shows the ones it received, so listen on a loopback address.
//
// It handles the requests below and passes all others to the next handler. Paths are matched ignoring ASCII case, and those
// of the API may start with a tenant or an application (`/Cust12345/api/v1/...`):
//
// Request | Response
// --------|---------
// `POST /api/v1/Agents/Batch/UpdateBatchTask` | the task after the update, or `null` for an unknown id
// `POST /api/v1/Agents/Batch/GetBatchTaskInfo` | one task, by `BatchTaskId` in the body or `?batchTaskId=`
// `POST /api/v1/Agents/Batch/GetBatchTaskInfosByState` | the tasks in the state named by `BatchTaskState`
// `GET` on any of these | a description of the call, in JSON
// `GET /api/v1/MDOList/timezoneiana` | the time zones, with the code and IANA name of each
// `GET /api/v1/TimeZone/base` | the base zone, or `null`
// `GET /sandbox/last` | the last request to one of these calls, as received, and its response
// `GET /sandbox/tasks` | all tasks
//
// The request body is JSON, JSON Merge Patch, JSON Patch, XML or a form, depending on `Content-Type`. The API's responses
// are JSON or XML, depending on `Accept`; descriptions and everything under `/sandbox/` are always JSON. The handler is as
// lenient as the API: property names match in any case, an object may be labelled as a JSON Patch, the paths of a JSON Patch
// need no leading slash, and charsets are ignored. Errors are the API's, too: 200 for a call that fails and 400 for a body
// that can't be read, with `Message` and `MessageDetail`; 400 for an unknown id, state or time zone, with
// `{"Error":true,"ErrorType":"ArgumentException",…}`. A body is limited to 16 MiB, a task to 4 MiB.
type Handler struct {
	// The bbolt file that stores the tasks. If it does not exist, it is created with sample tasks. A relative path is resolved
	// against the working directory, and global placeholders such as `{env.HOME}` are expanded. Updates survive a restart, a
	// crash and a power failure. Only one process can open the file, but all its handlers can share it.
	// Default: `batch_task_sandbox/tasks.db` in Caddy's data directory.
	Database string `json:"database,omitempty"`

	// The base time zone, by its code or id (`NO`, `261`). With it, responses give date-times as an installation does: in this
	// zone and without an offset, or as the request's `SO-TimeZone` asks. The response's `SO-TimeZone` names the zone.
	// Default: none; date-times are returned as stored, and `SO-TimeZone` is ignored.
	Base string `json:"base,omitempty"`

	// Whether JSON objects have a member `$type` with the name of their .NET type, as on some installations.
	TypeNames bool `json:"type_names,omitempty"`

	path   string
	store  *store
	clock  *clock
	logger *zap.Logger
}

// stores holds the open databases by absolute path. On a config reload Caddy provisions the new handlers before it cleans up
// the old ones, and a bbolt file can be opened only once, so they have to share it.
var stores = caddy.NewUsagePool()

// CaddyModule returns the Caddy module information.
func (Handler) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "http.handlers.batch_task_sandbox",
		New: func() caddy.Module { return new(Handler) },
	}
}

// Provision opens the database, or shares it if it is already open.
func (h *Handler) Provision(ctx caddy.Context) error {
	h.logger = ctx.Logger()
	if h.Base != "" {
		base, err := findZone(h.Base)
		if err != nil {
			return fmt.Errorf("base: %w", err)
		}
		h.clock = &clock{base: base}
	}
	file, err := caddy.NewReplacer().ReplaceOrErr(h.Database, true, true)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	if file == "" {
		file = filepath.Join(caddy.AppDataDir(), "batch_task_sandbox", "tasks.db")
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return fmt.Errorf("database %s: %w", file, err)
	}
	opened, shared, err := stores.LoadOrNew(path, func() (caddy.Destructor, error) { return openStore(path) })
	if errors.Is(err, errLocked) {
		return refuseStart(ctx, fmt.Errorf("database %s: %w", path, err))
	}
	if err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	h.path, h.store = path, opened.(*store)
	h.logger.Info("sandbox opened; it does not check credentials",
		zap.String("database", path), zap.Bool("already_open", shared))
	return nil
}

// Validate reads all tasks, so that a damaged database fails at load time and not while serving requests.
func (h *Handler) Validate() error {
	if h.store == nil {
		return nil
	}
	if err := h.store.check(); err != nil {
		return fmt.Errorf("database %s: %w", h.path, err)
	}
	return nil
}

// Cleanup releases the database. The last handler to release it closes it.
func (h *Handler) Cleanup() error {
	if h.store == nil {
		return nil
	}
	h.store = nil
	_, err := stores.Delete(h.path)
	return err
}

// ServeHTTP handles the requests of the sandbox and passes the rest to next.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
	if h.store == nil {
		return unavailable()
	}
	found, ok := route(r.URL.Path)
	if !ok {
		if body, mediaType, ok := h.playgroundFile(r); ok {
			servePlayground(w, r, body, mediaType)
			return nil
		}
		return next.ServeHTTP(w, r)
	}
	if found.call != nil {
		return h.serveCall(w, r, found.call)
	}
	return h.serveList(w, r, found.list)
}

// Interface guards.
var (
	_ caddy.Module                = (*Handler)(nil)
	_ caddy.Provisioner           = (*Handler)(nil)
	_ caddy.Validator             = (*Handler)(nil)
	_ caddy.CleanerUpper          = (*Handler)(nil)
	_ caddyhttp.MiddlewareHandler = (*Handler)(nil)
)
