package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"
)

// residence is a site's resident set, in bytes, around many large requests that the upstream or the client keeps waiting.
type residence struct {
	name     string
	requests int
	size     int   // of a request's body
	start    int64 // before
	waiting  int64 // while all of them wait
	peak     int64 // at most, until they have been answered
	after    int64 // once they have been answered and the time of afterwards has passed
}

// perRequest returns what a waiting request takes.
func (r *residence) perRequest() float64 { return float64(r.waiting-r.start) / float64(r.requests) }

// left returns what is left of the growth, as a part of it.
func (r *residence) left() float64 {
	return max(0, float64(r.after-r.start)/float64(max(1, r.waiting-r.start)))
}

// How much is asked of the memory, and how long the memory has to fall again.
const (
	waitingRequests      = 1000
	waitingRequestsQuick = 50
	afterwards           = time.Minute
	afterwardsQuick      = 2 * time.Second

	idleFactor = 10              // idle connections for each waiting request
	arrives    = 2 * time.Second // until the last of them has surely been read
)

// measureMemory holds many requests of 1 MB, all of which is forwarded, in flight at once.
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
	// A waiting request takes memory in the proxy and in the buffers of two connections.
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		n = min(n, int(statusBytes(string(text), "MemAvailable:")/(10*megabyte)))
	}
	for _, c := range []struct {
		name, kind string
		n          int
		load       func(context.Context, string, *request, int, time.Duration) (residence, error)
	}{{caseBare, siteBare, n, b.fill}, {caseFull, siteGuard, n, b.fill}, {caseIdle, siteGuard, idleFactor * n, b.idle}} {
		found, err := c.load(ctx, c.kind, &r, c.n, wait)
		if err != nil {
			return fmt.Errorf("memory, %s: %w", c.name, err)
		}
		found.name, found.requests, found.size = c.name, c.n, len(r.body)
		b.memory = append(b.memory, found)
	}
	return nil
}

// fill sends n requests to a fresh site, and releases them once the upstream has all of them.
func (b *bench) fill(ctx context.Context, kind string, r *request, n int, wait time.Duration) (residence, error) {
	return b.reside(ctx, kind, wait, func(s *site) (release func() error, err error) {
		answered := sendAll(s.address, r, n)
		return func() error {
			_, err := ask(b.address, pathRelease)
			return errors.Join(err, <-answered)
		}, b.awaitHeld(ctx, n, answered)
	})
}

// idle opens n connections to a fresh site, on each of which only a request's head and the first byte of its body come.
func (b *bench) idle(ctx context.Context, kind string, r *request, n int, wait time.Duration) (residence, error) {
	return b.reside(ctx, kind, wait, func(s *site) (release func() error, err error) {
		wire := r.wire(s.address)
		wire = wire[:len(wire)-len(r.body)+1]
		var open []*connection
		release = func() error {
			for _, c := range open {
				c.Close()
			}
			return nil
		}
		for range n {
			c, err := connect(s.address)
			if err != nil {
				return release, err
			}
			open = append(open, c)
			if _, err := c.Write(wire); err != nil {
				return release, err
			}
		}
		time.Sleep(arrives)
		return release, nil
	})
}

// reside measures a fresh site before, during and after what load does to it, until its release.
func (b *bench) reside(ctx context.Context, kind string, wait time.Duration, load func(*site) (release func() error, err error)) (found residence, err error) {
	s, err := startSite(ctx, b.dir, kind, b.binaries, b.address)
	if err != nil {
		return found, err
	}
	defer s.stop()
	if found.start, _, err = s.memory(); err != nil {
		return found, err
	}
	release, err := load(s)
	if err == nil {
		found.waiting, _, err = s.memory()
	}
	if err = errors.Join(err, release()); err != nil {
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

// sendAll sends a request over n connections at once. The channel it returns tells when all have been answered, or the
// first error.
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
