package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// forbidden is part of every property that can't be updated, so that it is recognized if it reaches an upstream.
const forbidden = "forbidden"

const operation = "/Cust1/api/v1/Agents/Batch/UpdateBatchTask"

// shapes lists the bodies that clients send, and what the API must receive. ID is replaced by an id.
var shapes = []struct{ mediaType, sent, arrives string }{
	{"application/json", `{"BatchTaskInfo":{"Id":1,"Name":"forbidden","State":"ID"}}`, `{"BatchTaskInfo":{"Id":1,"State":"ID"}}`},
	{"application/merge-patch+json", `{"Name":"forbidden","id":1,"state":"ID","x":["forbidden"]}`, `{"id":1,"state":"ID"}`},
	{"application/json-patch+json", `[{"op":"replace","path":"/Name","value":"forbidden"},{"op":"replace","path":"/State","value":"ID"}]`, `[{"op":"replace","path":"/State","value":"ID"}]`},
	{"application/xml", `<BatchTaskInfo><Name>forbidden</Name><State>ID</State></BatchTaskInfo>`, `<BatchTaskInfo><State>ID</State></BatchTaskInfo>`},
	{"application/x-www-form-urlencoded", `Name=forbidden&BatchTaskInfo[State]=ID`, `BatchTaskInfo[State]=ID`},
}

// views lists what clients ask of the response, and the response that they must receive.
var views = []struct{ query, zone, response string }{
	{"", "", `{"Id":1,"Name":"name of ID","State":"ID","LastStarted":"2024-06-01T12:00:00.1445497Z"}`},
	{"?$select=State", "", `{"Id":null,"Name":null,"State":"ID","LastStarted":null}`},
	{"?x=1", "US-NY", `{"Id":1,"Name":"name of ID","State":"ID","LastStarted":"2024-06-01T08:00:00.1445497-04:00"}`},
	{"?$select=Id,LastStarted", "no,includeTZOffset", `{"Id":1,"Name":null,"State":null,"LastStarted":"2024-06-01T14:00:00.1445497+02:00"}`},
}

// refusals lists changes to a valid request for which the guard must refuse it, and the status.
var refusals = []struct {
	status int
	change func(*http.Request)
}{
	{401, func(r *http.Request) { r.Header.Del("Authorization") }},
	{401, func(r *http.Request) { r.Header.Set("Authorization", "Negotiate x") }},
	{403, func(r *http.Request) {
		r.Header.Del("Authorization")
		r.Header.Set("X-XSRF-TOKEN", "a")
		r.Header.Set("Cookie", "XSRF-TOKEN=b")
	}},
	{400, func(r *http.Request) { r.Header.Set("SO-TimeZone", "nowhere") }},
	{400, func(r *http.Request) { r.URL.RawQuery = "$select=%25%" }},
	{400, func(r *http.Request) { r.Header.Set("Content-Encoding", "gzip") }},
	{415, func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }},
	{413, func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(strings.Repeat(" ", 2<<20))), 2<<20
	}},
}

type client struct {
	site    string
	up      *upstreams
	results *tally
	rand    *rand.Rand
	http    http.Client
}

func newClient(site string, up *upstreams, results *tally, r *rand.Rand) *client {
	return &client{site, up, results, r, http.Client{Transport: &http.Transport{DisableCompression: true}, Timeout: 20 * time.Second}}
}

var ids atomic.Int64

// once sends one request and checks its response.
func (c *client) once() {
	id := fmt.Sprintf("soak-%dx", ids.Add(1))
	shape, view := shapes[c.rand.IntN(len(shapes))], views[c.rand.IntN(len(views))]
	sent := []byte(strings.Replace(shape.sent, "ID", id, 1))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.site+operation+view.query, nil)
	if err != nil {
		panic(err) // the address is valid
	}
	r.Header.Set("Authorization", "Bearer 8A:Cust1.x")
	r.Header.Set("Content-Type", shape.mediaType)
	if view.zone != "" {
		r.Header.Set("SO-TimeZone", view.zone)
	}
	if c.rand.IntN(4) == 0 && len(sent) > 0 {
		r.Header.Set("Content-Encoding", "gzip")
		sent = zip(sent)
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(sent)), int64(len(sent))
	if c.rand.IntN(3) == 0 {
		r.ContentLength = -1
	}
	wanted := strings.ReplaceAll(view.response, "ID", id)
	arrives := strings.Replace(shape.arrives, "ID", id, 1)
	switch c.rand.IntN(10) {
	case 0:
		refusal := refusals[c.rand.IntN(len(refusals))]
		r.Header.Del("Content-Encoding")
		if refusal.status == 400 {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("x")), 1
		}
		refusal.change(r)
		c.expect(r, id, fmt.Sprintf("refused with %d", refusal.status), refusal.status, "", "")
	case 1:
		r.URL.Path = "/api/v1/other"
		r.Header.Del("Content-Encoding")
		plain := strings.ReplaceAll(shape.sent, "forbidden", "allowed")
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(strings.Replace(plain, "ID", id, 1))), -1
		c.expect(r, id, "not the operation", 200, recordOf(id), strings.Replace(plain, "ID", id, 1))
	case 2:
		fault := []string{"break off", "reset"}[c.rand.IntN(2)]
		r.Header.Set("X-Fault", fault)
		c.expectFault(r, id, fault, wanted)
	case 3:
		r.Header.Set("X-Fault", "slow")
		time.AfterFunc(time.Duration(c.rand.IntN(40))*time.Millisecond, cancel)
		c.expectFault(r, id, "the client left", wanted)
	case 4:
		if view.query+view.zone != "" && view.query != "?x=1" || view.zone != "" {
			r.Header.Set("X-Fault", "gzip")
		}
		c.expect(r, id, "gzip in the response", 200, wanted, arrives)
	default:
		c.expect(r, id, shape.mediaType, 200, wanted, arrives)
	}
}

func zip(text []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(text) // into memory
	_ = z.Close()
	return b.Bytes()
}

// expect sends a request and checks the response's status and, if it is 200, its body. If the request was forwarded, exactly
// arrives must have arrived.
func (c *client) expect(r *http.Request, id, kind string, status int, body, arrives string) {
	resp, err := c.http.Do(r)
	if err != nil {
		c.results.count("  closed by a reload or a dying upstream")
		return
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	arrived, forwarded := c.up.arrived(id)
	switch {
	case forwarded && arrived != arrives:
		c.results.fail("%s of %s arrived as %q, want %q", kind, id, arrived, arrives)
	case err != nil:
		c.results.count("  broken off by a dying upstream")
	case status == 200 && resp.StatusCode == 502:
		c.results.count("  502 by a dying upstream")
	case resp.StatusCode != status || status == 200 && string(got) != body:
		c.results.fail("%s of %s: got %d %q, want %d %q", kind, id, resp.StatusCode, got, status, body)
	default:
		c.results.count(kind)
	}
}

// expectFault sends a request whose response is broken off or missing, and checks that the client can tell.
func (c *client) expectFault(r *http.Request, id, kind, wanted string) {
	resp, err := c.http.Do(r)
	if err != nil {
		c.results.count("fault: " + kind)
		return
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if arrived, ok := c.up.arrived(id); ok && strings.Contains(arrived, forbidden) {
		c.results.fail("%s arrived as %q", id, arrived)
	}
	if err == nil && resp.StatusCode == 200 && string(got) != wanted {
		c.results.fail("%s of %s: %q looks complete", kind, id, got)
		return
	}
	c.results.count("fault: " + kind)
}
