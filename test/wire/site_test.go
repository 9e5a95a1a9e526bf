// Package wire compares the guard with bare Caddy. It tests client behaviours in combination with upstream behaviours, once
// with the guard before reverse_proxy and once without it, on real sockets. Every difference must be listed with its reason
// (contract section 6).
package wire

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddy-batchtask/caddy-batchtask/caddymodule"
	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

const operation = "/api/v1/Agents/Batch/UpdateBatchTask"

// sites are the two sides of a comparison: the same site with the guard and without.
type sites struct {
	guarded, bare string // addresses
	log           string // Caddy's log file
}

// globalOptions has the global options of every configuration. LOG is replaced by the log file.
const globalOptions = `{
	admin off
	auto_https off
	persist_config off
	grace_period 5s
	log default {
		output file LOG
		format json
		level INFO
	}
	servers {
		protocols h1 h2c
	}
}
`

// startSites runs Caddy with both sides of a site. GUARD in the site is replaced by the guard's directive, or commented out on
// the bare side.
func startSites(t *testing.T, site string) sites {
	t.Helper()
	s := sites{guarded: freeaddr.New(t), bare: freeaddr.New(t), log: filepath.Join(t.TempDir(), "caddy.log")}
	load(t, s.caddyfile(site))
	t.Cleanup(func() { _ = caddy.Stop() })
	return s
}

// caddyfile returns a Caddyfile with both sides of a site. Lines that begin with BARE are for the bare side only.
func (s sites) caddyfile(site string) string {
	var b strings.Builder
	b.WriteString(strings.Replace(globalOptions, "LOG", s.log, 1))
	for _, side := range []struct {
		addr string
		edit *strings.Replacer
	}{
		{s.guarded, strings.NewReplacer("GUARD", "update_batch_task", "BARE", "#")},
		{s.bare, strings.NewReplacer("GUARD", "#", "BARE ", "")},
	} {
		_, port, _ := net.SplitHostPort(side.addr)
		fmt.Fprintf(&b, "http://:%s {\n\tbind 127.0.0.1\n%s\n}\n", port, side.edit.Replace(site))
	}
	return b.String()
}

func load(t *testing.T, caddyfile string) {
	t.Helper()
	config, _, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(caddyfile), map[string]any{"filename": "Caddyfile"})
	if err != nil {
		t.Fatalf("adapt: %v\n%s", err, caddyfile)
	}
	if err := caddy.Load(config, true); err != nil {
		t.Fatalf("load: %v", err)
	}
}

// logged returns the errors that Caddy has logged, by the number of the run, and the number of panics.
func (s sites) logged(t *testing.T) (byRun map[string][]string, panics int) {
	t.Helper()
	time.Sleep(100 * time.Millisecond) // until the last lines have been written
	text, err := os.ReadFile(s.log)
	if err != nil {
		t.Fatal(err)
	}
	byRun = make(map[string][]string)
	for line := range strings.Lines(string(text)) {
		var entry struct {
			Level, Logger, Msg string
			Request            struct{ Headers http.Header }
		}
		if json.Unmarshal([]byte(line), &entry) != nil {
			continue
		}
		if strings.Contains(entry.Msg, "panic") {
			panics++
			t.Log(entry.Msg)
		}
		if number := entry.Request.Headers.Get("X-Run"); entry.Level == "error" && number != "" {
			byRun[number] = append(byRun[number], plain(entry.Logger+": "+entry.Msg))
		}
	}
	return byRun, panics
}

// eventually waits for a condition, and reports whether it was met in time.
func eventually(condition func() bool) bool {
	for deadline := time.Now().Add(5 * time.Second); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}
