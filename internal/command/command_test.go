package command_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	_ "time/tzdata"

	caddycmd "github.com/caddyserver/caddy/v2/cmd"
	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddy-batchtask/caddy-batchtask" // as an xcaddy build does
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

var update = flag.Bool("update", false, "write the golden files")

// asCaddy is set in the environment of the processes that the tests start: the test binary is Caddy then, so that its
// exit codes are those of the real command without another build.
const asCaddy = "TEST_AS_CADDY"

func TestMain(m *testing.M) {
	if os.Getenv(asCaddy) != "" {
		caddycmd.Main()
		return
	}
	os.Exit(m.Run())
}

type result struct {
	code           int
	stdout, stderr string
}

// run runs caddy in a directory.
func run(t *testing.T, dir, stdin string, args ...string) result {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Dir = dir
	// A place of its own for what Caddy may want to write, which is nothing.
	home := t.TempDir()
	cmd.Env = append(os.Environ(), asCaddy+"=1", "SO_APP_TOKEN=apptopsecret", "HOME="+home, "XDG_CONFIG_HOME="+home,
		"XDG_DATA_HOME="+home)
	cmd.Stdin = strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(home); err != nil || len(left) > 0 {
		t.Errorf("caddy %v has written %v %v", args, left, err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got:\n%s", file, got)
	}
}

const jsonHeader = "Content-Type: application/json"

func TestExplain(t *testing.T) {
	for _, tc := range []struct {
		name, args, stdin string
		code              int
	}{
		{name: "update", args: "--request update.http --response answer.json"},
		{name: "update_json", args: "--request update.http --response answer.json --json"},
		{name: "update_color", args: "--request update.http --response answer.json --color always"},
		{name: "update_stripped_only", args: "--request update.http"},
		{name: "array", args: "-H|Authorization: Basic dTpw|-H|SO-TimeZone: includeTZOffset|-H|Content-Type: application/json|-d|{}|-R|array.http"},
		{name: "xml", args: "--request xml.http --response answer.xml"},
		{name: "patch", args: "-H|Authorization: Bearer 8A:Cust12345.AGYA|-H|Content-Type: application/json-patch+json|-d|@patch.json"},
		{name: "form", args: "-H|Authorization: Bearer 8A:x|-H|Content-Type: application/x-www-form-urlencoded|-d|BatchTaskInfo.Id=1&state=2&Name=3"},
		{name: "no_credential", args: "-d|{}|-H|" + jsonHeader, code: 3},
		{name: "unknown_scheme", args: "-H|Authorization: topsecret", code: 3},
		{name: "token_alone", args: "-H|X-XSRF-TOKEN: topsecret"},
		{name: "token_mismatch", args: "-H|X-XSRF-TOKEN: topsecret|-H|Cookie: XSRF-TOKEN=other", code: 3},
		{name: "no_content_type", args: "-H|Authorization: Bearer 8A:x|-d|{}", code: 3},
		{name: "duplicate_property", args: "-H|Authorization: Bearer 8A:x|-H|" + jsonHeader + `|-d|{"Id":1,"ID":2}`, code: 3},
		{name: "unknown_zone", args: "-H|Authorization: Bearer 8A:x|-H|SO-TimeZone: Mars", code: 3},
		{name: "get", args: "-X|GET|-u|/api/v1/Agents/Batch/UpdateBatchTask|-H|X-HTTP-Method-Override: POST", code: 4},
		{name: "other_path", args: "--url|/api/v1/Contact|--data|anything", code: 4},
		{name: "stdin", args: "--request -", stdin: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", code: 4},
		{name: "body_that_steers_a_terminal", args: "-u|/x|-d|\x1b[2J\u202e", code: 4},
		{name: "body_that_is_not_text", args: "-u|/x|-d|\xff\x01|--json", code: 4},
		{name: "truncated_body", args: "--request -", stdin: "POST /api/v1/Agents/Batch/UpdateBatchTask HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer 8A:x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{}", code: 3},
		{name: "strict_reject", args: "-c strict.Caddyfile --request update.http --response answer.json", code: 3},
		{name: "strict_omit", args: "-c|strict.Caddyfile|-u|https://crm.example.com/crm/api/v1/Agents/Batch/UpdateBatchTask?$select=State,updated,TableRight/Mask|-H|Authorization: SOTicket 7T:x|-H|SO-TimeZone: hq|-H|" + jsonHeader + "|-d|{\"State\":1}|-R|answer.json"},
		{name: "several_chosen", args: "-c|several.Caddyfile|--handler|2|-H|Authorization: Bearer 8A:x|-H|SO-TimeZone: NO|-R|answer.json|-u|/api/v1/Agents/Batch/UpdateBatchTask?$select=Id"},
		{name: "alike", args: "-c|alike.json|-X|GET|-H|a: b", code: 4},
		{name: "ask", args: "-c|ask.Caddyfile|-H|Authorization: Bearer 8A:x|-H|SO-TimeZone: dk|-R|-",
			stdin: "HTTP/1.1 200 OK\nContent-Type: application/json\nSO-TimeZone: GB\n\n" +
				`[{"Id":1,"LastStarted":"2024-06-01T12:00:00+01:00","Created":"2024-06-01T12:00:00"},{"Id":2,"LastStarted":"0001-01-01T01:00:00+01:00"}]` + "\n"},
		{name: "not_found", args: "--request|update.http|-R|-", stdin: "HTTP/1.1 404 Not Found\nContent-Type: application/json\n\n{\"Id\":1}\n"},
		{name: "not_json", args: "--request|update.http|-R|-", stdin: "{\"Id\":"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := run(t, "testdata", tc.stdin, append([]string{"update-batch-task", "explain"}, split(tc.args)...)...)
			if got.code != tc.code || got.stderr != "" {
				t.Errorf("exit code %d, want %d; stderr %q", got.code, tc.code, got.stderr)
			}
			if strings.Contains(got.stdout, "topsecret") {
				t.Errorf("a secret is printed:\n%s", got.stdout)
			}
			golden(t, tc.name+".txt", got.stdout)
		})
	}
}

// split takes arguments apart at bars or, where there are none, at blanks.
func split(args string) []string {
	if strings.Contains(args, "|") {
		return strings.Split(args, "|")
	}
	return strings.Fields(args)
}

// What can't be explained: exit code 1, nothing on standard output, and the reason.
func TestExplainRefusesUsage(t *testing.T) {
	for _, tc := range []struct{ name, args, stderr string }{
		{"no request", "", "there is no request"},
		{"argument", "request.http", "unknown command"},
		{"unknown flag", "--nope", "unknown flag: --nope"},
		{"request twice", "--request update.http --data x", "none of the others can be"},
		{"no such request", "--request nope.http", "nope.http"},
		{"empty request", "--request -", "there is none"},
		{"no such config", "--config nope --data x", "nope"},
		{"no such adapter", "--config Caddyfile --adapter nope --data x", "unrecognized config adapter"},
		{"config without a guard", "--config none.Caddyfile --data x", "no update_batch_task handler"},
		{"config that is refused", "--config broken.Caddyfile --data x", `broken.Caddyfile:3`},
		{"several guards", "--config several.Caddyfile --data x", "2  apps/http/servers/srv0/routes/1/handle/0/routes/0/handle/0 :8080 b.example.com"},
		{"no such guard", "--handler 2 --data x", "there is no guard 2; the configuration has 1"},
		{"stdin twice", "--request - --response -", "only one of"},
		{"color", "--data x --color pink", "--color"},
		{"blank in URL", "-u|/x y", "write it as %20"},
		{"header without colon", "-H|topsecret", "not of the form"},
		{"header name", "-H|a b: c", "not a header name"},
		{"method", "-X|G T", "is not a method"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := run(t, "testdata", "", append([]string{"update-batch-task", "explain"}, split(tc.args)...)...)
			if got.code != 1 || got.stdout != "" || !strings.Contains(got.stderr, tc.stderr) {
				t.Errorf("exit code %d, stdout %q, stderr %q", got.code, got.stdout, got.stderr)
			}
			// Once and as plain text: not as an entry of the log, nor in it as well.
			if !strings.HasPrefix(got.stderr, "Error: ") || strings.Count(got.stderr, tc.stderr) != 1 || strings.Contains(got.stderr, `"level"`) {
				t.Errorf("stderr %q", got.stderr)
			}
			if strings.Contains(got.stderr, "topsecret") {
				t.Errorf("a secret is printed: %s", got.stderr)
			}
		})
	}
	t.Run("no Caddyfile", func(t *testing.T) {
		got := run(t, t.TempDir(), "", "update-batch-task", "explain", "--data", "x")
		if got.code != 1 || !strings.Contains(got.stderr, "there is no Caddyfile") {
			t.Errorf("exit code %d, stderr %q", got.code, got.stderr)
		}
	})
}

