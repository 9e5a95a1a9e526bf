package docs

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddy-batchtask/caddy-batchtask"
	_ "github.com/caddy-batchtask/caddy-batchtask/internal/sandbox"
)

// Every block marked as a Caddyfile can be adapted and provisioned.
func TestCaddyfiles(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	t.Setenv("UPSTREAM", "https://online3.superoffice.com")
	if err := os.WriteFile("timezones.json", []byte(`[{"Id":261,"Name":"Norway","ExtraInfo":"locationCode=NO&isActive=True&IANA=Europe/Oslo"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	found := 0
	for name, page := range originalPages {
		for _, b := range blocks(page) {
			if b.language != "caddyfile" {
				continue
			}
			found++
			t.Run(fmt.Sprintf("%s:%d", name, b.line), func(t *testing.T) { load(t, b.text) })
		}
	}
	if found < 5 {
		t.Errorf("only %d Caddyfiles found", found)
	}
}

// originalPages has the pages by name, read before a test changes its directory.
var originalPages map[string]string

func TestMain(m *testing.M) {
	pages, err := readPages()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	originalPages = pages
	os.Exit(m.Run())
}

// load adapts a Caddyfile and provisions what it configures.
func load(t *testing.T, text string) {
	t.Helper()
	adapted, warnings, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(text), map[string]any{"filename": "Caddyfile"})
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range warnings {
		t.Errorf("warning: %s", w)
	}
	var config caddy.Config
	if err := json.Unmarshal(adapted, &config); err != nil {
		t.Fatal(err)
	}
	if err := caddy.Validate(&config); err != nil {
		t.Error(err)
	}
}

func readPages() (map[string]string, error) {
	pages := make(map[string]string)
	for _, pattern := range []string{"*.md", "docs/*.md", "deploy/*.md"} {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			name, err := filepath.Rel(root, path)
			if err != nil {
				return nil, err
			}
			pages[name] = string(text)
		}
	}
	return pages, nil
}
