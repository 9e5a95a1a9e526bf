package main

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/procfs"
)

// residence is a site's resident set in bytes before, during and after many large requests that the upstream holds.
type residence struct {
	name     string
	requests int
	size     int    // the size of a request body
	start    uint64 // before
	waiting  uint64 // while all requests wait
	peak     uint64 // the maximum until all have a response
	after    uint64 // a while after that; see afterwards
}

// perRequest returns the memory for each waiting request.
func (r *residence) perRequest() float64 {
	return (float64(r.waiting) - float64(r.start)) / float64(r.requests)
}

// left returns the fraction of the growth that has not been released.
func (r *residence) left() float64 {
	return max(0, (float64(r.after)-float64(r.start))/max(1, float64(r.waiting)-float64(r.start)))
}

// The number of requests, and the time for memory to be released.
const (
	waitingRequests      = 1000
	waitingRequestsQuick = 50
	afterwards           = time.Minute
	afterwardsQuick      = 2 * time.Second
)

// measureMemory holds many requests of 1 MB in flight at once. All of each is forwarded.
func (b *bench) measureMemory(ctx context.Context) error {
	body, err := readSample("request.json")
	if err != nil {
		return err
	}
	r := call(pathHeld, selectNulled, growText(body, megabyte))
	n, wait := waitingRequests, afterwards
	if b.options.quick {
		n, wait = waitingRequestsQuick, afterwardsQuick
	}
	// A waiting request uses memory in the proxy and in the buffers of two connections.
	if fs, err := procfs.NewDefaultFS(); err == nil {
		if info, err := fs.Meminfo(); err == nil && info.MemAvailableBytes != nil {
			n = min(n, int(*info.MemAvailableBytes/(10*megabyte)))
		}
	}
	for _, c := range []struct{ name, kind string }{{caseBare, siteBare}, {caseFull, siteGuard}} {
		found, err := b.fill(ctx, c.kind, &r, n, wait)
		if err != nil {
			return fmt.Errorf("memory, %s: %w", c.name, err)
		}
		found.name, found.requests, found.size = c.name, n, len(r.body)
		b.memory = append(b.memory, found)
	}
	return nil
}

// fill measures a new site before n requests, while the upstream holds them, and after it has released them.
func (b *bench) fill(ctx context.Context, kind string, r *request, n int, wait time.Duration) (found residence, err error) {
	s, err := startSite(ctx, b.dir, kind, b.binaries, b.address)
	if err != nil {
		return found, err
	}
	defer s.stop()
	if found.start, _, err = s.memory(); err != nil {
		return found, err
	}
	answered := sendAll(s.address, r, n)
	if err := b.awaitHeld(ctx, n, answered); err != nil {
		return found, err
	}
	if found.waiting, _, err = s.memory(); err != nil {
		return found, err
	}
	if _, err := ask(b.address, pathRelease); err != nil {
		return found, err
	}
	if err := <-answered; err != nil {
		return found, err
	}
	if _, found.peak, err = s.memory(); err != nil {
		return found, err
	}
	select {
	case <-ctx.Done():
		return found, ctx.Err()
	case <-time.After(wait):
	}
	found.after, _, err = s.memory()
	return found, err
}

// sendAll sends a request over n connections at once. The channel receives the first error, or nil once all have a
// response.
func sendAll(address string, r *request, n int) <-chan error {
	wire := r.wire(address)
	results := make(chan error, n)
	var clients sync.WaitGroup
	for range n {
		clients.Go(func() {
			c, err := connect(address)
			if err == nil {
				_, err = c.exchange(wire)
				c.Close()
			}
			if err != nil {
				results <- err
			}
		})
	}
	first := make(chan error, 1)
	go func() {
		clients.Wait()
		close(results)
		first <- <-results
	}()
	return first
}

// awaitHeld waits until the upstream holds n requests.
func (b *bench) awaitHeld(ctx context.Context, n int, answered <-chan error) error {
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); {
		held, err := ask(b.address, pathCount)
		if err != nil {
			return err
		}
		if count, _ := strconv.Atoi(held); count >= n {
			return nil
		}
		select {
		case err := <-answered:
			return fmt.Errorf("the requests did not wait: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("the upstream does not have all %d requests in time", n)
}
