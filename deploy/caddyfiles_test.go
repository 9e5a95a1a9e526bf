// Package deploy contains tests that check the deployed files against the module.
package deploy

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	_ "github.com/caddyserver/caddy/v2/modules/standard"
	"github.com/tidwall/gjson"

	_ "github.com/caddy-batchtask/caddy-batchtask"
	_ "github.com/caddy-batchtask/caddy-batchtask/internal/sandbox"
)

// caddyfiles returns the deployed Caddyfiles and those in the guides, by a name that locates them.
func caddyfiles(t *testing.T) map[string]string {
	t.Helper()
	all := make(map[string]string)
	for _, pattern := range []string{"*/Caddyfile", "*/*.Caddyfile"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatal(pattern, err)
		}
		for _, path := range paths {
			all[path] = read(t, path)
		}
	}
	for _, path := range []string{"../docs/deploying.md", "../docs/operations.md"} {
		for i, block := range strings.Split(read(t, path), "```caddyfile\n")[1:] {
			text, _, _ := strings.Cut(block, "```")
			all[path+" "+string(rune('1'+i))] = text
		}
	}
	return all
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Each Caddyfile is formatted, adapts without a warning, can be provisioned, and keeps credentials out of every log. One with
// a guard has timeouts and an access log.
func TestCaddyfiles(t *testing.T) {
	t.Setenv("SITE", "http://:8080")
	t.Setenv("UPSTREAM", "127.0.0.1:8081")
	t.Setenv("RUNTIME_DIRECTORY", "/run/caddy-batchtask")
	t.Setenv("SO_APP_TOKEN_FILE", "/run/credentials/caddy-batchtask.service/so_app_token")
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	guarded := 0
	for name, text := range caddyfiles(t) {
		t.Run(name, func(t *testing.T) {
			if strings.HasPrefix(name, "..") {
				text = strings.TrimSuffix(text, "\n") + "\n"
			}
			if formatted := string(caddyfile.Format([]byte(text))); formatted != text {
				t.Errorf("caddy fmt would change it to:\n%s", formatted)
			}
			// Files at these paths in a container are created in a directory of the test.
			text = strings.NewReplacer("/data/", t.TempDir()+"/", "/srv/", t.TempDir()+"/").Replace(text)
			adapted, warnings, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(text), nil)
			if err != nil || len(warnings) > 0 {
				t.Fatal(err, warnings)
			}
			var config caddy.Config
			if err := caddy.StrictUnmarshalJSON(adapted, &config); err != nil {
				t.Fatal(err)
			}
			if err := caddy.Validate(&config); err != nil {
				t.Error(err)
			}
			checkLogs(t, gjson.ParseBytes(adapted))
			guarded += checkGuardedServers(t, gjson.ParseBytes(adapted))
		})
	}
	if guarded < 4 {
		t.Errorf("%d servers with a guard were checked", guarded)
	}
}

// checkGuardedServers checks the servers that have a guard and returns how many there are.
func checkGuardedServers(t *testing.T, config gjson.Result) (guarded int) {
	for name, server := range config.Get("apps.http.servers").Map() {
		if !strings.Contains(server.Raw, `"handler":"update_batch_task"`) {
			continue
		}
		guarded++
		for _, timeout := range []string{"read_timeout", "read_header_timeout", "idle_timeout"} {
			if server.Get(timeout).Int() <= 0 {
				t.Errorf("server %s has no %s", name, timeout)
			}
		}
		if !server.Get("logs").Exists() {
			t.Errorf("server %s has no access log", name)
		}
	}
	return guarded
}

// checkLogs checks that every log deletes the credentials that Caddy does not redact. The default log must, because errors are
// logged there with the request's headers, whatever logs the site has.
func checkLogs(t *testing.T, config gjson.Result) {
	logs := config.Get("logging.logs").Map()
	if _, ok := logs["default"]; !ok {
		t.Error("the default log is not set")
	}
	for name, log := range logs {
		for _, header := range []string{"X-Xsrf-Token", "So-Apptoken"} {
			if filter := log.Get("encoder.fields.request>headers>" + header + ".filter").String(); filter != "delete" {
				t.Errorf("the log %s does not delete %s", name, header)
			}
		}
	}
}
