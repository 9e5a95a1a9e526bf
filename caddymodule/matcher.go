package caddymodule

import (
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/caddyserver/caddy/v2"
)

// checkMatcher refuses a matcher of the directive that looks at the path, by itself, in a named matcher or negated: it would
// recognize fewer spellings of a path than the guard does, which has an option for it (contract section 1).
func checkMatcher(set caddy.ModuleMap) error {
	for name, config := range set {
		switch name {
		case "path", "path_regexp", "file":
			return fmt.Errorf("a %s matcher recognizes fewer spellings of a path than the guard does: "+
				"let the guard have every request, and name the operation's path in its option path", name)
		case "not":
			var sets []caddy.ModuleMap
			if err := json.Unmarshal(config, &sets); err != nil {
				return err
			}
			for _, set := range sets {
				if err := checkMatcher(set); err != nil {
					return err
				}
			}
		default:
			if what := readsPath.FindString(string(config)); what != "" {
				return fmt.Errorf("a matcher that looks at the path (%s) recognizes fewer spellings of it than the guard does: "+
					"let the guard have every request, and name the operation's path in its option path", what)
			}
		}
	}
	return nil
}

// readsPath finds what looks at the path in other matchers: functions of CEL, and placeholders once the Caddyfile's short
// ones are written out.
var readsPath = regexp.MustCompile(`\b(?:path|path_regexp|file)\(|\bhttp\.request\.(?:orig_)?uri\b`)
