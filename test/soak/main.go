// Command soak sends mixed traffic through the guard, in every media type, with requests that are refused and upstreams that
// fail, while one of the two upstreams keeps restarting and the configuration is reloaded every second. It checks every
// response, prints a table, and exits with status 1 if anything was wrong:
//
//	go run ./test/soak -duration 5m
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"time"
)

var (
	duration = flag.Duration("duration", 20*time.Second, "how long to run")
	clients  = flag.Int("clients", 16, "the number of concurrent clients")
	pause    = flag.Duration("pause", 10*time.Millisecond, "how long a client waits between requests, on average")
)

func main() {
	flag.Parse()
	if err := soak(); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func soak() error {
	up, err := startUpstreams()
	if err != nil {
		return err
	}
	defer up.stop()
	caddy, err := startCaddy(up.addrs())
	if err != nil {
		return err
	}
	defer caddy.stop()

	ctx, cancel := context.WithTimeout(context.Background(), *duration)
	defer cancel()
	results := newTally()
	var wg sync.WaitGroup
	for i := range *clients {
		wg.Go(func() {
			c := newClient(caddy.site, up, results, rand.New(rand.NewPCG(uint64(i), 1)))
			for ctx.Err() == nil {
				c.once()
				time.Sleep(time.Duration(c.rand.Int64N(int64(2 * *pause))))
			}
		})
	}
	wg.Go(func() { caddy.reloadUntil(ctx, results) })
	wg.Go(func() { up.dieUntil(ctx, results) })
	wg.Go(func() { caddy.sampleUntil(ctx) })
	wg.Wait()

	up.checkDeliveries(results)
	results.print()
	flat := caddy.printSamples()
	if results.wrongs() > 0 {
		return fmt.Errorf("%d wrong results", results.wrongs())
	}
	if !flat {
		return fmt.Errorf("memory or goroutines are not flat")
	}
	return nil
}
