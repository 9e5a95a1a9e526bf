package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// figures are the results of one round of one case. All but the first are per request.
type figures struct {
	perSecond float64
	cpu       float64 // processor time of the Caddy process, in seconds
	objects   float64 // allocations of the Caddy process, including net/http's
	bytes     float64
}

// results are the figures of each round, by group and case.
type results map[string]map[string][]figures

// metric is one of the figures.
type metric func(figures) float64

func perSecond(f figures) float64 { return f.perSecond }
func cpu(f figures) float64       { return f.cpu }
func objects(f figures) float64   { return f.objects }
func allocated(f figures) float64 { return f.bytes }

// measure measures the groups in rounds, each with every case once. The first round is a warm-up and is not counted.
func (b *bench) measure(ctx context.Context, groups []group) error {
	for _, g := range groups {
		b.results[g.name] = make(map[string][]figures)
		for i := range g.cases {
			s, err := b.site(ctx, g.cases[i].site)
			if err != nil {
				return err
			}
			if err := check(ctx, s, &g.cases[i]); err != nil {
				return fmt.Errorf("%s, %s: %w", g.name, g.cases[i].name, err)
			}
		}
	}
	first := 0
	if b.options.quick {
		first = 1
	}
	for round := first; round <= b.options.rounds; round++ {
		seconds := b.options.seconds
		if round == 0 {
			seconds = 1
		}
		progress("round %d of %d", round, b.options.rounds)
		for _, g := range groups {
			for i := range g.cases {
				c := &g.cases[i]
				f, err := b.measureCase(ctx, c, seconds)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", g.name, c.name, err)
				}
				if round > 0 {
					b.results[g.name][c.name] = append(b.results[g.name][c.name], f)
				}
			}
		}
	}
	return nil
}

func (b *bench) measureCase(ctx context.Context, c *testCase, seconds int) (figures, error) {
	s, err := b.site(ctx, c.site)
	if err != nil {
		return figures{}, err
	}
	objects, size, err := s.allocated(ctx)
	if err != nil {
		return figures{}, err
	}
	before, err := s.cpu()
	if err != nil {
		return figures{}, err
	}
	done, err := runWrk(ctx, b.dir, s, &c.request, seconds)
	if err != nil {
		return figures{}, err
	}
	after, err := s.cpu()
	if err != nil {
		return figures{}, err
	}
	objectsAfter, sizeAfter, err := s.allocated(ctx)
	if err != nil {
		return figures{}, err
	}
	n := float64(done.requests)
	return figures{
		perSecond: n / done.seconds,
		cpu:       (after - before) / n,
		objects:   float64(objectsAfter-objects) / n,
		bytes:     float64(sizeAfter-size) / n,
	}, nil
}

// of returns a metric of a case for each round.
func (r results) of(group, name string, m metric) []float64 {
	var list []float64
	for _, f := range r[group][name] {
		list = append(list, m(f))
	}
	return list
}

// pair combines a metric of two cases round by round, so that temporary load on the machine affects both.
func (r results) pair(group, over, under string, m metric, combine func(over, under float64) float64) []float64 {
	a, b := r.of(group, over, m), r.of(group, under, m)
	var list []float64
	for i := range min(len(a), len(b)) {
		list = append(list, combine(a[i], b[i]))
	}
	return list
}

func ratio(over, under float64) float64      { return over / under }
func difference(over, under float64) float64 { return over - under }

// median returns the median of a list, or 0 if it is empty.
func median[T float64 | time.Duration](list []T) T {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
