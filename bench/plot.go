package main

import (
	"fmt"
	"math"
)

// line is one line of the plot: a figure of the same case at growing body sizes.
type line struct {
	name   string
	colour int
	dashed bool // what happens to the bulk is the cheaper of two things
	points []point
}

type point struct{ size, micros float64 }

// place is where a line has a point: a group, and the size in bytes of the body that the group is about.
type place struct {
	group string
	size  float64
}

// The places of the lines. Each begins with the documentation's sample.
var (
	answersKept      = []place{{groupSample, 0}, {answer100KB + kept, kilobytes100}, {answer1MB + kept, megabyte}}
	answersNulled    = []place{{groupSample, 0}, {answer100KB + nulled, kilobytes100}, {answer1MB + nulled, megabyte}}
	requestsKept     = []place{{groupSample, 0}, {ofRequest + answer100KB + kept, kilobytes100}, {ofRequest + answer1MB + kept, megabyte}}
	requestsStripped = []place{{groupSample, 0}, {ofRequest + answer100KB + stripped, kilobytes100}, {ofRequest + answer1MB + stripped, megabyte}}
)

// whole returns the processor time of a request in each place.
func (b *bench) whole(name string, places []place) []point {
	return b.points(places, func(group string) []float64 { return b.results.of(group, name, cpu) })
}

// added returns the processor time that the guard adds to a request in each place.
func (b *bench) added(name, base string, places []place) []point {
	return b.points(places, func(group string) []float64 { return b.results.pair(group, name, base, cpu, difference) })
}

func (b *bench) points(places []place, figure func(group string) []float64) []point {
	var list []point
	for _, p := range places {
		if rounds := figure(p.group); len(rounds) > 0 {
			list = append(list, point{max(p.size, sampleSize), 1e6 * median(rounds)})
		}
	}
	return list
}

// sampleSize is about the size in bytes of both of the sample's bodies.
const sampleSize = 1000

// plot returns the plot as an SVG image of two panels: what a request costs, and what of it each stage adds.
func (b *bench) plot() string {
	left := panel{
		title: "Processor time of a request", unit: "µs",
		scale: math.Log10, least: 10,
		lines: []line{
			{"full job, bulk kept", colourFull, false, b.whole(caseFull, answersKept)},
			{"full job, bulk nulled", colourFull, true, b.whole(caseFull, answersNulled)},
			{"reverse_proxy alone", colourBase, false, b.whole(caseBare, answersKept)},
			{"the same, stock Caddy", colourBase, true, b.whole(caseStock, answersKept)},
		},
	}
	right := panel{
		title: "Added by the guard", unit: "µs", signed: true,
		scale: symmetricLog, least: 1,
		lines: []line{
			{"full job, answer kept", colourFull, false, b.added(caseFull, caseBare, answersKept)},
			{"full job, answer nulled", colourFull, true, b.added(caseFull, caseBare, answersNulled)},
			{"$select, answer kept", colourSelect, false, b.added(caseSelect, caseBareEmpty, answersKept)},
			{"$select, answer nulled", colourSelect, true, b.added(caseSelect, caseBareEmpty, answersNulled)},
			{"strip, request kept", colourStrip, false, b.added(caseStrip, caseBare, requestsKept)},
			{"strip, request stripped", colourStrip, true, b.added(caseStrip, caseBare, requestsStripped)},
			{"SO-TimeZone", colourZone, false, b.added(caseZone, caseBareEmpty, answersKept)},
			{"authentication", colourBase, false, b.added(caseAuth, caseBareEmpty, answersKept)},
		},
	}
	return drawPlot(left, right)
}

// symmetricLog is a logarithm of values of either sign, which is linear around zero, below a microsecond.
func symmetricLog(v float64) float64 { return math.Copysign(math.Log10(1+math.Abs(v)), v) }

// sizeLabel returns a body's size as the axis has it.
func sizeLabel(size float64) string {
	switch {
	case size >= 1e6:
		return fmt.Sprintf("%.0f MB", size/1e6)
	default:
		return fmt.Sprintf("%.0f KB", size/1e3)
	}
}
