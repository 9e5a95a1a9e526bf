package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s:#]*)(#[^)\s]*)?\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
)

// Every link from one page to another, or to a heading, has a target.
func TestLinks(t *testing.T) {
	for name, page := range originalPages {
		for _, m := range link.FindAllStringSubmatch(page, -1) {
			target, fragment := filepath.Clean(filepath.Join(filepath.Dir(name), m[1])), m[2]
			if m[1] == "" {
				target = name
			}
			if _, err := os.Stat(filepath.Join(root, target)); err != nil {
				t.Errorf("%s links to %s, which does not exist", name, m[1])
			}
			if fragment != "" && !hasHeading(originalPages[target], fragment[1:]) {
				t.Errorf("%s links to %s%s, but there is no such heading", name, m[1], fragment)
			}
		}
	}
}

// hasHeading reports whether a page has the heading that a fragment names, in lower case and with hyphens for blanks.
func hasHeading(page, fragment string) bool {
	for _, m := range heading.FindAllStringSubmatch(page, -1) {
		if strings.ReplaceAll(strings.ToLower(m[1]), " ", "-") == fragment {
			return true
		}
	}
	return false
}
