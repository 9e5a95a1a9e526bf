package main

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

func TestPacer(t *testing.T) {
	const mb = 1 << 20
	var set []int
	p := pacer{set: func(percent int) { set = append(set, percent) }}
	for _, live := range []uint64{
		8 * mb, 8*mb + 1, 9*mb - mb/8, // the last two are too similar to change anything
		16 * mb, 64 * mb, 68 * mb, 1000 * mb, 60 * mb, 0, 1,
	} {
		p.adjust(live)
	}
	if want := []int{800, 400, 100, 1600}; !slices.Equal(set, want) {
		t.Errorf("GOGC was set to %v, want %v", set, want)
	}
}

func TestPacerAfterEachCollection(t *testing.T) {
	adjusted := make(chan int, 10)
	p := new(pacer)
	p.set = func(percent int) {
		p.percent = 0 // so that the next one counts as a change
		select {
		case adjusted <- percent:
		default:
		}
	}
	p.afterCollection()
	for i := range 3 {
		runtime.GC()
		select {
		case percent := <-adjusted:
			if percent < leastPercent || percent > mostPercent {
				t.Errorf("GOGC was set to %d", percent)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("GOGC was not set after collection %d", i)
		}
	}
	if live := readLive(); live == 0 {
		t.Error("no live bytes")
	}
}
