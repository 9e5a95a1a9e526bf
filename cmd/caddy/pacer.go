package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The runtime collects garbage each time the heap has doubled. A proxy's heap is small, and what it allocates for a
// request is soon garbage, so that under load it would collect many times a second: a tenth of the processor's time, for
// the sake of a few megabytes. So there is always this room at least, in bytes, before the next collection. A heap that is
// larger than that doubles as ever, and a memory limit, which Caddy takes over from the container, bounds both.
const room = 64 << 20

// The bounds of GOGC, in percent: no collection sooner than the runtime's own, nor for a heap that is next to empty.
const (
	leastPercent = 100
	mostPercent  = 1600
)

// pacer keeps the room as the heap grows and shrinks, by setting GOGC after each collection.
type pacer struct {
	set     func(percent int)
	percent int
}

// paceCollections starts a pacer, unless the environment says how to collect.
func paceCollections() {
	if os.Getenv("GOGC") != "" {
		return
	}
	p := &pacer{set: func(percent int) { debug.SetGCPercent(percent) }}
	p.adjust(readLive())
	p.afterCollection()
}

// afterCollection has the pacer adjusted after the next collection, and after each one behind that.
func (p *pacer) afterCollection() {
	witness := new([16]byte) // is garbage at once; smaller, it could share its memory with what is not
	runtime.AddCleanup(witness, func(p *pacer) {
		p.adjust(readLive())
		p.afterCollection()
	}, p)
}

// adjust sets GOGC for a heap of which live bytes are in use. As that stops the world for a moment, small changes wait.
func (p *pacer) adjust(live uint64) {
	percent := int(min(max(100*room/max(live, 1), leastPercent), mostPercent))
	if change := percent - p.percent; change > p.percent/8 || change < -p.percent/8 {
		p.percent = percent
		p.set(percent)
	}
}

// readLive returns the bytes that the last collection found in use.
func readLive() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
