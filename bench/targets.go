package main

import (
	"fmt"
	"slices"
	"time"
)

// target is a target for the guard, with the result of each round.
type target struct {
	what     string
	atLeast  bool // otherwise at most
	bound    float64
	hopedFor string
	format   func(float64) string
	rounds   []float64
}

func asRatio(v float64) string   { return fmt.Sprintf("%.3f", v) }
func asPercent(v float64) string { return fmt.Sprintf("%.1f %%", 100*v) }
func asCount(v float64) string   { return fmt.Sprintf("%.1f", v) }
func asMicros(v float64) string  { return fmt.Sprintf("%.0f µs", v*1e6) }
func asMB(v float64) string      { return fmt.Sprintf("%.2f MB", v/1e6) }

// holds reports whether the median meets the bound.
func (t *target) holds() bool {
	if t.atLeast {
		return median(t.rounds) >= t.bound
	}
	return median(t.rounds) <= t.bound
}

// targets returns the targets whose results were measured. Cases with and without request_buffers have one each.
func (b *bench) targets() []target {
	throughput := func(what, group, over, under string, bound float64, hopedFor string) target {
		return target{what, true, bound, hopedFor, asRatio, b.results.pair(group, over, under, perSecond, ratio)}
	}
	var list []target
	for _, full := range []string{caseFull, caseFullBuffers} {
		list = append(list,
			throughput(full+", sample: requests/s over reverse_proxy alone",
				groupSample, full, caseBare, 0.93, "0.96"),
			throughput(full+", sample: requests/s over stock Caddy's reverse_proxy alone",
				groupSample, full, caseStock, 1, ""),
			throughput(full+", 100 KB response, bulk kept: requests/s over reverse_proxy alone",
				response100KB+kept, full, caseBare, 0.75, "0.85"),
			throughput(full+", 1 MB response, bulk kept: requests/s over reverse_proxy alone",
				response1MB+kept, full, caseBare, 0.55, "0.70"),
			throughput(full+", 100 KB response, bulk nulled: requests/s over reverse_proxy alone",
				response100KB+nulled, full, caseBare, 0.95, "1.00"),
			throughput(full+", 1 MB response, bulk nulled: requests/s over reverse_proxy alone",
				response1MB+nulled, full, caseBare, 0.95, "1.00"),
			throughput(full+", 100 KB of rows kept: requests/s over reverse_proxy alone",
				rows100KB+kept, full, caseBare, 0.85, "0.90"),
			throughput(full+", 1 MB of rows kept: requests/s over reverse_proxy alone",
				rows1MB+kept, full, caseBare, 0.75, "0.85"),
			throughput(full+", 100 KB of rows nulled: requests/s over reverse_proxy alone",
				rows100KB+nulled, full, caseBare, 0.90, "1.00"),
			target{
				full + ", sample: processor time added", false, 0.08, "4 %", asPercent,
				b.results.pair(groupSample, full, caseBare, cpu, func(over, under float64) float64 { return over/under - 1 }),
			},
			target{
				full + ", sample: allocations added to a request", false, 15, "", asCount,
				b.results.pair(groupSample, full, caseBare, objects, difference),
			},
			target{full + ", sample: p99 latency added at half load", false, 100e-6, "", asMicros, b.addedLatency(full)})
	}
	for _, other := range []string{caseOther, caseOtherBuffers} {
		list = append(list, throughput(other+": requests/s over reverse_proxy alone", groupOther, other, caseBare, 0.995, ""))
	}
	list = append(list, b.memoryTargets()...)
	return slices.DeleteFunc(list, func(t target) bool { return len(t.rounds) == 0 })
}

func (b *bench) addedLatency(name string) []float64 {
	bare, full := b.latencies[caseBare], b.latencies[name]
	if bare == nil || full == nil {
		return nil
	}
	var list []float64
	for i := range full.p99 {
		list = append(list, time.Duration(full.p99[i]-bare.p99[i]).Seconds())
	}
	return list
}

func (b *bench) memoryTargets() []target {
	i := slices.IndexFunc(b.memory, func(r residence) bool { return r.name == caseFull })
	if i < 0 {
		return nil
	}
	full := &b.memory[i]
	what := fmt.Sprintf("%d requests of 1 MB in flight: resident memory of each", full.requests)
	return []target{
		{what, false, 3e6, "", asMB, []float64{full.perRequest()}},
		{"a minute after their responses: what is left of that growth", false, 0.1, "", asPercent, []float64{full.left()}},
	}
}

// row returns the target as a row of a table.
func (t *target) row() []string {
	sign, verdict := "≤ ", "**no**"
	if t.atLeast {
		sign = "≥ "
	}
	if t.holds() {
		verdict = "yes"
	}
	spread := ""
	if len(t.rounds) > 1 {
		spread = t.format(slices.Min(t.rounds)) + " … " + t.format(slices.Max(t.rounds))
	}
	return []string{t.what, sign + t.format(t.bound), t.hopedFor, t.format(median(t.rounds)), spread, verdict}
}
