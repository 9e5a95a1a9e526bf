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

// A target is what a path leads to: one of the agent's calls, or one of the lists that are only read.
type target struct {
	call *call
	list *list
}

// route finds what the path leads to. The vendor's server is lenient about how a path is spelled, and the guard has to
// see through every spelling, so those spellings arrive here too: repeated slashes, backslashes, dot segments and a
// slash at the end.
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

// endsWith reports whether p is the suffix, or has a tenant's or an application's path in front of it. The suffixes begin
// with a slash, so a match always begins at the border of a segment.
func endsWith(p, suffix string) bool {
	return len(p) >= len(suffix) && names.Equal(p[len(p)-len(suffix):], suffix)
}
