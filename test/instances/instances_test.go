//go:build linux

package instances

import (
	"syscall"
	"testing"
	"time"
)

// One of three instances is killed under load and comes back. What it had in flight may fail: the balancer can't know
// whether the update was made, so it answers 502 and sends it to no other. Whatever it could not even connect for goes to
// another instance, so nothing else fails, and no update is made twice.
func TestKilledInstance(t *testing.T) {
	c := startCluster(t)
	l := startLoad(c)
	l.awaitMore(400)
	for _, host := range hosts {
		if c.api.served(host) == 0 {
			t.Errorf("%s has had no request", host)
		}
	}

	killed := hosts[1]
	c.guards[killed].end(syscall.SIGKILL)
	before := c.api.served(killed)
	l.awaitMore(400)
	// What the instance had sent on when it died may still have arrived; nothing has since.
	if more := c.api.served(killed) - before; more > workers {
		t.Errorf("%d requests came through the killed instance", more)
	}

	c.startGuard(killed)
	back := c.api.served(killed)
	for deadline := time.Now().Add(20 * time.Second); c.api.served(killed) == back; {
		if time.Now().After(deadline) {
			t.Fatal("the instance that came back gets no requests")
		}
		l.awaitMore(10)
	}
	if failed := l.finish(t); failed > workers {
		t.Errorf("%d requests failed, but no more than %d were in flight", failed, workers)
	}
}

// An instance that is told to stop says so to the balancer while it goes on serving, so nothing fails at all.
func TestStoppedInstance(t *testing.T) {
	c := startCluster(t)
	l := startLoad(c)
	l.awaitMore(200)
	c.guards[hosts[2]].end(syscall.SIGTERM)
	l.awaitMore(200)
	if failed := l.finish(t); failed > 0 {
		t.Errorf("%d requests failed", failed)
	}
}
