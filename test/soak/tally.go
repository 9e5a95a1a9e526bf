package main

import (
	"fmt"
	"slices"
	"sync"
)

// tally counts the results of requests: expected ones by kind, failed ones by cause, and wrong ones, the first of which it
// prints.
type tally struct {
	mu     sync.Mutex
	counts map[string]int
	wrong  int
}

func newTally() *tally { return &tally{counts: make(map[string]int)} }

func (t *tally) count(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[what]++
}

func (t *tally) fail(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.wrong++; t.wrong <= 10 {
		fmt.Printf("WRONG: "+format+"\n", args...)
	}
}

func (t *tally) wrongs() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.wrong
}

func (t *tally) print() {
	t.mu.Lock()
	defer t.mu.Unlock()
	var names []string
	for name := range t.counts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Printf("%8d  %s\n", t.counts[name], name)
	}
	fmt.Printf("%8d  wrong\n", t.wrong)
}
