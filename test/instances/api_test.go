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

// An api is a stand-in for the API. It responds slowly, so that there are requests in flight, and records every update.
type api struct {
	url string

	mu    sync.Mutex
	seen  map[int]int    // the number of updates, by the task's id
	by    map[string]int // the number of updates, by instance
	wrong []string       // requests that should not have arrived
}

func startAPI(t *testing.T) *api {
	a := &api{seen: make(map[int]int), by: make(map[string]int)}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	a.url = server.URL
	return a
}

// ServeHTTP responds with a complete task, for the guard to reshape.
func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	text, _ := strings.CutPrefix(string(body), `{"BatchTaskInfo":{"Id":`)
	text, _, _ = strings.Cut(text, ",")
	id, _ := strconv.Atoi(text)

	a.mu.Lock()
	a.seen[id]++
	a.by[r.Header.Get("X-Instance")]++
	if err == nil && (string(body) != arrives(id) || r.Header.Get("SO-AppToken") != appToken) {
		a.wrong = append(a.wrong, fmt.Sprintf("%s with SO-AppToken %q", body, r.Header.Get("SO-AppToken")))
	}
	a.mu.Unlock()

	time.Sleep(10 * time.Millisecond)
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"Id":%d,"Name":"n","State":"Started","Description":"d%d"}`, id, id)
}

// served returns the number of updates that came through an instance.
func (a *api) served(instance string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.by[instance]
}

// sends returns what a client sends for a task.
func sends(id int) string {
	return fmt.Sprintf(`{"BatchTaskInfo":{"Id":%d,"Name":"not this","State":"Started","Description":"d%d"}}`, id, id)
}

// arrives returns what the API must receive.
func arrives(id int) string {
	return fmt.Sprintf(`{"BatchTaskInfo":{"Id":%d,"State":"Started","Description":"d%d"}}`, id, id)
}

// receives returns the response that the client must receive.
func receives(id int) string {
	return fmt.Sprintf(`{"Id":%d,"Name":null,"State":null,"Description":"d%d"}`, id, id)
}
