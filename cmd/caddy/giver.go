package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	giveBackAfter = 15 * time.Second
	worthwhile    = room // the pacer would allow less than this to accumulate again at once
)

// giver decides when to return memory to the operating system: when the process has been idle for a while and holds much more
// than it did after the last time. By itself, the runtime collects an idle process's garbage only every two minutes, and keeps
// most of the memory that it frees.
type giver struct {
	collections uint64 // the number of garbage collections at the last check
	kept        uint64 // the bytes held after memory was last returned
}

// giveBack returns memory to the operating system whenever a giver says so. It does not return.
func giveBack() {
	var g giver
	for range time.Tick(giveBackAfter) {
		if g.due(readMemory()) {
			runtime.GC() // drops what pools hold, so that the next collection frees it
			debug.FreeOSMemory()
			_, g.kept = readMemory()
		}
	}
}

// due reports whether to return memory now, given the number of garbage collections so far and the number of bytes held.
func (g *giver) due(collections, held uint64) bool {
	idle := collections == g.collections
	g.collections = collections
	return idle && held > g.kept+g.kept/4+worthwhile
}

// readMemory returns the number of garbage collections so far, and the number of bytes held from the operating system.
func readMemory() (collections, held uint64) {
	samples := []metrics.Sample{
		{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
	}
	metrics.Read(samples)
	return samples[0].Value.Uint64(), samples[1].Value.Uint64() - samples[2].Value.Uint64()
}
