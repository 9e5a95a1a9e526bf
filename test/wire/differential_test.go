package wire

import (
	"flag"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
)

// Without -all, only the most informative combinations are tested.
var all = flag.Bool("all", false, "test each behaviour of a client with each behaviour of an upstream")

// run is the result of one client behaviour with one upstream behaviour.
type run struct {
	client   []string // what the client saw
	upstream []string // the requests that arrived at the upstream
	log      []string // the errors that were logged
	number   string   // identifies the run in the log
}

func (r run) String() string {
	return fmt.Sprintf("\tclient:   %s\n\tupstream: %s\n\tlog:      %s",
		strings.Join(r.client, " | "), strings.Join(r.upstream, " | "), strings.Join(r.log, " | "))
}

// A mode is a set of header lines for each update that selects how the guard handles it.
type mode struct {
	name  string
	lines []string
}

var (
	streamed = mode{"streamed", nil}
	held     = mode{"held", []string{"SO-TimeZone: UTC"}} // the response is held until it is known whether it changes
	refused  = mode{"refused", []string{"Authorization: Negotiate YII="}}
)

// table is a site and the combinations that are tested on it.
type table struct {
	name  string
	site  string
	modes []mode
	// includes reports whether a combination is tested always, and whether it is tested with -all.
	includes func(client, upstream string) (always, all bool)
}

// row is one comparison.
type row struct {
	table, client, upstream, mode string
	guarded, bare                 run
	replay                        func() run // plays the bare side again
}

func TestGuardAgainstBare(t *testing.T) {
	for _, tb := range tables {
		t.Run(tb.name, func(t *testing.T) { compare(t, tb) })
	}
	if *all {
		for i, d := range differences {
			if used[i] == 0 {
				t.Errorf("no row matches this difference: %s", d.why)
			}
		}
	}
}

// used counts the rows that each difference matches.
var used = make([]int, len(differences))

func compare(t *testing.T, tb table) {
	before := runtime.NumGoroutine()
	s := startSites(t, tb.site)
	var rows []*row
	var wait sync.WaitGroup
	slots := make(chan struct{}, 48)
	add := func(name string, act func(*client)) {
		for _, u := range upstreams {
			if always, withAll := tb.includes(name, u.name); !always && !(withAll && *all) {
				continue
			}
			for _, m := range tb.modes {
				r := &row{table: tb.name, client: name, upstream: u.name, mode: m.name}
				rows = append(rows, r)
				r.replay = func() run {
					again := play(t, s.bare, act, u.serve, m.lines)
					logged, _ := s.logged(t)
					again.log = logged[again.number]
					return again
				}
				for addr, side := range map[string]*run{s.guarded: &r.guarded, s.bare: &r.bare} {
					wait.Go(func() {
						slots <- struct{}{}
						defer func() { <-slots }()
						*side = play(t, addr, act, u.serve, m.lines)
					})
				}
			}
		}
	}
	for _, c := range clients {
		add(c.name, c.act)
	}
	for _, c := range clients2 {
		add("HTTP/2, "+c.name, func(conn *client) { c.act(dial2(conn)) })
	}
	wait.Wait()

	logged, panics := s.logged(t)
	if panics != 0 {
		t.Errorf("%d panics", panics)
	}
	differing := 0
	for _, r := range rows {
		r.guarded.log, r.bare.log = logged[r.guarded.number], logged[r.bare.number]
		if r.differs(t) {
			differing++
		}
	}
	t.Logf("%d rows, of which %d differ as expected", len(rows), differing)

	_ = caddy.Stop()
	if !eventually(func() bool { return runtime.NumGoroutine() <= before+5 }) {
		t.Errorf("goroutines leaked: %d before, %d after", before, runtime.NumGoroutine())
	}
}

// replays is how often bare Caddy is tried again if the guard did something else. What it does may depend on timing; the guard
// must do one of the things that it does.
const replays = 10

// differs reports whether the guard differs from bare Caddy, and fails the test if it does so in an unexpected way.
func (r *row) differs(t *testing.T) bool {
	t.Helper()
	differs, problem := r.judge(r.bare)
	for i := 0; problem != "" && i < replays; i++ {
		if _, again := r.judge(r.replay()); again == "" {
			problem = ""
		}
	}
	if problem != "" {
		t.Errorf("%s\n%s", r, problem)
	}
	return differs
}

// judge reports whether the guard differs from what bare Caddy did, and what is unexpected about it.
func (r *row) judge(bare run) (differs bool, problem string) {
	want, changed := bare, false
	for i, d := range differences {
		if !d.matches(r) {
			continue
		}
		used[i]++ // even if the sides don't differ, which may depend on timing
		if d.expect == nil && changed {
			continue
		}
		if d.expect == nil {
			if !d.allows(r.guarded, bare) {
				problem = "not allowed by: " + d.why
			}
			return r.guarded.String() != bare.String(), problem
		}
		if expected := d.expect(want); expected.String() != want.String() {
			want, changed = expected, true
		}
	}
	if r.guarded.String() != want.String() {
		problem = "expected:\n" + want.String()
	}
	return changed, problem
}

func (r *row) String() string {
	return fmt.Sprintf("%s / %s / %s / %s\nwith the guard:\n%s\nwithout it:\n%s", r.table, r.client, r.upstream, r.mode, r.guarded, r.bare)
}

var runs atomic.Int64

// play runs a client behaviour against an upstream behaviour.
func play(t *testing.T, addr string, act func(*client), serve func(*upstreamConn), lines []string) run {
	u, err := startUpstream(serve)
	if err != nil {
		t.Error(err)
		return run{}
	}
	defer u.stop()
	number := fmt.Sprint("n", runs.Add(1))
	c, err := dial(addr, u.addr, append([]string{"X-Run: " + number}, lines...))
	if err != nil {
		t.Error(err)
		return run{}
	}
	defer c.Close()
	act(c)
	// If the client has left, its request may still be on its way to the upstream.
	left := len(c.saw) == 0 || strings.HasPrefix(c.saw[0], "499") || strings.HasPrefix(c.saw[0], "101:")
	for deadline := time.Now().Add(3 * time.Second); left && len(u.arrived()) == 0 && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	for before := -1; before != len(u.arrived()); time.Sleep(80 * time.Millisecond) {
		before = len(u.arrived())
	}
	return run{client: c.saw, upstream: u.arrived(), number: number}
}

var (
	addresses = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	// broken matches the errors of a closed connection. Which one occurs depends on timing.
	broken = regexp.MustCompile(`^(http[a-z.]*: ).*(connection reset by peer|broken pipe|EOF|use of closed network connection|server closed idle connection)$`)
)

// plain removes what differs from run to run from a log message.
func plain(message string) string {
	return broken.ReplaceAllString(addresses.ReplaceAllString(message, "ADDR"), "${1}connection broken")
}
