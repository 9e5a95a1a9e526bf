//go:build linux

// Package instances tests what several instances of the guard are together: real processes on real sockets, configured as
// in deploy/ and docs/deploying.md, behind a balancer that is another Caddy. Each instance has an address of its own in
// 127.0.0.0/8, as a balancer tells instances apart by address; that and the signals are why it is for Linux.
package instances

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// binary is the path of cmd/caddy, built once for all tests, as it is released: without the race detector.
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
