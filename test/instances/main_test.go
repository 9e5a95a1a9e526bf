//go:build linux

// Package instances tests several instances of the guard behind a load balancer: real processes on real sockets, configured as
// in deploy/ and docs/deploying.md. The load balancer is another Caddy. It distinguishes instances by address, so each one has
// its own in 127.0.0.0/8. Those addresses, and signals, require Linux.
package instances

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// binary is the path of cmd/caddy, which is built once for all tests, without the race detector.
var binary string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "instances")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "caddy")
	if out, err := exec.Command("go", "build", "-o", binary, "../../cmd/caddy").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s%v\n", out, err)
		return 1
	}
	return m.Run()
}
