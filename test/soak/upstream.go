package main

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// upstreams is the two stand-ins for the API. A response contains the id in the request's body, so that a client can recognize
// a response that belongs to another.
type upstreams struct {
	mu        sync.Mutex
	listeners [2]*upstream
	delivered map[string]int    // the number of times each id arrived
	bodies    map[string]string // what arrived, by id, until the client has checked it
}

type upstream struct {
	addr   string
	server *http.Server
}

func startUpstreams() (*upstreams, error) {
	u := &upstreams{delivered: make(map[string]int), bodies: make(map[string]string)}
	for i := range u.listeners {
		up, err := u.listen("127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		u.listeners[i] = up
	}
	return u, nil
}

func (u *upstreams) listen(addr string) (*upstream, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	up := &upstream{ln.Addr().String(), &http.Server{Handler: http.HandlerFunc(u.serve)}}
	go func() { _ = up.server.Serve(ln) }() // until the server is closed
	return up, nil
}

func (u *upstreams) addrs() []string { return []string{u.listeners[0].addr, u.listeners[1].addr} }

func (u *upstreams) stop() {
	for _, up := range u.listeners {
		up.server.Close()
	}
}

var idPattern = regexp.MustCompile(`soak-\d+x`)

const when = "2024-06-01T12:00:00.1445497Z"

// recordOf returns the API's record with an id.
func recordOf(id string) string {
	return `{"Id":1,"Name":"name of ` + id + `","State":"` + id + `","LastStarted":"` + when + `"}`
}

func (u *upstreams) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the request was broken off
	}
	id := idPattern.FindString(string(body))
	u.mu.Lock()
	u.delivered[id]++
	u.bodies[id] = string(body)
	u.mu.Unlock()
	record := recordOf(id)
	w.Header().Set("Content-Type", "application/json")
	switch r.Header.Get("X-Fault") {
	case "break off":
		w.Header().Set("Content-Length", fmt.Sprint(len(record)))
		_, _ = io.WriteString(w, record[:len(record)/2])
		panic(http.ErrAbortHandler)
	case "reset":
		panic(http.ErrAbortHandler)
	case "slow":
		time.Sleep(50 * time.Millisecond)
	case "gzip":
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, record)
		_ = z.Close()
		return
	}
	_, _ = io.WriteString(w, record)
}

// arrived returns and removes the body that arrived with an id.
func (u *upstreams) arrived(id string) (body string, ok bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	body, ok = u.bodies[id]
	delete(u.bodies, id)
	return body, ok
}

// dieUntil keeps closing the second upstream, with all its connections, and restarting it until ctx is done.
func (u *upstreams) dieUntil(ctx context.Context, results *tally) {
	for ctx.Err() == nil {
		sleep(ctx, 3*time.Second)
		addr := u.listeners[1].addr
		u.listeners[1].server.Close()
		results.count("  an upstream died")
		sleep(ctx, 2*time.Second)
		for {
			up, err := u.listen(addr)
			if err == nil {
				u.listeners[1] = up
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// checkDeliveries checks that no update arrived twice, and none with a property that can't be updated.
func (u *upstreams) checkDeliveries(results *tally) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for id, n := range u.delivered {
		if n > 1 && id != "" {
			results.fail("%s arrived %d times", id, n)
		}
	}
	for id, body := range u.bodies {
		if strings.Contains(body, forbidden) {
			results.fail("%s arrived as %q", id, body)
		}
	}
}
