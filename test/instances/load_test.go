//go:build linux

package instances

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// workers is the number of clients. Each sends one request at a time, so it is also the maximum number in flight.
const workers = 16

// A load is a group of clients that update tasks, each task once.
type load struct {
	cluster *cluster
	asked   atomic.Int64
	stop    chan struct{}
	wait    sync.WaitGroup

	mu     sync.Mutex
	status map[int]int // by task
	wrong  []string
}

func startLoad(c *cluster) *load {
	l := &load{cluster: c, stop: make(chan struct{}), status: make(map[int]int)}
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	for range workers {
		l.wait.Go(func() {
			for {
				select {
				case <-l.stop:
					return
				default:
					l.update(client, int(l.asked.Add(1)))
				}
			}
		})
	}
	return l
}

func (l *load) update(client *http.Client, id int) {
	req, err := http.NewRequest(http.MethodPost, l.cluster.url+operation, strings.NewReader(sends(id)))
	if err != nil {
		panic(err) // the URL is valid
	}
	// Without GetBody, the client does not retry the request.
	req.GetBody = nil
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "SoTicket 7T:abc123==")
	status, body := 0, ""
	resp, err := client.Do(req)
	if err == nil {
		var data []byte
		data, err = io.ReadAll(resp.Body)
		resp.Body.Close()
		status, body = resp.StatusCode, string(data)
	}
	right := err == nil && (status == http.StatusOK && body == receives(id) && resp.Header.Get("X-Stripped-Properties") == "Name" ||
		status == http.StatusBadGateway && body == "")
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status[id] = status
	if !right {
		l.wrong = append(l.wrong, http.StatusText(status)+": "+body)
	}
}

// awaitMore waits until n more updates have been started.
func (l *load) awaitMore(n int64) {
	l.cluster.t.Helper()
	deadline := time.Now().Add(time.Minute)
	for want := l.asked.Load() + n; l.asked.Load() < want; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			l.cluster.t.Fatalf("fewer than %d requests in a minute", n)
		}
	}
}

// finish stops the load and checks every response against what the API has received: after a 200, the update was made once;
// after any other, at most once. It returns the number of updates without a 200.
func (l *load) finish(t *testing.T) (failed int) {
	t.Helper()
	close(l.stop)
	l.wait.Wait()
	l.cluster.api.mu.Lock()
	defer l.cluster.api.mu.Unlock()
	for _, wrong := range append(l.wrong, l.cluster.api.wrong...) {
		t.Error("wrong: ", wrong)
	}
	for id, status := range l.status {
		switch seen := l.cluster.api.seen[id]; {
		case status == http.StatusOK && seen != 1:
			t.Errorf("task %d: the response was 200, but it was updated %d times", id, seen)
		case seen > 1:
			t.Errorf("task %d was updated %d times", id, seen)
		}
		if status != http.StatusOK {
			failed++
		}
	}
	t.Logf("%d requests, of which %d failed; by instance: %v", len(l.status), failed, l.cluster.api.by)
	return failed
}