func TestTimezones(t *testing.T) {
	for _, tc := range []struct {
		name, args string
		code       int
	}{
		{name: "zone_code", args: "JP"},
		{name: "zone_offset", args: "+05:45"},
		{name: "zone_iana_json", args: "--json|Asia/Tokyo"},
		{name: "zone_of_config", args: "--config|fixed.Caddyfile|configured"},
		{name: "zone_of_catalog", args: "--catalog|catalog.json|OFFICE"},
		{name: "zone_unknown", args: "nowhere at all", code: 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := run(t, "testdata", "", append([]string{"update-batch-task", "timezones"}, strings.Split(tc.args, "|")...)...)
			if got.code != tc.code {
				t.Errorf("exit code %d, want %d; stderr %q", got.code, tc.code, got.stderr)
			}
			// The release of the tz database is none of the test's business.
			got.stdout = strings.ReplaceAll(got.stdout, timezone.DatabaseVersion(), "VERSION")
			golden(t, tc.name+".txt", got.stdout)
		})
	}
	t.Run("country with several zones", func(t *testing.T) {
		got := run(t, "testdata", "", "update-batch-task", "timezones", "RU")
		if got.code != 0 || !strings.HasPrefix(got.stdout, "the country RU has several time zones: send ") {
			t.Errorf("exit code %d, stdout %q", got.code, got.stdout)
		}
	})
	t.Run("catalog and config", func(t *testing.T) {
		got := run(t, "testdata", "", "update-batch-task", "timezones", "--config", "Caddyfile", "--catalog", "catalog.json")
		if got.code != 1 || got.stdout != "" {
			t.Errorf("exit code %d, stdout %q", got.code, got.stdout)
		}
	})
}

