package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"
)

// latencies are percentiles of one case at a constant rate, for each round.
type latencies struct{ p50, p99 []time.Duration }

// latencyCases are the cases that are compared.
var latencyCases = []struct{ name, site string }{
	{caseBare, siteBare}, {caseStock, siteStock}, {caseFull, siteGuard}, {caseFullBuffers, siteGuardBuffers},
}

// measureLatency sends the sample to the sites in turn, at half the maximum rate of the full job. Other load on the
// machine, which exceeds the difference to be measured, then affects all of them equally. wrk can't hold a rate, so this
// part has a separate client.
func (b *bench) measureLatency(ctx context.Context) error {
	body, err := readSample("request.json")
	if err != nil {
		return err
	}
	r := call(responseSample, selectNulled, body)
	guard, err := b.site(ctx, siteGuard)
	if err != nil {
		return err
	}
	most, err := runWrk(ctx, b.dir, guard, &r, b.options.seconds)
	if err != nil {
		return err
	}
	b.latencyRate = float64(most.requests) / most.seconds / 2
	var addresses []string
	for _, c := range latencyCases {
		s, err := b.site(ctx, c.site)
		if err != nil {
			return err
		}
		addresses = append(addresses, s.address)
	}
	b.latencies = make(map[string]*latencies)
	for range b.options.rounds {
		times, err := sendAtRate(ctx, addresses, &r, b.latencyRate, latencyFactor*time.Duration(b.options.seconds)*time.Second)
		if err != nil {
			return fmt.Errorf("latency: %w", err)
		}
		for i, c := range latencyCases {
			if b.latencies[c.name] == nil {
				b.latencies[c.name] = new(latencies)
			}
			slices.Sort(times[i])
			b.latencies[c.name].p50 = append(b.latencies[c.name].p50, times[i][len(times[i])/2])
			b.latencies[c.name].p99 = append(b.latencies[c.name].p99, times[i][len(times[i])*99/100])
		}
	}
	return nil
}

// latencyFactor is how much longer a round of latencies takes than a load, because the sites share it.
const latencyFactor = 4

// dueRequest is a request that is due at a time, to the site at a position.
type dueRequest struct {
	site int
	at   time.Time
}

// sendAtRate sends a request at a rate per second to the servers in turn, over as many connections to each as wrk uses. It
// returns the latencies for each server, from the moment at which a request was due: one that had to wait for a connection
// counts as slow.
func sendAtRate(ctx context.Context, addresses []string, r *request, rate float64, d time.Duration) ([][]time.Duration, error) {
	total := int(rate * d.Seconds())
	if total < len(addresses) {
		return nil, fmt.Errorf("no request was due at %.0f/s", rate)
	}
	due := make(chan dueRequest, total)
	times := make([][]time.Duration, len(addresses))
	var mu sync.Mutex
	var failed error
	var workers sync.WaitGroup
	for range wrkConnections {
		workers.Go(func() {
			mine, err := worker(addresses, r, due)
			mu.Lock()
			defer mu.Unlock()
			for i := range mine {
				times[i] = append(times[i], mine[i]...)
			}
			failed = errors.Join(failed, err)
		})
	}
	tick(ctx, due, total, rate, len(addresses))
	workers.Wait()
	return times, errors.Join(failed, ctx.Err())
}

// tick notifies the workers when a request is due.
func tick(ctx context.Context, due chan<- dueRequest, total int, rate float64, sites int) {
	defer close(due)
	runtime.LockOSThread() // for a faster wake-up
	defer runtime.UnlockOSThread()
	started := time.Now()
	for i := range total {
		at := started.Add(time.Duration(float64(i) / rate * float64(time.Second)))
		sleep(time.Until(at))
		if ctx.Err() != nil {
			return
		}
		due <- dueRequest{i % sites, at}
	}
}

// sleep is exact to about ten microseconds. The runtime's timers are only exact to a millisecond on an idle machine.
func sleep(d time.Duration) {
	if d > 0 {
		wait := syscall.NsecToTimespec(int64(d))
		_ = syscall.Nanosleep(&wait, nil)
	}
}

func worker(addresses []string, r *request, due <-chan dueRequest) (times [][]time.Duration, err error) {
	connections := make([]*connection, len(addresses))
	wires := make([][]byte, len(addresses))
	times = make([][]time.Duration, len(addresses))
	for i, address := range addresses {
		if connections[i], err = connect(address); err != nil {
			return nil, err
		}
		defer connections[i].Close()
		wires[i] = r.wire(address)
	}
	for next := range due {
		if _, err := connections[next.site].exchange(wires[next.site]); err != nil {
			return times, err
		}
		times[next.site] = append(times[next.site], time.Since(next.at))
	}
	return times, nil
}
