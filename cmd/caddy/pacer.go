package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// room is the minimum number of bytes that are allocated between two garbage collections. By default, the runtime collects
// when the heap has doubled. As a proxy's heap is small, it would collect many times a second under load, which takes a tenth
// of the CPU time to save a few megabytes. A heap larger than room doubles as usual. A memory limit, which Caddy sets from the
// container's, applies to both.
const room = 64 << 20

// The bounds of GOGC, in percent. The lower one is the runtime's default, the upper one is for a nearly empty heap.
const (
	leastPercent = 100
	mostPercent  = 1600
)

// pacer adjusts GOGC after each collection so that there is always room.
type pacer struct {
	set     func(percent int)
	percent int
}

// paceCollections starts a pacer, unless GOGC is set in the environment.
func paceCollections() {
	if os.Getenv("GOGC") != "" {
		return
	}
	p := &pacer{set: func(percent int) { debug.SetGCPercent(percent) }}
	p.adjust(readLive())
	p.afterCollection()
}

// afterCollection arranges for GOGC to be adjusted after the next collection and each one after that.
func (p *pacer) afterCollection() {
	witness := new([16]byte) // garbage at once; a smaller object could share its memory block with a live one
	runtime.AddCleanup(witness, func(p *pacer) {
		p.adjust(readLive())
		p.afterCollection()
	}, p)
}

// adjust sets GOGC for a heap with the given number of live bytes. It ignores small changes, because setting GOGC stops the
// world for a moment.
func (p *pacer) adjust(live uint64) {
	percent := int(min(max(100*room/max(live, 1), leastPercent), mostPercent))
	if change := percent - p.percent; change > p.percent/8 || change < -p.percent/8 {
		p.percent = percent
		p.set(percent)
	}
}

// readLive returns the number of bytes that were live at the last collection.
func readLive() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
