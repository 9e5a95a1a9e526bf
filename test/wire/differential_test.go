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

// Without -all, only the most telling of the behaviours meet each other.
var all = flag.Bool("all", false, "let each behaviour of a client meet each of an API")

// run is what came of one client behaviour with one upstream behaviour.
type run struct {
	client   []string // what the client saw, a line each
	upstream []string // the requests that arrived
	log      []string // errors
	number   string
}

func (r run) String() string {
	return fmt.Sprintf("\tclient:   %s\n\tupstream: %s\n\tlog:      %s",
		strings.Join(r.client, " | "), strings.Join(r.upstream, " | "), strings.Join(r.log, " | "))
}

// A mode is header lines of each update that take it a certain way through the guard.
type mode struct {
	name  string
	lines []string
}

var (
	streamed = mode{"streamed", nil}
	held     = mode{"held", []string{"SO-TimeZone: UTC"}} // until it is known that nothing in the response is to be changed
	refused  = mode{"refused", []string{"Authorization: Negotiate YII="}}
)

// table is a site, and what is played on it.
type table struct {
	name  string
	site  string
	modes []mode
	// plays reports whether a pair of behaviours is played without -all, and whether it is with it.
	plays func(client, upstream string) (always, all bool)
}

// row is one comparison.
type row struct {
	table, client, upstream, mode string
	guarded, bare                 run
}

func TestGuardAgainstBare(t *testing.T) {
	for _, tb := range tables {
		t.Run(tb.name, func(t *testing.T) { compare(t, tb) })
	}
	if *all {
		for i, d := range differences {
			if used[i] == 0 {
				t.Errorf("no row is about this difference: %s", d.why)
			}
		}
	}
}

// used counts the rows that each difference is about.
var used = make([]int, len(differences))

func compare(t *testing.T, tb table) {
	before := runtime.NumGoroutine()
	s := startSites(t, tb.site)
	var rows []*row
	var wait sync.WaitGroup
	slots := make(chan struct{}, 48)
	add := func(name string, act func(*client)) {
		for _, u := range upstreams {
			if always, withAll := tb.plays(name, u.name); !always && !(withAll && *all) {
				continue
			}
			for _, m := range tb.modes {
				r := &row{table: tb.name, client: name, upstream: u.name, mode: m.name}
				rows = append(rows, r)
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
	t.Logf("%d rows, of which %d differ as they should", len(rows), differing)

	_ = caddy.Stop()
	if !eventually(func() bool { return runtime.NumGoroutine() <= before+5 }) {
		t.Errorf("goroutines are left: %d before, %d after", before, runtime.NumGoroutine())
	}
}

// differs reports whether the guard does otherwise than bare Caddy, and fails where it should not, or not so.
func (r *row) differs(t *testing.T) bool {
	t.Helper()
	want, changed := r.bare, false
	for i, d := range differences {
		if !d.matches(r) {
			continue
		}
		used[i]++ // what happens without the guard may be chance, so that it may differ this time or not
		if d.expect == nil && changed {
			continue
		}
		if d.expect == nil {
			if !d.allows(r.guarded, r.bare) {
				t.Errorf("%s\nnot as it should differ: %s", r, d.why)
			}
			return r.guarded.String() != r.bare.String()
		}
		if expected := d.expect(want); expected.String() != want.String() {
			want, changed = expected, true
		}
	}
	if r.guarded.String() != want.String() {
		t.Errorf("%s\nexpected:\n%s", r, want)
	}
	return changed
}

func (r *row) String() string {
	return fmt.Sprintf("%s / %s / %s / %s\nwith the guard:\n%s\nwithout it:\n%s", r.table, r.client, r.upstream, r.mode, r.guarded, r.bare)
}

var runs atomic.Int64

// play plays one behaviour against the other.
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
	// What a client that has left does not see may still be under way.
	blind := len(c.saw) == 0 || strings.HasPrefix(c.saw[0], "499") || strings.HasPrefix(c.saw[0], "101:")
	for deadline := time.Now().Add(3 * time.Second); blind && len(u.arrived()) == 0 && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	for before := -1; before != len(u.arrived()); time.Sleep(80 * time.Millisecond) {
		before = len(u.arrived())
	}
	return run{client: c.saw, upstream: u.arrived(), number: number}
}

var (
	addresses = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	// broken are the errors by which Go tells that a connection was closed: which one is chance.
	broken = regexp.MustCompile(`^(http[a-z.]*: ).*(connection reset by peer|broken pipe|EOF|use of closed network connection|server closed idle connection)$`)
)

// plain makes an entry of the log such that it is the same each time.
func plain(message string) string {
	return broken.ReplaceAllString(addresses.ReplaceAllString(message, "ADDR"), "${1}connection broken")
}
