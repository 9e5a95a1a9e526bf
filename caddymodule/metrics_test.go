package caddymodule

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// metrics returns the guard's nonzero metrics, without buckets and sums.
func (s *site) metrics(t *testing.T) map[string]string {
	t.Helper()
	resp := s.send(rawRequest("GET", "/metrics", ""))
	if resp.status != 200 {
		t.Fatalf("/metrics: %d", resp.status)
	}
	got := map[string]string{}
	for line := range strings.SplitSeq(resp.body, "\n") {
		name, value, _ := strings.Cut(line, " ")
		if name, ok := strings.CutPrefix(name, "caddy_update_batch_task_"); ok && value != "0" &&
			!strings.Contains(name, "_bucket") && !strings.Contains(name, "_sum") {
			got[name] = value
		}
	}
	return got
}

func (s *site) counts(t *testing.T, want map[string]string) {
	t.Helper()
	if got := s.metrics(t); !maps.Equal(got, want) {
		for _, name := range slices.Sorted(maps.Keys(got)) {
			t.Logf("got  %s %s", name, got[name])
		}
		for _, name := range slices.Sorted(maps.Keys(want)) {
			t.Logf("want %s %s", name, want[name])
		}
		t.Fail()
	}
}

const meteredCaddyfile = `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
}
GUARD {
	metrics /metrics
	update_batch_task
	update_batch_task {
		path /two
		select off
	}
	reverse_proxy UPSTREAM
}
`

// Two guards in one configuration share the metrics.
func TestMetrics(t *testing.T) {
	s := startCaddyfile(t, meteredCaddyfile)
	s.counts(t, map[string]string{})
	s.upstream.answers(jsonResponse(task))
	s.passed(t, rawRequest("POST", "/other", "{}", jsonType))
	s.passed(t, rawRequest("GET", operationPath, ""))
	s.passed(t, request("", `{"Id":1,"name":2,"CREATED":3,"Nameless":4,"x":5}`)) // untouched
	s.passed(t, request(byName, `{"Name":2}`))                                   // reshaped
	s.passed(t, request("?$select=Id,Name,State", `{}`))                         // nothing to change
	s.passed(t, rawRequest("POST", "/two"+byName, `{"FileName":1}`, jsonType, ticket))
	s.refused(t, rawRequest("POST", "/two", `{}`, jsonType), 401, "missing-credential")
	s.refused(t, request("", `{"FileName":1`), 400, "malformed-body")
	s.upstream.answers(jsonResponse(task + "}"))
	s.passed(t, request(byName, `{}`)) // passed unreshaped
	s.upstream.answers(sampleResponseHead + "Content-Encoding: exi\r\nContent-Length: 2\r\n\r\n{}")
	s.passed(t, request(byName, `{}`)) // passed unreshaped too
	s.upstream.answers(typedResponse("x", "Content-Type: text/plain"))
	s.passed(t, request(byName, `{}`)) // untouched
	s.counts(t, map[string]string{
		`requests_total{outcome="forwarded"}`:            "7",
		`requests_total{outcome="rejected"}`:             "2",
		`rejections_total{reason="missing-credential"}`:  "1",
		`rejections_total{reason="malformed-body"}`:      "1",
		`stripped_properties_total{property="Name"}`:     "2",
		`stripped_properties_total{property="Created"}`:  "1",
		`stripped_properties_total{property="FileName"}`: "1",
		`stripped_properties_total{property="other"}`:    "2",
		`responses_total{result="reshaped"}`:             "1",
		`responses_total{result="untouched"}`:            "4",
		`responses_total{result="passed_unreshaped"}`:    "2",
		`duration_seconds_count{stage="request"}`:        "7",
		`duration_seconds_count{stage="response"}`:       "2",
	})
}

// Each response is counted once, whatever goes wrong with it. A request without a response is not counted as one.
func TestMetricsOfFaults(t *testing.T) {
	s := startCaddyfile(t, meteredCaddyfile)
	s.upstream.behaves(writes(""))
	for _, query := range []string{"", byName} {
		for _, body := range []string{"{}", `{"x":1}`} {
			if _, resp := s.passed(t, request(query, body)); resp.status != 502 {
				t.Errorf("response %d", resp.status)
			}
		}
	}
	s.counts(t, map[string]string{
		`requests_total{outcome="forwarded"}`:         "4",
		`stripped_properties_total{property="other"}`: "2",
		`duration_seconds_count{stage="request"}`:     "4",
	})
	s.upstream.behaves(writes(chunkedHead + "8\r\n" + task[:8] + "\r\nzz\r\n"))
	s.passed(t, request(byName, "{}"))
	s.passed(t, request("", "{}"))
	s.passed(t, request("", `{"x":1}`)) // recorded, but not buffered
	if got := s.metrics(t); got[`responses_total{result="passed_unreshaped"}`] != "1" || got[`responses_total{result="untouched"}`] != "" {
		t.Errorf("answers that broke off count %v", got)
	}
}

// A client can't create label values: all series exist from the beginning.
func TestMetricsAreAClosedSet(t *testing.T) {
	s := startCaddyfile(t, meteredCaddyfile)
	series := func() (list []string) {
		for line := range strings.SplitSeq(s.send(rawRequest("GET", "/metrics", "")).body, "\n") {
			if name, _, _ := strings.Cut(line, " "); strings.HasPrefix(name, "caddy_update_batch_task_") {
				list = append(list, name)
			}
		}
		return list
	}
	before := series()
	for i := range 20 {
		s.send(request(fmt.Sprintf("?$select=p%d", i), fmt.Sprintf(`{"p%d":1}`, i), "SO-TimeZone: NO", fmt.Sprintf("Accept: a/b%d", i)))
		s.send(rawRequest("POST", operationPath, "{}", fmt.Sprintf("Content-Type: a/b%d", i), fmt.Sprintf("Authorization: s%d x", i)))
		s.send(rawRequest(fmt.Sprintf("M%d", i), fmt.Sprintf("/t%d%s", i, operationPath), "{}", ticket, jsonType, fmt.Sprintf("SO-TimeZone: z%d", i)))
	}
	if after := series(); !slices.Equal(before, after) {
		t.Errorf("%d series before, %d after", len(before), len(after))
	}
	for _, kind := range problem.Kinds {
		if !slices.Contains(before, `caddy_update_batch_task_rejections_total{reason="`+kind.Type+`"}`) {
			t.Errorf("no series of %s", kind.Type)
		}
	}
}

// A reload does not register the metrics twice. They start from zero.
func TestMetricsAfterReload(t *testing.T) {
	s := startCaddyfile(t, meteredCaddyfile)
	s.passed(t, request("", `{"Name":1}`))
	for range 3 {
		s.reload(s.config)
		s.counts(t, map[string]string{})
		s.passed(t, request("", `{"Name":1}`))
		s.counts(t, map[string]string{
			`requests_total{outcome="forwarded"}`: "1", `stripped_properties_total{property="Name"}`: "1",
			`responses_total{result="untouched"}`: "1", `duration_seconds_count{stage="request"}`: "1",
		})
	}
}
