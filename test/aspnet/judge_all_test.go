package aspnet

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"testing"
)

// workers is enough to keep two CPUs busy.
const workers = 4

// maxFailures limits the output of a test in which much fails for the same reason.
const maxFailures = 60

// judgeAll judges inputs concurrently, fails the test for whatever is wrong, and logs the counts.
func judgeAll(t *testing.T, inputs iter.Seq[input]) {
	t.Helper()
	guards := strippers()
	serve(t, guards...)
	queue := make(chan input, workers)
	failures := make(chan string)
	judges := make([]*judge, workers)
	var wg sync.WaitGroup
	for i := range judges {
		judges[i] = newJudge(guards)
		wg.Go(func() {
			defer judges[i].close()
			for in := range queue {
				if err := judges[i].judge(in); err != nil {
					failures <- fmt.Sprintf("%s\n%v", in, err)
				}
			}
		})
	}
	go func() {
		defer close(failures)
		for in := range inputs {
			queue <- in
		}
		close(queue)
		wg.Wait()
	}()
	n := 0
	for failure := range failures {
		if n++; n <= maxFailures {
			t.Error(failure)
		}
	}
	if n > maxFailures {
		t.Errorf("and %d more", n-maxFailures)
	}
	counts := map[string]int{}
	var refused []refusal
	for _, j := range judges {
		for name, count := range j.counts {
			counts[name] += count
		}
		refused = append(refused, j.refused...)
	}
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%8d %s", counts[name], name)
	}
	checkRefusals(t, refused)
}
