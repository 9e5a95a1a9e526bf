package docs

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// Every test that docs/security.md names exists.
func TestSecurityNamesTests(t *testing.T) {
	sources, err := exec.Command("git", "-C", root, "grep", "-hE", `^func (Test|Fuzz)[A-Za-z0-9_]+\(`, "--", "*_test.go").Output()
	if err != nil {
		t.Fatalf("git grep: %v", err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9_]+)`").FindAllStringSubmatch(originalPages["docs/security.md"], -1)
	if len(named) < 30 {
		t.Fatalf("it names only %d tests", len(named))
	}
	for _, name := range named {
		if !strings.Contains(string(sources), "func "+name[1]+"(") {
			t.Errorf("there is no test %s", name[1])
		}
	}
}
