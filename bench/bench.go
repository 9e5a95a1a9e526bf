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

// bench is one run: what it started and what it measured.
type bench struct {
	options  options
	dir      string // a temporary directory
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

// startUpstream starts this program as the upstream, in a separate process, so that it shares neither scheduler nor garbage
// collector with the clients.
func (b *bench) startUpstream(ctx context.Context) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var out *bufio.Reader
	b.upstream, err = startProcess(ctx, func(cmd *exec.Cmd) error {
		if _, err := cmd.StdinPipe(); err != nil { // open until the bench ends, which ends the upstream
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

// site returns the site of a kind and starts it if necessary. Sites that are not being measured are idle.
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

// close stops what the bench started and removes its temporary files.
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

// report prints the results and, after a full run, writes them to the page.
func (b *bench) report(ctx context.Context) error {
	text := b.markdown(describeMachine(ctx))
	fmt.Println(text)
	if b.options.quick || b.options.only != "" {
		return nil
	}
	return writePage(text)
}
