package main

import (
	"runtime"
	"testing"
)

func TestGiver(t *testing.T) {
	const mb = 1 << 20
	g := giver{kept: 100 * mb}
	for i, check := range []struct {
		collections, held uint64
		due               bool
	}{
		{1, 1000 * mb, false}, // busy
		{2, 1000 * mb, false},
		{2, 1000 * mb, true},
		{2, 180 * mb, false}, // not worthwhile
		{2, 190 * mb, true},
		{3, 190 * mb, false},
	} {
		if got := g.due(check.collections, check.held); got != check.due {
			t.Errorf("check %d: %v", i, got)
		}
	}
	g.kept = 1000 * mb // in use
	if g.due(3, 1100*mb) {
		t.Error("memory in use would be returned again and again")
	}
}

func TestReadMemory(t *testing.T) {
	before, held := readMemory()
	runtime.GC()
	if after, _ := readMemory(); after <= before || held == 0 {
		t.Errorf("%d collections, then %d; %d bytes", before, after, held)
	}
}
