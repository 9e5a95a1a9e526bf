package deploy

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// asCaddy makes this test binary run as Caddy, because a reload needs two processes.
const asCaddy = "DEPLOY_TEST_AS_CADDY"

func TestMain(m *testing.M) {
	if os.Getenv(asCaddy) != "" {
		caddycmd.Main()
		return
	}
	os.Exit(m.Run())
}

// A service runs the systemd unit's commands as systemd would, but in directories of the test and on free ports.
type service struct {
	caddyfile   string // its path
	unit        string
	environment []string // what systemd sets for every command: EnvironmentFile=, Environment= and RuntimeDirectory=
	token       string   // the path of the credential
	credentials string   // what LoadCredential= sets as well, for ExecStart= only
	site        string   // host and port
	ops         string
	logs        bytes.Buffer
}

// startService starts the unit in front of an upstream.
func startService(t *testing.T, upstream, token string) *service {
	t.Helper()
	etc, run, credentials, state := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	s := &service{
		caddyfile: filepath.Join(etc, "Caddyfile"), token: filepath.Join(credentials, "so_app_token"),
		credentials: "CREDENTIALS_DIRECTORY=" + credentials, site: freeaddr.New(t), ops: freeaddr.New(t),
	}
	_, port, _ := net.SplitHostPort(s.ops)
	write(t, s.caddyfile, strings.ReplaceAll(read(t, "systemd/Caddyfile"), "http://:9180 {", "http://:"+port+" {"))
	write(t, s.token, token)

	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s.unit = strings.NewReplacer("%d", credentials, "/etc/caddy-batchtask", etc, "/var/lib/caddy-batchtask", state,
		"/usr/local/bin/caddy-batchtask", self).Replace(read(t, "systemd/caddy-batchtask.service"))
	s.environment = []string{asCaddy + "=1", "RUNTIME_DIRECTORY=" + run, "SITE=http://" + s.site, "UPSTREAM=" + upstream}
	for line := range strings.Lines(s.unit) {
		if settings, found := strings.CutPrefix(line, "Environment="); found {
			s.environment = append(s.environment, strings.Fields(settings)...)
		}
	}

	cmd := s.command(t, "ExecStart=", append(s.environment, s.credentials))
	cmd.Stderr = &s.logs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(s.logs.String())
		}
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if resp, err := http.Get("http://" + s.ops + "/healthz"); err == nil {
			resp.Body.Close()
			return s
		}
		if time.Now().After(deadline) {
			t.Fatal("the service does not start")
		}
	}
}

// command returns the command of a directive in the unit.
func (s *service) command(t *testing.T, line string, environment []string) *exec.Cmd {
	t.Helper()
	_, rest, found := strings.Cut(s.unit, "\n"+line)
	words := strings.Fields(strings.SplitN(rest, "\n", 2)[0])
	if !found || len(words) == 0 {
		t.Fatalf("the unit has no %s", line)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Env = environment
	return cmd
}

// reload runs the unit's ExecReload with an environment.
func (s *service) reload(t *testing.T, environment []string) error {
	t.Helper()
	out, err := s.command(t, "ExecReload=", environment).CombinedOutput()
	t.Logf("reload: %v\n%s", err, out)
	return err
}

// The application token is still sent after systemctl reload. systemd sets the unit's Environment= for ExecReload=, but
// CREDENTIALS_DIRECTORY, depending on its version, only for ExecStart=. A Caddyfile that used the latter would then name a
// file that does not exist, which Caddy reads as an empty token.
func TestSystemdReloadKeepsTheToken(t *testing.T) {
	got := make(chan string, 1)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Get("SO-AppToken")
	}))
	defer upstream.Close()
	s := startService(t, upstream.URL, "secret-of-the-site")
	expect := func(when, want string) {
		t.Helper()
		if status := s.update(t); status != http.StatusOK {
			t.Fatalf("%s: status %d", when, status)
		}
		if token := <-got; token != want {
			t.Errorf("%s: the upstream got the token %q, want %q", when, token, want)
		}
	}
	expect("after the start", "secret-of-the-site")

	if err := s.reload(t, s.environment); err != nil {
		t.Fatal(err)
	}
	expect("after a reload", "secret-of-the-site")

	write(t, s.token, "another")
	expect("after the file has changed", "another")

	// From a shell, without the unit's environment, a reload does not find the service and changes nothing.
	if err := s.reload(t, []string{asCaddy + "=1", "HOME=" + t.TempDir()}); err == nil {
		t.Error("a reload without the unit's environment succeeds")
	}
	expect("after a reload without the unit's environment", "another")
}

// The metrics that the site on 9180 serves, which the alerts use, survive a failed reload. Those of the admin endpoint do not, so
// to a Prometheus that scrapes it the guard would seem absent.
func TestFailedReloadKeepsTheMetrics(t *testing.T) {
	s := startService(t, "http://127.0.0.1:1", "")
	guarded := func() bool {
		resp, err := http.Get("http://" + s.ops + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(text, []byte("caddy_update_batch_task_requests_total{"))
	}
	if !guarded() {
		t.Error("the guard exports no metrics")
	}
	text := read(t, s.caddyfile)
	write(t, s.caddyfile, strings.Replace(text, "update_batch_task {", "update_batch_task {\n\t\ttimezone {\n\t\t\tcatalog missing.json\n\t\t}", 1))
	if err := s.reload(t, s.environment); err == nil {
		t.Fatal("a reload with a missing catalog succeeds")
	}
	if !guarded() {
		t.Error("the guard exports no metrics after a failed reload")
	}
	write(t, s.caddyfile, text)
	if err := s.reload(t, s.environment); err != nil {
		t.Fatal(err)
	}
	if !guarded() {
		t.Error("the guard exports no metrics after a reload")
	}
}

// Without UPSTREAM, Caddy does not start and reports why.
func TestMissingUpstreamDoesNotStart(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{"docker", "systemd", "kubernetes"} {
		for _, tt := range []struct{ name, variable, message string }{
			{"unset", "UNRELATED=", "parsing upstream 'UPSTREAM is not set; it is the API, such as https://crm.example.com'"},
			{"empty", "UPSTREAM=", "unexpected line ending after 'to', at " + folder + "/Caddyfile:"},
		} {
			t.Run(folder+" "+tt.name, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
				defer cancel()
				cmd := exec.CommandContext(ctx, self, "run", "--config", folder+"/Caddyfile", "--adapter", "caddyfile")
				cmd.Env = []string{asCaddy + "=1", "HOME=" + t.TempDir(), "SITE=http://" + freeaddr.New(t), tt.variable}
				out, err := cmd.CombinedOutput()
				if cmd.ProcessState.ExitCode() != 1 || !bytes.Contains(out, []byte(tt.message)) {
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
	}
}

// update sends an update with a ticket and returns the status of the response.
func (s *service) update(t *testing.T) int {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, "http://"+s.site+"/api/v1/Agents/Batch/UpdateBatchTask",
		strings.NewReader(`{"Id":975,"State":"Started"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "SoTicket 7T:abc123==")
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
