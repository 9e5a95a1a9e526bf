package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

// latencies are percentiles of one case at a constant rate, round by round.
type latencies struct{ p50, p99 []time.Duration }

// latencyCases are what is compared: the sample at the same rate.
var latencyCases = []struct{ name, site string }{
	{caseBare, siteBare}, {caseStock, siteStock}, {caseFull, siteGuard},
}

// measureLatency sends the sample at half the rate that the full job can take at most, in alternating rounds. wrk can't
// hold a rate, so this part has a client of its own.
func (b *bench) measureLatency(ctx context.Context) error {
	body, err := readSample("request.json")
	if err != nil {
		return err
	}
	r := call(answerSample, selectNulled, body)
	guard, err := b.site(ctx, siteGuard)
	if err != nil {
		return err
	}
	most, err := runWrk(ctx, b.dir, guard, &r, b.options.seconds)
	if err != nil {
		return err
	}
	b.latencyRate = float64(most.requests) / most.seconds / 2
	b.latencies = make(map[string]*latencies)
	for range b.options.rounds {
		for _, c := range latencyCases {
			s, err := b.site(ctx, c.site)
			if err != nil {
				return err
			}
			times, err := sendAtRate(ctx, s, &r, b.latencyRate, time.Duration(b.options.seconds)*time.Second)
			if err != nil {
				return fmt.Errorf("latency, %s: %w", c.name, err)
			}
			if b.latencies[c.name] == nil {
				b.latencies[c.name] = new(latencies)
			}
			slices.Sort(times)
			b.latencies[c.name].p50 = append(b.latencies[c.name].p50, times[len(times)/2])
			b.latencies[c.name].p99 = append(b.latencies[c.name].p99, times[len(times)*99/100])
		}
	}
	return nil
}

// sendAtRate sends a request so many times a second, over as many connections as wrk uses, and returns how long each
// answer took from the moment at which its request was due: a request that had to wait for a connection counts as slow.
func sendAtRate(ctx context.Context, s *site, r *request, rate float64, d time.Duration) ([]time.Duration, error) {
	total := int(rate * d.Seconds())
	due := make(chan time.Time, total)
	var mu sync.Mutex
	var times []time.Duration
	var failed error
	var workers sync.WaitGroup
	wire := r.wire(s.address)
	for range wrkConnections {
		workers.Go(func() {
			mine, err := worker(s.address, wire, due)
			mu.Lock()
			defer mu.Unlock()
			times = append(times, mine...)
			if err != nil {
				failed = err
			}
		})
	}
	tick(ctx, due, total, rate)
	workers.Wait()
	if failed == nil && len(times) == 0 {
		failed = fmt.Errorf("no request was due at %.0f/s", rate)
	}
	return times, failed
}

// tick tells the workers when a request is due.
func tick(ctx context.Context, due chan<- time.Time, total int, rate float64) {
	defer close(due)
	runtime.LockOSThread() // so that waking up takes no detour
	defer runtime.UnlockOSThread()
	started := time.Now()
	for i := range total {
		at := started.Add(time.Duration(float64(i) / rate * float64(time.Second)))
		sleepExactly(time.Until(at))
		if ctx.Err() != nil {
			return
		}
		due <- at
	}
}

func worker(address string, wire []byte, due <-chan time.Time) (times []time.Duration, err error) {
	c, err := connect(address)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	for at := range due {
		if _, err := c.exchange(wire); err != nil {
			return times, err
		}
		times = append(times, time.Since(at))
	}
	return times, nil
}
