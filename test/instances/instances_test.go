//go:build linux

package instances

import (
	"syscall"
	"testing"
	"time"
)

// One of three instances is killed under load and restarted. Its requests in flight may fail: the load balancer can't know
// whether an update was made, so it responds with 502 and does not retry. If it could not connect, it tries another instance.
// So nothing else fails, and no update is made twice.
func TestKilledInstance(t *testing.T) {
	c := startCluster(t)
	l := startLoad(c)
	l.awaitMore(400)
	for _, host := range hosts {
		if c.api.served(host) == 0 {
			t.Errorf("%s has received no request", host)
		}
	}

	killed := hosts[1]
	c.guards[killed].end(syscall.SIGKILL)
	before := c.api.served(killed)
	l.awaitMore(400)
	// Only what the instance had forwarded when it was killed may have arrived since.
	if more := c.api.served(killed) - before; more > workers {
		t.Errorf("%d requests came through the killed instance", more)
	}

	c.startGuard(killed)
	back := c.api.served(killed)
	for deadline := time.Now().Add(20 * time.Second); c.api.served(killed) == back; {
		if time.Now().After(deadline) {
			t.Fatal("the restarted instance receives no requests")
		}
		l.awaitMore(10)
	}
	if failed := l.finish(t); failed > workers {
		t.Errorf("%d requests failed, but no more than %d were in flight", failed, workers)
	}
}

// An instance that is asked to stop fails its health check while it still serves requests, so that none of them fails.
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
