package sandbox

import (
	"path"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

const (
	agentPath     = "/api/v1/Agents/Batch/"
	timezonesPath = "/api/v1/MDOList/timezoneiana"
	basePath      = "/api/v1/TimeZone/base"
	tasksPath     = "/sandbox/tasks"
	lastPath      = "/sandbox/last"
)

// A target is either a call or a list.
type target struct {
	call *call
	list *list
}

// route returns the target of a path. Like the vendor's server it accepts repeated slashes, backslashes, dot segments and a
// trailing slash, so that tests can show that the guard recognizes them all.
func route(p string) (target, bool) {
	if strings.Contains(p, "//") || strings.Contains(p, "/.") || strings.Contains(p, `\`) || strings.HasSuffix(p, "/") {
		p = path.Clean(strings.ReplaceAll(p, `\`, "/"))
	}
	last := strings.LastIndexByte(p, '/') + 1
	if endsWith(p[:last], agentPath) {
		for i := range calls {
			if names.Equal(p[last:], calls[i].name) {
				return target{call: &calls[i]}, true
			}
		}
		return target{}, false
	}
	switch {
	case endsWith(p, timezonesPath):
		return target{list: &timezoneList}, true
	case endsWith(p, basePath):
		return target{list: &baseList}, true
	case names.Equal(p, tasksPath):
		return target{list: &taskList}, true
	case names.Equal(p, lastPath):
		return target{list: &lastList}, true
	}
	return target{}, false
}

// endsWith reports whether p is suffix, optionally preceded by the path of a tenant or an application. Every suffix begins
// with a slash, so a match starts at a segment boundary.
func endsWith(p, suffix string) bool {
	return len(p) >= len(suffix) && names.Equal(p[len(p)-len(suffix):], suffix)
}
