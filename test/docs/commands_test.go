package docs

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

var commands = flag.Bool("commands", false,
	"run every command in the documentation; needs bash, curl and the ports 8080, 8081 and 2019")

// elsewhere lists the commands that are not run, and why: continuous integration runs them elsewhere, or they don't end.
var elsewhere = map[string]string{
	"go test ./...":            "is what runs this test",
	"go run ./cmd/sandbox run": "is running while the others are run",
	"go -C bench run .":        "takes twenty minutes; its quick form is run instead",
}

// standIns replaces parts of commands: the host of an example by the sandbox, and a release for all platforms, which takes many
// minutes, by one for a single platform.
var standIns = strings.NewReplacer("https://crm.example.com", "http://127.0.0.1:8081", "deploy/release\n", "deploy/release linux/amd64\n")

// Every command in the documentation runs, in a copy of the project, while the README's first command is running.
func TestCommands(t *testing.T) {
	if !*commands {
		t.Log("run with -commands to run the commands in the documentation")
		return
	}
	dir := copyProject(t)
	start(t, dir)
	for name, page := range originalPages {
		for _, b := range blocks(page) {
			if b.language == "sh" {
				t.Run(fmt.Sprintf("%s:%d", name, b.line), func(t *testing.T) { run(t, dir, b.text) })
			}
		}
	}
}

// copyProject copies the files that git tracks, so that no command changes the project itself.
func copyProject(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	files, err := exec.Command("git", "-C", root, "ls-files", "-z").Output()
	if err != nil {
		t.Fatal(err)
	}
	cp := exec.Command("cp", "--parents", "-t", dir)
	for name := range bytes.SplitSeq(bytes.TrimSuffix(files, []byte{0}), []byte{0}) {
		cp.Args = append(cp.Args, string(name))
	}
	cp.Dir = root
	if out, err := cp.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dir
}

// start runs the README's first command until the test ends.
func start(t *testing.T, dir string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	caddy := exec.CommandContext(ctx, "go", "run", "./cmd/sandbox", "run")
	caddy.Dir = dir
	caddy.Env = append(os.Environ(), "XDG_DATA_HOME="+filepath.Join(t.TempDir(), "data"))
	caddy.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	caddy.Cancel = func() error { return syscall.Kill(-caddy.Process.Pid, syscall.SIGTERM) }
	if err := caddy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = caddy.Wait() // a signal has ended it
	})
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if resp, err := http.Get("http://127.0.0.1:8080/sandbox/last"); err == nil {
			_ = resp.Body.Close()
			return
		}
	}
	t.Fatal("go run ./cmd/sandbox run does not respond")
}

func run(t *testing.T, dir, text string) {
	t.Helper()
	var script strings.Builder
	for line := range strings.Lines(text) {
		command, _, _ := strings.Cut(line, " #")
		if elsewhere[strings.TrimSpace(command)] == "" {
			script.WriteString(line)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	bash := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", standIns.Replace(script.String()))
	bash.Dir = dir
	if out, err := bash.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, script.String(), out)
	}
}
