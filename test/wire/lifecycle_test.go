package wire

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
)

// A request in flight while Caddy reloads its configuration or stops gets its response, with the guard as without it.
func TestInFlight(t *testing.T) {
	for _, change := range []struct {
		name  string
		apply func(s sites, site string) error
	}{
		{"reload", func(s sites, site string) error {
			load(t, s.caddyfile(strings.Replace(site, "after after", "after again", 1)))
			return nil
		}},
		{"stop", func(sites, string) error { return caddy.Stop() }},
	} {
		t.Run(change.name, func(t *testing.T) {
			site := "\tGUARD\n\trespond /after after" + proxy
			for _, m := range []mode{streamed, held} {
				s := startSites(t, site)
				var guarded, bare run
				arrived := make(chan bool, 2)
				done := make(chan bool, 2)
				for addr, side := range map[string]*run{s.guarded: &guarded, s.bare: &bare} {
					go func() {
						*side = play(t, addr, func(c *client) {
							c.send(c.update())
							c.readResponse("POST")
						}, func(c *upstreamConn) {
							if c.request() {
								arrived <- true
								time.Sleep(300 * time.Millisecond)
								c.write(withLength(jsonHead, task))
							}
						}, m.lines)
						done <- true
					}()
					await(t, arrived)
				}
				if err := change.apply(s, site); err != nil {
					t.Fatal(err)
				}
				await(t, done)
				await(t, done)
				if guarded.String() != bare.String() || !strings.Contains(guarded.String(), task) {
					t.Errorf("%s\nwith the guard:\n%s\nwithout it:\n%s", m.name, guarded, bare)
				}
			}
		})
	}
}

// TestPassiveHealth checks that no behaviour of a client marks an upstream as down.
func TestPassiveHealth(t *testing.T) {
	const site = "\tGUARD\n\trespond /after after\n\treverse_proxy %s {\n\t\tfail_duration 1m\n\t\tmax_fails 1\n\t\tunhealthy_status 5xx\n\t}"
	for _, c := range clients {
		switch {
		case strings.Contains(c.name, "leaves"), strings.Contains(c.name, "half-closes"), strings.HasPrefix(c.name, "sends"), c.name == "resets":
		default:
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			u, err := startUpstream(responding(withLength(jsonHead, task)))
			if err != nil {
				t.Fatal(err)
			}
			defer u.stop()
			s := startSites(t, fmt.Sprintf(site, u.addr))
			conn, err := dial(s.guarded, u.addr, nil)
			if err != nil {
				t.Fatal(err)
			}
			c.act(conn)
			conn.Close()
			time.Sleep(50 * time.Millisecond)
			next := play(t, s.guarded, func(c *client) {
				c.send(c.update())
				c.readResponse("POST")
			}, func(*upstreamConn) {}, nil)
			if got := next.String(); !strings.Contains(got, "200 "+task) {
				t.Errorf("the next client gets\n%s", got)
			}
		})
	}
}

func await(t *testing.T, event <-chan bool) {
	t.Helper()
	select {
	case <-event:
	case <-time.After(20 * time.Second):
		t.Fatal("timed out")
	}
}
