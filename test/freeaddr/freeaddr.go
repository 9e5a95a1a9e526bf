// Package freeaddr finds addresses that tests can listen on, or that nobody listens on.
package freeaddr

import (
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"testing"
)

// Ports below those that systems give to outgoing connections. One of those could be taken by any connection between the time
// it is found and the time it is listened on; a connection to it that is tried again and again even becomes its own peer.
const first, end = 20_000, 32_000

// given has the ports found so far, none of which is found again.
var given sync.Map

// New returns an address on the loopback interface on which nobody listens.
func New(tb testing.TB) string {
	tb.Helper()
	return net.JoinHostPort("127.0.0.1", Port(tb, "127.0.0.1"))
}

// Port returns a port on which nobody listens on any of the hosts.
func Port(tb testing.TB, hosts ...string) string {
	tb.Helper()
	var err error
	for range 100 {
		port := strconv.Itoa(first + rand.IntN(end-first))
		if _, again := given.LoadOrStore(port, nil); again {
			continue
		}
		if err = free(port, hosts); err == nil {
			return port
		}
	}
	tb.Fatalf("no port is free on %v: %v", hosts, err)
	return ""
}

func free(port string, hosts []string) error {
	for _, host := range hosts {
		ln, err := net.Listen("tcp", net.JoinHostPort(host, port))
		if err != nil {
			return err
		}
		defer ln.Close()
	}
	return nil
}
