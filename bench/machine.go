package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// describeMachine returns the shape of the machine and the versions of what was measured, as rows of a table. It names
// nothing that could tell one machine of a kind from another.
func describeMachine(ctx context.Context) [][]string {
	memory := "unknown"
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		memory = fmt.Sprintf("%.0f GiB", float64(statusBytes(string(text), "MemTotal:"))/(1<<30))
	}
	guided := "no profile"
	if isProfileGuided() {
		guided = "guided by " + profileGuided
	}
	return [][]string{
		{"cores", fmt.Sprint(runtime.NumCPU())},
		{"processor", cpuModel()},
		{"memory", memory},
		{"kernel", runtime.GOOS + " " + firstLine("/proc/sys/kernel/osrelease") + " " + runtime.GOARCH},
		{"Go", strings.TrimPrefix(runtime.Version(), "go")},
		{"Caddy", command(ctx, "go", "list", "-m", "-f", "{{.Version}}", "github.com/caddyserver/caddy/v2")},
		{"build", guided},
		{"wrk", wrkVersion(ctx)},
		{"date", time.Now().UTC().Format(time.DateOnly)},
	}
}

// warnIfBusy says so if something else keeps the machine busy: then requests/s and latencies say little.
func warnIfBusy() {
	var load float64
	if _, err := fmt.Sscan(firstLine("/proc/loadavg"), &load); err == nil && load > float64(runtime.NumCPU())/2 {
		progress("the machine is busy, with a load of %.1f: measure again when it is not", load)
	}
}

func firstLine(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return line
}

func cpuModel() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if name, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

func command(ctx context.Context, name string, args ...string) string {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// wrkVersion returns the version that wrk prints with its usage, with a status that means failure.
func wrkVersion(ctx context.Context) string {
	out, _ := exec.CommandContext(ctx, "wrk", "-v").CombinedOutput()
	if fields := strings.Fields(string(out)); len(fields) > 1 {
		return fields[1]
	}
	return "unknown"
}
