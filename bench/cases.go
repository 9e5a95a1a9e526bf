package main

import (
	"fmt"
	"slices"
	"strings"
)

// testCase is one request to one site.
type testCase struct {
	name    string
	site    string
	request request
	base    string // the case that sends the same request to a site without the guard; empty in that case itself
	does    job
}

// job is what the response must show to have been done, so that nothing else is measured.
type job struct{ strips, selects, converts bool }

// group is a list of cases that are measured in turn and compared with each other.
type group struct {
	name  string // the name in -only
	title string
	cases []testCase
}

// The names of the cases.
const (
	caseBare         = "reverse_proxy alone"
	caseStock        = "reverse_proxy alone, stock Caddy"
	caseBuffers      = "reverse_proxy alone, with request_buffers"
	caseFull         = "full job"
	caseFullBuffers  = "full job, with request_buffers"
	caseBareEmpty    = "reverse_proxy alone, no request body"
	caseAuth         = "authentication only"
	caseStrip        = "strip only"
	caseSelect       = "$select only"
	caseZone         = "zone only"
	caseOther        = "not the operation"
	caseOtherBuffers = "not the operation, with request_buffers"
	caseBarePlain    = "reverse_proxy alone, built without the profile"
	caseGuardPlain   = "full job, built without the profile"
	caseGuardGC      = "full job, GOGC=100, which is Go's default"
)

// The names of the groups. Those of larger responses and requests combine a size and what is done to the bulk.
const (
	groupOther  = "other"
	groupSample = "sample"
	kept        = "-kept"
	nulled      = "-nulled"
	stripped    = "-stripped"
	ofRequest   = "request-"
)

// The other parts of a run.
const (
	partLatency = "latency"
	partMemory  = "memory"
	partProfile = "profile"
)

var groupNames = []string{
	groupOther, groupSample,
	response100KB + kept, response100KB + nulled, response1MB + kept, response1MB + nulled,
	rows100KB + kept, rows100KB + nulled, rows1MB + kept, rows1MB + nulled,
	ofRequest + response100KB + kept, ofRequest + response100KB + stripped,
	ofRequest + response1MB + kept, ofRequest + response1MB + stripped,
}

func allParts() []string {
	return append(slices.Clone(groupNames), partLatency, partMemory, partProfile)
}

// chooseParts returns the parts of a run.
func chooseParts(only string, quick bool) ([]string, error) {
	switch {
	case only == "" && quick:
		return []string{groupOther, groupSample, rows100KB + nulled, partLatency, partMemory, partProfile}, nil
	case only == "":
		return allParts(), nil
	}
	parts := strings.Split(only, ",")
	for _, part := range parts {
		if !slices.Contains(allParts(), part) {
			return nil, fmt.Errorf("there is no part %q; the parts are: %s", part, strings.Join(allParts(), " "))
		}
	}
	return parts, nil
}

// groups returns the chosen groups, including the cases of the plain build if plain is set.
func groups(parts []string, plain bool) ([]group, error) {
	body, err := readSample("request.json")
	if err != nil {
		return nil, err
	}
	all := []group{{name: groupOther, title: "Requests that are not the operation", cases: []testCase{
		{name: caseBare, site: siteBare, request: otherCall()},
		{name: caseOther, site: siteGuard, request: otherCall(), base: caseBare},
		{name: caseOtherBuffers, site: siteGuardBuffers, request: otherCall(), base: caseBare},
	}}}
	full, empty := call(responseSample, selectNulled, body), call(responseSample, selectNulled, nil)
	sample := responseGroup(groupSample, "The documentation's sample", full)
	sample.cases = append(sample.cases,
		testCase{name: caseBuffers, site: siteBareBuffers, request: full, base: caseBare},
		testCase{name: caseGuardGC, site: siteGuardGC, request: full, base: caseBare, does: job{true, true, true}},
		testCase{name: caseStrip, site: siteNeither, request: full, base: caseBare, does: job{strips: true}},
		// Without a body there is nothing to strip.
		testCase{name: caseBareEmpty, site: siteBare, request: empty},
		testCase{name: caseSelect, site: siteSelect, request: empty, base: caseBareEmpty, does: job{selects: true}},
		testCase{name: caseZone, site: siteZone, request: empty, base: caseBareEmpty, does: job{converts: true}},
		testCase{name: caseAuth, site: siteNeither, request: empty, base: caseBareEmpty})
	if plain {
		sample.cases = append(sample.cases,
			testCase{name: caseBarePlain, site: siteBarePlain, request: full},
			testCase{name: caseGuardPlain, site: siteGuardPlain, request: full, base: caseBarePlain, does: job{true, true, true}})
	}
	all = append(all, sample)
	for _, bulk := range []struct{ response, title, size string }{
		{response100KB, "Responses", "100 KB"}, {response1MB, "Responses", "1 MB"},
		{rows100KB, "Rows", "100 KB"}, {rows1MB, "Rows", "1 MB"},
	} {
		title := bulk.title + " of " + bulk.size
		all = append(all,
			responseGroup(bulk.response+kept, title+", selected", call(bulk.response, selectKept, body)),
			responseGroup(bulk.response+nulled, title+", not selected", call(bulk.response, selectNulled, body)))
	}
	for _, bulk := range []struct {
		name, size string
		bytes      int
	}{{response100KB, "100 KB", kilobytes100}, {response1MB, "1 MB", megabyte}} {
		title := "Requests of " + bulk.size
		all = append(all,
			requestGroup(bulk.name+kept, title+", the bulk updatable", growText(body, bulk.bytes)),
			requestGroup(bulk.name+stripped, title+", the bulk stripped", growObject(body, bulk.bytes)))
	}
	return slices.DeleteFunc(all, func(g group) bool { return !slices.Contains(parts, g.name) }), nil
}

// responseGroup returns the cases that the targets compare: the full job with and without request_buffers, and the baselines.
// The package benchmarks measure the stages of larger documents separately.
func responseGroup(name, title string, r request) group {
	return group{name: name, title: title, cases: []testCase{
		{name: caseBare, site: siteBare, request: r},
		{name: caseStock, site: siteStock, request: r},
		{name: caseFull, site: siteGuard, request: r, base: caseBare, does: job{true, true, true}},
		{name: caseFullBuffers, site: siteGuardBuffers, request: r, base: caseBare, does: job{true, true, true}},
	}}
}

func requestGroup(name, title string, body []byte) group {
	r := call(responseSample, selectNulled, body)
	return group{name: ofRequest + name, title: title, cases: []testCase{
		{name: caseBare, site: siteBare, request: r},
		{name: caseStrip, site: siteNeither, request: r, base: caseBare, does: job{strips: true}},
	}}
}
