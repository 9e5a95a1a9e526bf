package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// caddyProcess is a process of the released binary, with the guard before the upstreams.
type caddyProcess struct {
	dir, site, admin string
	process          *exec.Cmd
	configs          [2]string // they differ only in the realm
	rss, goroutines  []int
}

func startCaddy(upstreams []string) (*caddyProcess, error) {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return nil, err
	}
	c := &caddyProcess{dir: dir}
	binary := filepath.Join(dir, "caddy")
	if out, err := exec.Command("go", "build", "-o", binary, "./cmd/caddy").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	ports, err := freePorts(2)
	if err != nil {
		return nil, err
	}
	c.site, c.admin = "http://127.0.0.1:"+ports[0], "127.0.0.1:"+ports[1]
	for i := range c.configs {
		c.configs[i] = fmt.Sprintf(`{
	admin %s
	auto_https off
	persist_config off
	metrics
	log {
		output discard
	}
}
http://:%s {
	bind 127.0.0.1
	update_batch_task {
		realm "soak %d"
	}
	reverse_proxy %s {
		lb_try_duration 5s
		lb_try_interval 20ms
	}
}
`, c.admin, ports[0], i, strings.Join(upstreams, " "))
	}
	file := filepath.Join(dir, "Caddyfile")
	if err := os.WriteFile(file, []byte(c.configs[0]), 0o600); err != nil {
		return nil, err
	}
	c.process = exec.Command(binary, "run", "--config", file)
	if err := c.process.Start(); err != nil {
		return nil, err
	}
	for range 100 {
		if resp, err := http.Get(c.site + "/"); err == nil {
			resp.Body.Close()
			return c, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	c.stop()
	return nil, fmt.Errorf("caddy does not respond")
}

func (c *caddyProcess) stop() {
	_ = c.process.Process.Kill()
	_ = c.process.Wait()
	_ = os.RemoveAll(c.dir)
}

func freePorts(n int) (ports []string, err error) {
	for range n {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer ln.Close()
		_, port, _ := net.SplitHostPort(ln.Addr().String())
		ports = append(ports, port)
	}
	return ports, nil
}

// reloadUntil loads the two configurations in turn, one every second, until ctx is done.
func (c *caddyProcess) reloadUntil(ctx context.Context, results *tally) {
	for i := 1; ctx.Err() == nil; i++ {
		sleep(ctx, time.Second)
		resp, err := http.Post("http://"+c.admin+"/load", "text/caddyfile", strings.NewReader(c.configs[i%2]))
		if err != nil {
			results.fail("reload: %v", err)
			continue
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			results.fail("reload: %d %s", resp.StatusCode, body)
		}
		results.count("  reloads")
	}
}

var goroutineLine = regexp.MustCompile(`(?m)^goroutine profile: total (\d+)`)

// sampleUntil records the process's resident memory, in KiB, and its number of goroutines every second, until ctx is done.
func (c *caddyProcess) sampleUntil(ctx context.Context) {
	for ; ctx.Err() == nil; sleep(ctx, time.Second) {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.process.Process.Pid))
		if err != nil {
			continue
		}
		for line := range bytes.Lines(status) {
			if rest, ok := bytes.CutPrefix(line, []byte("VmRSS:")); ok {
				kib, _ := strconv.Atoi(string(bytes.Fields(rest)[0]))
				c.rss = append(c.rss, kib)
			}
		}
		resp, err := http.Get("http://" + c.admin + "/debug/pprof/goroutine?debug=1")
		if err != nil {
			continue
		}
		page, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if m := goroutineLine.FindSubmatch(page); m != nil {
			n, _ := strconv.Atoi(string(m[1]))
			c.goroutines = append(c.goroutines, n)
		}
	}
}

// printSamples prints the development of memory and goroutines, and reports whether they are flat: whether the median of the
// last third exceeds that of the second by at most a third and some slack.
func (c *caddyProcess) printSamples() bool {
	flat := true
	for _, s := range []struct {
		name   string
		values []int
		slack  int
	}{{"resident memory, KiB", c.rss, 32 << 10}, {"goroutines", c.goroutines, 100}} {
		third := len(s.values) / 3
		if third == 0 {
			continue
		}
		second, last := median(s.values[third:2*third]), median(s.values[2*third:])
		fmt.Printf("%s: %d at first, %d in the second third, %d in the last\n", s.name, s.values[0], second, last)
		flat = flat && last <= second+second/3+s.slack
	}
	return flat
}

func median(values []int) int {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
