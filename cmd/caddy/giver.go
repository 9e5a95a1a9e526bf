package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	giveBackAfter = 15 * time.Second
	worthwhile    = room // less is the garbage that the pacer lets be, and would be back at once
)

// giver tells when memory is to be given back to the system: once the process has been idle for a while and holds much
// more than it did when it gave back last. The runtime by itself collects an idle process's garbage only every two
// minutes, and keeps most of what that frees.
type giver struct {
	collections uint64 // garbage collections until the last look
	kept        uint64 // bytes that giving back left
}

// giveBack gives memory back for as long as the process runs.
func giveBack() {
	var g giver
	for range time.Tick(giveBackAfter) {
		if g.due(readMemory()) {
			runtime.GC() // which lets go of what pools hold, so that the next one collects it
			debug.FreeOSMemory()
			_, g.kept = readMemory()
		}
	}
}

// due reports whether memory is to be given back; it is told how many garbage collections there have been, and how many
// bytes are held of the system.
func (g *giver) due(collections, held uint64) bool {
	idle := collections == g.collections
	g.collections = collections
	return idle && held > g.kept+g.kept/4+worthwhile
}

func readMemory() (collections, held uint64) {
	samples := []metrics.Sample{
		{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"},
	}
	metrics.Read(samples)
	return samples[0].Value.Uint64(), samples[1].Value.Uint64() - samples[2].Value.Uint64()
}
