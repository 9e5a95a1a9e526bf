// Command bench measures what the guard costs, side by side with Caddy's reverse_proxy alone, on one machine in one run:
//
//	go -C bench run .          everything; writes docs/performance.md
//	go -C bench run . -quick   one short round of the sample and of rows; writes nothing
//
// It needs Linux, for what it reads below /proc, and wrk. See bench/README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options are the command-line options.
type options struct {
	rounds  int
	seconds int
	only    string
	quick   bool
	profile string
	pgo     bool
}

const (
	profileGuided = "cmd/caddy/default.pgo"
	sampleDir     = "caddymodule/testdata/sample"
)

func main() {
	var o options
	var upstream bool
	flag.IntVar(&o.rounds, "rounds", 5, "how often each case is measured; its result is the median")
	flag.IntVar(&o.seconds, "seconds", 3, "how long each case is loaded in a round")
	flag.StringVar(&o.only, "only", "", "measure only these parts, comma-separated: "+strings.Join(allParts(), " "))
	flag.BoolVar(&o.quick, "quick", false, "one round of one second, without most of the larger documents")
	flag.StringVar(&o.profile, "profile", "", "also save a CPU profile of the full job to this `file`")
	flag.BoolVar(&o.pgo, "pgo", false, "also save that profile as "+profileGuided+", which go build picks up")
	flag.BoolVar(&upstream, "upstream", false, "be the upstream; for the bench itself")
	flag.Parse()
	if upstream {
		exitOn(serveUpstream(os.Stdin, os.Stdout))
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	exitOn(err)
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// settle sets the options that the flags leave unset.
func (o *options) settle() error {
	if o.quick {
		o.rounds, o.seconds = 1, 1
	}
	if o.rounds < 1 || o.seconds < 1 {
		return errors.New("rounds and seconds must be at least 1")
	}
	return nil
}

func run(ctx context.Context, o options) (err error) {
	if err := o.settle(); err != nil {
		return err
	}
	parts, err := chooseParts(o.only, o.quick)
	if err != nil {
		return err
	}
	if err := enterProject(); err != nil {
		return err
	}
	if _, err := exec.LookPath("wrk"); err != nil {
		return errors.New("wrk is not installed; on Debian: apt-get install wrk")
	}
	chosen, err := groups(parts, isProfileGuided())
	if err != nil {
		return err
	}
	lasts := estimate(chosen, parts, o)
	ctx, cancel := context.WithTimeout(ctx, 2*lasts+20*time.Minute) // the first build may be slow
	defer cancel()

	b, err := newBench(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	b.groups = chosen
	progress("measuring, which takes about %s", lasts)
	warnIfBusy()
	return b.run(ctx, parts)
}

// estimate returns the approximate duration of the measurements.
func estimate(chosen []group, parts []string, o options) time.Duration {
	const perRun = 300 * time.Millisecond // the overhead of wrk
	cases := 0
	for _, g := range chosen {
		cases += len(g.cases)
	}
	round := time.Duration(o.seconds)*time.Second + perRun
	lasts := time.Duration(cases*o.rounds) * round
	if !o.quick {
		lasts += time.Duration(cases) * (time.Second + perRun)
	}
	if slices.Contains(parts, partLatency) {
		lasts += time.Duration(latencyFactor*o.rounds+1) * round
	}
	if slices.Contains(parts, partMemory) && !o.quick {
		lasts += 2 * (afterwards + 10*time.Second)
	}
	return lasts.Round(time.Second)
}

// enterProject changes to the project's directory, for this process and its children. The bench is a module in a
// subdirectory.
func enterProject() error {
	if err := os.Chdir(".."); err != nil {
		return err
	}
	if _, err := os.Stat(sampleDir); err != nil {
		return errors.New("run the bench as go -C bench run . in the project's directory")
	}
	return nil
}

// progress reports progress on the terminal.
func progress(format string, args ...any) {
	fmt.Fprintf(os.Stderr, "%s "+format+"\n", append([]any{time.Now().Format(time.TimeOnly)}, args...)...)
}
