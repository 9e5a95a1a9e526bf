// Package sandbox is a stand-in for the Batch agent of SuperOffice NetServer: a Caddy handler over one bbolt file, with
// nothing else to install. It is what the guard is put in front of on a developer's machine and in tests, so it is
// permissive on purpose: it asks for no credentials, stores whatever property arrives, and leaves $select alone, and
// SO-TimeZone too unless it is given a base zone. Whatever is refused, stripped or nulled on the way was the guard's doing.
package sandbox

import (
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

// Handler answers, in place of a SuperOffice installation, the calls of the Batch agent that concern batch tasks. It is
// meant for trying things out: it checks no credentials at all, and `/sandbox/last` shows those that it was sent, so it
// belongs on a loopback address.
//
// These requests it answers; every other one goes to the next handler. Paths are compared without regard to ASCII case,
// and those of the API may have a tenant or an application in front (`/Cust12345/api/v1/...`):
//
// Request | Answer
// --------|-------
// `POST /api/v1/Agents/Batch/UpdateBatchTask` | the task after the update, or `null` for an unknown id
// `POST /api/v1/Agents/Batch/GetBatchTaskInfo` | one task, by `BatchTaskId` in the body or `?batchTaskId=`
// `POST /api/v1/Agents/Batch/GetBatchTaskInfosByState` | the tasks in the state named by `BatchTaskState`
// `GET` on any of these | what the call does, in JSON
// `GET /api/v1/MDOList/timezoneiana` | the time zones, with the code and IANA name of each
// `GET /api/v1/TimeZone/base` | the base zone, if there is one
// `GET /sandbox/last` | the last request to one of the agent's calls as it arrived, and what was answered
// `GET /sandbox/tasks` | all tasks
//
// Requests are read as JSON, JSON Merge Patch, JSON Patch, XML or a form, by their `Content-Type`. The API's answers are
// JSON or XML, by `Accept`; descriptions and what is under `/sandbox/` are always JSON. It is lenient where the API is:
// names of properties are known in any case, an object may be labelled as a JSON Patch, whose paths need no slash in front,
// and charsets are not looked at. Refusals are the API's: a call that fails gets status 200, and a body that can't be read
// 400, with an object of `Message` and `MessageDetail`; an id, a state or a time zone that there isn't gets 400 with
// `{"Error":true,"ErrorType":"ArgumentException",…}`. No body may be larger than 16 MiB, and no task larger than 4 MiB.
type Handler struct {
	// The bbolt file that holds the tasks; it is made, with sample tasks in it, if it does not exist. A relative path is
	// taken from the working directory, and global placeholders such as `{env.HOME}` are expanded. What was updated
	// survives a restart, a crash and a loss of power. Only one process can have the file open, but any number of handlers
	// within it. Default: `batch_task_sandbox/tasks.db` in Caddy's data directory.
	Database string `json:"database,omitempty"`

	// The base time zone, by its code or id (`NO`, `261`). With it date-times are written as an installation writes them: in
	// this zone and without offset, or as the request's `SO-TimeZone` asks for; the answer's `SO-TimeZone` names the zone.
	// Default: none; date-times are answered as they are stored, and `SO-TimeZone` is not read.
	Base string `json:"base,omitempty"`

	// Whether JSON objects carry the member `$type` with the name of their .NET type, as those of some installations do.
	TypeNames bool `json:"type_names,omitempty"`

	path   string
	store  *store
	clock  *clock
	logger *zap.Logger
}

// stores holds the open databases by absolute path. A config reload provisions the new handlers before it cleans up the
// old ones, and a bbolt file can be opened only once, so the two have to share it.
var stores = caddy.NewUsagePool()

// CaddyModule returns the Caddy module information.
func (Handler) CaddyModule() caddy.ModuleInfo {
	return caddy.ModuleInfo{
		ID:  "http.handlers.batch_task_sandbox",
		New: func() caddy.Module { return new(Handler) },
	}
}

// Provision opens the database, or joins the handlers that have it open.
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
	if err != nil {
		return fmt.Errorf("database %s: %w", path, err)
	}
	h.path, h.store = path, opened.(*store)
	h.logger.Info("batch task sandbox is ready; it checks no credentials",
		zap.String("database", path), zap.Bool("already_open", shared))
	return nil
}

// Validate reads the tasks through once, so that a file that holds something else is refused here and not in an answer.
func (h *Handler) Validate() error {
	if err := h.store.check(); err != nil {
		return fmt.Errorf("database %s: %w", h.path, err)
	}
	return nil
}

// Cleanup gives the database back; the last handler to do so closes it.
func (h *Handler) Cleanup() error {
	if h.store == nil {
		return nil
	}
	h.store = nil
	_, err := stores.Delete(h.path)
	return err
}

// ServeHTTP answers what the sandbox knows and hands on the rest.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request, next caddyhttp.Handler) error {
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