// The subcommands are in Caddy's own help, completions and manual.
func TestCommandsAreCaddysOwn(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if got := run(t, ".", "", "completion", shell); got.code != 0 || got.stdout == "" {
			t.Errorf("completion %s: exit code %d, stderr %q", shell, got.code, got.stderr)
		}
	}
	if got := run(t, ".", "", "completion", "bash"); !strings.Contains(got.stdout, "_caddy_update-batch-task_explain()") {
		t.Error("bash does not complete the subcommand")
	}
	if got := run(t, ".", "", "__complete", "update-batch-task", "explain", "--color", ""); !strings.HasPrefix(got.stdout, "auto\nalways\nnever\n") {
		t.Errorf("completed %q", got.stdout)
	}
	dir := t.TempDir()
	if got := run(t, ".", "", "manpage", "--directory", dir); got.code != 0 {
		t.Errorf("manpage: exit code %d, stderr %q", got.code, got.stderr)
	}
	for _, page := range []string{"", "-explain", "-timezones"} {
		if _, err := os.Stat(filepath.Join(dir, "caddy-update-batch-task"+page+".8")); err != nil {
			t.Error(err)
		}
	}
	if got := run(t, ".", "", "update-batch-task", "explain", "--help"); got.code != 0 || !strings.Contains(got.stdout, "Exit codes:") {
		t.Errorf("help: exit code %d, stdout %q", got.code, got.stdout)
	}
	if got := run(t, ".", "", "update-batch-task", "exlpain"); got.code != 1 || !strings.Contains(got.stderr, `unknown command "exlpain"`) {
		t.Errorf("mistyped: exit code %d, stderr %q", got.code, got.stderr)
	}
}
