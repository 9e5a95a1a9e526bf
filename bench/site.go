package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// The sites. Each is a separate Caddy process.
const (
	siteBare         = "bare"          // the project's build with only reverse_proxy
	siteBareBuffers  = "bare-buffers"  // the same, with request_buffers
	siteStock        = "stock"         // Caddy's own build with only reverse_proxy
	siteGuard        = "guard"         // the guard with its defaults
	siteGuardBuffers = "guard-buffers" // the same, with request_buffers
	siteNeither      = "neither"       // the guard without $select and SO-TimeZone
	siteSelect       = "select"        // the guard without SO-TimeZone
	siteZone         = "zone"          // the guard without $select
	siteBarePlain    = "bare-plain"    // the project's build without its profile, with only reverse_proxy
	siteGuardPlain   = "guard-plain"   // the guard in the build without its profile
	siteGuardGC      = "guard-gc"      // the guard with Go's default garbage collection
)

// siteKinds gives, for each site, its build, what its Caddyfile has in addition to the bare one's, before and in
// reverse_proxy, and its environment.
var siteKinds = map[string]struct{ build, directive, proxy, env string }{
	siteBare:         {build: buildOurs},
	siteBareBuffers:  {build: buildOurs, proxy: buffers},
	siteStock:        {build: buildStock},
	siteGuard:        {build: buildOurs, directive: "update_batch_task"},
	siteGuardBuffers: {build: buildOurs, directive: "update_batch_task", proxy: buffers},
	siteNeither:      {build: buildOurs, directive: "update_batch_task {\n\t\tselect off\n\t\ttimezone off\n\t}"},
	siteSelect:       {build: buildOurs, directive: "update_batch_task {\n\t\ttimezone off\n\t}"},
	siteZone:         {build: buildOurs, directive: "update_batch_task {\n\t\tselect off\n\t}"},
	siteBarePlain:    {build: buildPlain},
	siteGuardPlain:   {build: buildPlain, directive: "update_batch_task"},
	siteGuardGC:      {build: buildOurs, directive: "update_batch_task", env: "GOGC=100"},
}

// buffers is the recipe for updates (docs/recipes.md): it makes reverse_proxy send header and body in one write.
const buffers = " {\n\t\trequest_buffers 64KiB\n\t}"

// The Caddyfile of every site: no access log, errors only, metrics off.
const caddyfile = `{
	admin ADMIN
	auto_https off
	persist_config off
	grace_period 1s
	log {
		level ERROR
	}
}

http://ADDRESS {
	bind 127.0.0.1
	DIRECTIVE
	reverse_proxy UPSTREAMPROXY
}
`

// site is a running Caddy.
type site struct {
	*process
	address string // host and port of its server
	admin   string // host and port of its admin API
}

// startSite starts a Caddy of the given kind in front of the upstream and waits until it responds.
func startSite(ctx context.Context, dir, kind string, binaries map[string]string, upstream string) (*site, error) {
	home, err := os.MkdirTemp(dir, kind+"-")
	if err != nil {
		return nil, err
	}
	ports, err := freeAddresses(2)
	if err != nil {
		return nil, err
	}
	s := &site{address: ports[0], admin: ports[1]}
	config := filepath.Join(home, "Caddyfile")
	text := strings.NewReplacer("ADMIN", s.admin, "ADDRESS", s.address, "UPSTREAM", upstream,
		"DIRECTIVE", siteKinds[kind].directive, "PROXY", siteKinds[kind].proxy).Replace(caddyfile)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, err
	}
	s.process, err = startProcess(ctx, func(cmd *exec.Cmd) error {
		cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home)
		if env := siteKinds[kind].env; env != "" {
			cmd.Env = append(cmd.Env, env)
		}
		return nil
	}, binaries[siteKinds[kind].build], "run", "--config", config, "--adapter", "caddyfile")
	if err != nil {
		return nil, err
	}
	if err := s.await(ctx); err != nil {
		return nil, s.failure(fmt.Sprintf("site %s: %v", kind, err))
	}
	return s, nil
}

func (s *site) await(ctx context.Context) error {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); {
		conn, err := net.DialTimeout("tcp", s.address, time.Second)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-s.ended:
			return errors.New("it ended")
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return errors.New("it does not listen")
}

// freeAddresses returns unused addresses on the loopback interface.
func freeAddresses(n int) ([]string, error) {
	var list []string
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		list = append(list, listener.Addr().String())
	}
	return list, nil
}

// allocated returns the number of objects and bytes that the site has allocated since its start.
func (s *site) allocated(ctx context.Context) (objects, size uint64, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.admin+"/debug/vars", nil)
	if err != nil {
		return 0, 0, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, 0, err
	}
	defer resp.Body.Close()
	var vars struct {
		Memory struct{ Mallocs, TotalAlloc uint64 } `json:"memstats"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&vars); err != nil {
		return 0, 0, fmt.Errorf("/debug/vars: %w", err)
	}
	return vars.Memory.Mallocs, vars.Memory.TotalAlloc, nil
}
