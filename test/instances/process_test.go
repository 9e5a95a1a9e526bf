//go:build linux

package instances

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A process is a Caddy process.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	log  bytes.Buffer
	done chan struct{}
}

// start runs Caddy with a Caddyfile until the test ends, and waits until the URL ready returns 200.
func start(t *testing.T, caddyfile, ready string, env ...string) *process {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "Caddyfile")
	if err := os.WriteFile(path, []byte(caddyfile), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, done: make(chan struct{})}
	p.cmd = exec.Command(binary, "run", "--config", path, "--adapter", "caddyfile")
	p.cmd.Env = append(os.Environ(), append(env, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)...)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait() // the error doesn't matter: signals end the process
		close(p.done)
	}()
	t.Cleanup(func() { p.end(syscall.SIGKILL) })
	p.await(ready)
	return p
}

// await waits until a URL returns 200.
func (p *process) await(url string) {
	p.t.Helper()
	client := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		select {
		case <-p.done:
			p.t.Fatalf("Caddy exited:\n%s", p.log.String())
		default:
		}
		if resp, err := client.Get(url); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
	}
	p.end(syscall.SIGKILL)
	p.t.Fatalf("%s does not return 200:\n%s", url, p.log.String())
}

// end sends the process a signal and waits until it has exited.
func (p *process) end(signal os.Signal) {
	_ = p.cmd.Process.Signal(signal) // it may have exited already
	<-p.done
}

// deployed adapts a deployed Caddyfile to a test by replacing the first text of each pair by the second. The test fails if the
// Caddyfile no longer contains one of them.
func deployed(t *testing.T, caddyfile string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(caddyfile, pairs[i]) {
			t.Fatalf("%q is not in the Caddyfile:\n%s", pairs[i], caddyfile)
		}
		caddyfile = strings.ReplaceAll(caddyfile, pairs[i], pairs[i+1])
	}
	return caddyfile
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// block returns the Caddyfile in a guide that contains the given words.
func block(t *testing.T, guide, words string) string {
	t.Helper()
	for _, part := range strings.Split(read(t, guide), "```caddyfile\n")[1:] {
		if text, _, _ := strings.Cut(part, "```"); strings.Contains(text, words) {
			return text
		}
	}
	t.Fatalf("%s has no Caddyfile with %q", guide, words)
	return ""
}
