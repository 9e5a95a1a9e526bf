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
	base    string // the case of the group that sends the same request to a site without the guard; none for that itself
	does    job
}

// job is what a case's answer must show, so that nothing is measured that does not happen.
type job struct{ strips, selects, converts bool }

// group is cases that are measured one after another and compared with each other.
type group struct {
	name  string // as in -only
	title string
	cases []testCase
}

// The cases' names.
const (
	caseBare         = "reverse_proxy alone"
	caseStock        = "reverse_proxy alone, stock Caddy"
	caseBuffers      = "reverse_proxy alone, with request_buffers"
	caseFull         = "full job"
	caseFullBuffers  = "full job, with request_buffers"
	caseIdle         = "full job, but nothing comes behind the first byte of the body"
	caseBareEmpty    = "reverse_proxy alone, no request body"
	caseAuth         = "authentication only"
	caseStrip        = "strip only"
	caseSelect       = "$select only"
	caseZone         = "zone only"
	caseOther        = "not the operation"
	caseOtherBuffers = "not the operation, with request_buffers"
	caseBarePlain    = "reverse_proxy alone, built without the profile"
	caseGuardPlain   = "full job, built without the profile"
	caseGuardGC      = "full job, GOGC=100, as Go comes"
)

// The groups' names. Those of larger answers and requests are made of a size and what becomes of the bulk.
const (
	groupOther  = "other"
	groupSample = "sample"
	kept        = "-kept"
	nulled      = "-nulled"
	stripped    = "-stripped"
	ofRequest   = "request-"
)

// The parts of a run besides the groups.
const (
	partLatency = "latency"
	partMemory  = "memory"
	partProfile = "profile"
)

var groupNames = []string{
	groupOther, groupSample,
	answer100KB + kept, answer100KB + nulled, answer1MB + kept, answer1MB + nulled,
	ofRequest + answer100KB + kept, ofRequest + answer100KB + stripped,
	ofRequest + answer1MB + kept, ofRequest + answer1MB + stripped,
}

func allParts() []string {
	return append(slices.Clone(groupNames), partLatency, partMemory, partProfile)
}

// chooseParts returns the parts of a run.
func chooseParts(only string, quick bool) ([]string, error) {
	switch {
	case only == "" && quick:
		return []string{groupOther, groupSample, partLatency, partMemory, partProfile}, nil
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

// groups returns the chosen groups, with the plain build's cases if there is one.
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
	sample := answerGroup(groupSample, "The documentation's sample", answerSample, selectNulled, body)
	sample.cases = append(sample.cases, testCase{
		name: caseBuffers, site: siteBareBuffers, request: call(answerSample, selectNulled, body), base: caseBare,
	}, testCase{
		name: caseStrip, site: siteNeither, request: call(answerSample, selectNulled, body), base: caseBare,
		does: job{strips: true},
	}, testCase{
		name: caseGuardGC, site: siteGuardGC, request: call(answerSample, selectNulled, body), base: caseBare,
		does: job{true, true, true},
	})
	if plain {
		sample.cases = append(sample.cases,
			testCase{name: caseBarePlain, site: siteBarePlain, request: call(answerSample, selectNulled, body)},
			testCase{
				name: caseGuardPlain, site: siteGuardPlain, request: call(answerSample, selectNulled, body),
				base: caseBarePlain, does: job{true, true, true},
			})
	}
	all = append(all, sample)
	for _, size := range []struct {
		name string
		size int
	}{{answer100KB, kilobytes100}, {answer1MB, megabyte}} {
		all = append(all,
			answerGroup(size.name+kept, "Answers of "+size.name+", the bulk selected", size.name, selectKept, body),
			answerGroup(size.name+nulled, "Answers of "+size.name+", the bulk not selected", size.name, selectNulled, body),
			requestGroup(size.name+kept, "Requests of "+size.name+", the bulk updatable", growText(body, size.size)),
			requestGroup(size.name+stripped, "Requests of "+size.name+", the bulk stripped", growObject(body, size.size)))
	}
	return slices.DeleteFunc(all, func(g group) bool { return !slices.Contains(parts, g.name) }), nil
}

// answerGroup returns the cases of one answer. Each stage is switched on alone by the site, and strip is switched off by
// sending no body; the base of a case always gets the very same request.
func answerGroup(name, title, answer, selected string, body []byte) group {
	full, empty := call(answer, selected, body), call(answer, selected, nil)
	g := group{name: name, title: title, cases: []testCase{
		{name: caseBare, site: siteBare, request: full},
		{name: caseStock, site: siteStock, request: full},
		{name: caseFull, site: siteGuard, request: full, base: caseBare, does: job{true, true, true}},
		{name: caseFullBuffers, site: siteGuardBuffers, request: full, base: caseBare, does: job{true, true, true}},
		{name: caseBareEmpty, site: siteBare, request: empty},
		{name: caseSelect, site: siteSelect, request: empty, base: caseBareEmpty, does: job{selects: true}},
	}}
	if strings.HasSuffix(name, nulled) {
		return g // the other stages don't depend on what is selected
	}
	g.cases = append(g.cases,
		testCase{name: caseZone, site: siteZone, request: empty, base: caseBareEmpty, does: job{converts: true}},
		testCase{name: caseAuth, site: siteNeither, request: empty, base: caseBareEmpty})
	return g
}

func requestGroup(name, title string, body []byte) group {
	r := call(answerSample, selectNulled, body)
	return group{name: ofRequest + name, title: title, cases: []testCase{
		{name: caseBare, site: siteBare, request: r},
		{name: caseStrip, site: siteNeither, request: r, base: caseBare, does: job{strips: true}},
	}}
}
