package main

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"github.com/prometheus/procfs"
)

// describeMachine returns the shape of the machine and the versions of the software, as rows of a table. Nothing in it
// identifies the machine.
func describeMachine(ctx context.Context) [][]string {
	memory, processor, congestion := "unknown", "unknown", "unknown"
	if fs, err := procfs.NewDefaultFS(); err == nil {
		if info, err := fs.Meminfo(); err == nil && info.MemTotalBytes != nil {
			memory = fmt.Sprintf("%.0f GiB", float64(*info.MemTotalBytes)/(1<<30))
		}
		if cores, err := fs.CPUInfo(); err == nil && len(cores) > 0 {
			processor = cores[0].ModelName
		}
		// A congestion control that paces what it sends makes large responses slower, also over the loopback interface.
		if control, err := fs.SysctlStrings("net.ipv4.tcp_congestion_control"); err == nil {
			congestion = strings.Join(control, " ")
		}
	}
	guided := "no profile"
	if isProfileGuided() {
		guided = "guided by " + profileGuided
	}
	return [][]string{
		{"cores", fmt.Sprint(runtime.NumCPU())},
		{"processor", processor},
		{"memory", memory},
		{"kernel", runtime.GOOS + " " + command(ctx, "uname", "-r") + " " + runtime.GOARCH},
		{"congestion control", congestion},
		{"Go", strings.TrimPrefix(runtime.Version(), "go")},
		{"Caddy", command(ctx, "go", "list", "-m", "-f", "{{.Version}}", "github.com/caddyserver/caddy/v2")},
		{"build", guided},
		{"wrk", wrkVersion(ctx)},
		{"date", time.Now().UTC().Format(time.DateOnly)},
	}
}

// warnIfBusy warns if other processes keep the machine busy, which makes throughput and latencies meaningless.
func warnIfBusy() {
	fs, err := procfs.NewDefaultFS()
	if err != nil {
		return
	}
	if load, err := fs.LoadAvg(); err == nil && load.Load1 > float64(runtime.NumCPU())/2 {
		progress("the machine is busy, with a load of %.1f: measure again when it is not", load.Load1)
	}
}

func command(ctx context.Context, name string, args ...string) string {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return "unknown"
	}
	return strings.TrimSpace(string(out))
}

// wrkVersion returns the version from wrk's usage text. wrk exits with a failure status after printing it.
func wrkVersion(ctx context.Context) string {
	out, _ := exec.CommandContext(ctx, "wrk", "-v").CombinedOutput()
	if fields := strings.Fields(string(out)); len(fields) > 1 {
		return fields[1]
	}
	return "unknown"
}
