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

// wrk loads a site from one thread, which is what leaves a machine of two cores something for the proxy and the upstream,
// over as many connections as reverse_proxy keeps open to one upstream.
const (
	wrkThreads     = 1
	wrkConnections = 32
)

// load is what wrk says of a run.
type load struct {
	requests int
	seconds  float64
}

// runWrk loads a site with a request for some seconds. A run with any error in it is none.
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

// parseWrk reads the line that the script has wrk print.
func parseWrk(out string) (load, error) {
	_, line, found := strings.Cut(out, "\nresult ")
	var requests, microseconds, broken, refused int
	if _, err := fmt.Sscan(line, &requests, &microseconds, &broken, &refused); !found || err != nil {
		return load{}, fmt.Errorf("wrk printed no result:\n%s", out)
	}
	// reverse_proxy alone now and then breaks off an answer that comes while the server still reads the request's end; the
	// guard, which has read it whole, does not. One in a hundred changes no figure.
	if broken*100 > requests || refused > 0 || requests == 0 || microseconds == 0 {
		return load{}, fmt.Errorf("wrk: %d requests, of which %d broke off and %d were refused", requests, broken, refused)
	}
	return load{requests, float64(microseconds) / 1e6}, nil
}
