package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// wrk uses one thread, which leaves some of a two-core machine to the proxy and the upstream, and as many connections as
// reverse_proxy keeps open to one upstream.
const (
	wrkThreads     = 1
	wrkConnections = 32
)

// load is the result of a wrk run.
type load struct {
	requests int
	seconds  float64
}

// runWrk sends a request to a site repeatedly for some seconds. It fails if more than one response in a hundred is broken, or any is refused.
func runWrk(ctx context.Context, dir string, s *site, r *request, seconds int) (load, error) {
	script, body := filepath.Join(dir, "wrk.lua"), filepath.Join(dir, "wrk.body")
	if err := errors.Join(
		os.WriteFile(script, []byte(r.script(body)), 0o600),
		os.WriteFile(body, r.body, 0o600),
	); err != nil {
		return load{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(seconds+30)*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "wrk", "-t", fmt.Sprint(wrkThreads), "-c", fmt.Sprint(wrkConnections),
		"-d", fmt.Sprintf("%ds", seconds), "--timeout", "20s", "-s", script, "http://"+s.address+r.target).CombinedOutput()
	if err != nil {
		return load{}, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	return parseWrk(string(out))
}

// parseWrk parses the line that the script makes wrk print.
func parseWrk(out string) (load, error) {
	_, line, found := strings.Cut(out, "\nresult ")
	var requests, microseconds, broken, refused int
	if _, err := fmt.Sscan(line, &requests, &microseconds, &broken, &refused); !found || err != nil {
		return load{}, fmt.Errorf("wrk printed no result:\n%s", out)
	}
	// Without the guard, reverse_proxy occasionally truncates a response that arrives while the server still reads the
	// request. The guard does not, as it has read all of it. One in a hundred does not affect the figures.
	if broken*100 > requests || refused > 0 || requests == 0 || microseconds == 0 {
		return load{}, fmt.Errorf("wrk: %d requests, of which %d broke off and %d were refused", requests, broken, refused)
	}
	return load{requests, float64(microseconds) / 1e6}, nil
}
