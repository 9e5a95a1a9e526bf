package main

import (
	"runtime"
	"testing"
)

func TestGiver(t *testing.T) {
	const mb = 1 << 20
	g := giver{kept: 100 * mb}
	for i, look := range []struct {
		collections, held uint64
		due               bool
	}{
		{1, 1000 * mb, false}, // it is busy
		{2, 1000 * mb, false},
		{2, 1000 * mb, true},
		{2, 180 * mb, false}, // not worth it
		{2, 190 * mb, true},
		{3, 190 * mb, false},
	} {
		if got := g.due(look.collections, look.held); got != look.due {
			t.Errorf("look %d: %v", i, got)
		}
	}
	g.kept = 1000 * mb // it is in use
	if g.due(3, 1100*mb) {
		t.Error("what is in use is to be given back again and again")
	}
}

func TestReadMemory(t *testing.T) {
	before, held := readMemory()
	runtime.GC()
	if after, _ := readMemory(); after <= before || held == 0 {
		t.Errorf("%d collections, then %d; %d bytes", before, after, held)
	}
}
