//go:build linux

package instances

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	operation = "/api/v1/Agents/Batch/UpdateBatchTask?$select=Id,Description"
	appToken  = "an-application-token"
)

// An api is the stand-in for the API. It takes its time, so that there are requests in flight, and remembers each one.
type api struct {
	url string

	mu     sync.Mutex
	seen   map[int]int    // how often a task was updated, by its id
	by     map[string]int // how many updates came through each instance
	faults []string       // what should not have arrived
}

func startAPI(t *testing.T) *api {
	a := &api{seen: make(map[int]int), by: make(map[string]int)}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	a.url = server.URL
	return a
}

// ServeHTTP answers with a whole task, for the guard to reshape.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	text, _ := strings.CutPrefix(string(body), `{"BatchTaskInfo":{"Id":`)
	text, _, _ = strings.Cut(text, ",")
	id, _ := strconv.Atoi(text)

	a.mu.Lock()
	a.seen[id]++
	a.by[r.Header.Get("X-Instance")]++
	if err == nil && (string(body) != arrives(id) || r.Header.Get("SO-AppToken") != appToken) {
		a.faults = append(a.faults, fmt.Sprintf("%s with SO-AppToken %q", body, r.Header.Get("SO-AppToken")))
	}
	a.mu.Unlock()

	time.Sleep(10 * time.Millisecond)
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"Id":%d,"Name":"n","State":"Started","Description":"d%d"}`, id, id)
}

// served returns how many updates came through an instance.
func (a *api) served(instance string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.by[instance]
}

// sends is what the client sends for a task, arrives what may reach the API of it, answers what the client is to get.
func sends(id int) string {
	return fmt.Sprintf(`{"BatchTaskInfo":{"Id":%d,"Name":"not this","State":"Started","Description":"d%d"}}`, id, id)
}

func arrives(id int) string {
	return fmt.Sprintf(`{"BatchTaskInfo":{"Id":%d,"State":"Started","Description":"d%d"}}`, id, id)
}

func answers(id int) string {
	return fmt.Sprintf(`{"Id":%d,"Name":null,"State":null,"Description":"d%d"}`, id, id)
}
