package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// bench is one run: what it has started and what it has found.
type bench struct {
	options  options
	dir      string // temporary
	binaries map[string]string
	upstream *process
	address  string // of the upstream
	sites    map[string]*site

	groups      []group
	results     results
	latencyRate float64 // requests a second
	latencies   map[string]*latencies
	memory      []residence
}

// newBench builds the binaries and starts the upstream.
func newBench(ctx context.Context, o options) (*bench, error) {
	dir, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{options: o, dir: dir, sites: make(map[string]*site), results: make(results)}
	if b.binaries, err = buildAll(ctx, dir); err == nil {
		err = b.startUpstream(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// startUpstream starts this very program as the upstream, in a process of its own: it shares no scheduler and no garbage
// collector with the clients.
func (b *bench) startUpstream(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var out *bufio.Reader
	b.upstream, err = startProcess(ctx, func(cmd *exec.Cmd) error {
		if _, err := cmd.StdinPipe(); err != nil { // stays open until the bench ends, and the upstream with it
			return err
		}
		stdout, err := cmd.StdoutPipe()
		out = bufio.NewReader(stdout)
		return err
	}, self, "-upstream")
	if err != nil {
		return err
	}
	line, err := out.ReadString('\n')
	if err != nil {
		return b.upstream.failure("the upstream did not start")
	}
	b.address = strings.TrimSpace(line)
	return nil
}

// site returns the site of a kind, which it starts if it is not running yet. Sites that are not being measured idle.
func (b *bench) site(ctx context.Context, kind string) (*site, error) {
	if s, found := b.sites[kind]; found {
		return s, nil
	}
	s, err := startSite(ctx, b.dir, kind, b.binaries, b.address)
	if err == nil {
		b.sites[kind] = s
	}
	return s, err
}

// close ends what the bench has started and removes what it has written for itself.
func (b *bench) close() error {
	for _, s := range b.sites {
		s.stop()
	}
	if b.upstream != nil {
		b.upstream.stop()
	}
	return os.RemoveAll(b.dir)
}

// run measures the parts and reports them.
func (b *bench) run(ctx context.Context, parts []string) error {
	if len(b.groups) > 0 {
		if err := b.measure(ctx, b.groups); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		name    string
		measure func(context.Context) error
	}{
		{partLatency, b.measureLatency}, {partMemory, b.measureMemory}, {partProfile, b.saveProfile},
	} {
		if !slices.Contains(parts, part.name) {
			continue
		}
		progress("%s", part.name)
		if err := part.measure(ctx); err != nil {
			return err
		}
	}
	return b.report(ctx)
}

// report prints what was measured and, in a full run, writes it to the page.
func (b *bench) report(ctx context.Context) error {
	text := b.markdown(describeMachine(ctx))
	fmt.Println(text)
	if b.options.quick || b.options.only != "" {
		return nil
	}
	return writePage(text)
}
