package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		list []float64
		want float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := median(c.list); got != c.want {
			t.Errorf("median of %v is %v, want %v", c.list, got, c.want)
		}
	}
}

func TestGrownDocuments(t *testing.T) {
	t.Chdir("..")
	for _, size := range []int{kilobytes100, megabyte} {
		for _, name := range []string{"request.json", "response.json"} {
			sample, err := readSample(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, grown := range [][]byte{growObject(sample, size), growText(sample, size)} {
				if !json.Valid(grown) || len(grown) > size || len(grown) < size-200 {
					t.Errorf("%s grown to %d: %d bytes, valid %t", name, size, len(grown), json.Valid(grown))
				}
			}
		}
	}
}

func TestParseStat(t *testing.T) {
	got, err := parseStat("77 (ca) ddy) S 1 77 77 0 -1 4194560 900 0 3 0 250 50 0 0 20 0 9 0 100 1 2")
	if err != nil || got != 3*time.Second {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := parseStat("77 (caddy) S 1"); err == nil {
		t.Error("a short line is no error")
	}
}

func TestParseWrk(t *testing.T) {
	got, err := parseWrk("Running 1s test\nRequests/sec: 1000\nresult 1500 1500000 0 0\n")
	if err != nil || got != (load{1500, 1.5}) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, out := range []string{"", "x\nresult 0 1000 0 0\n", "x\nresult 10 1000 1 0\n", "x\nresult 10 1000 0 3\n"} {
		if _, err := parseWrk(out); err == nil {
			t.Errorf("%q is no error", out)
		}
	}
}

func TestReadHead(t *testing.T) {
	r := call(answer100KB, selectKept, []byte("body"))
	in := bufio.NewReader(bytes.NewReader(r.wire("127.0.0.1:1")))
	segment, length, err := readHead(in)
	if err != nil || segment != answer100KB || length != 4 {
		t.Errorf("%q %d %v", segment, length, err)
	}
	if rest, _ := io.ReadAll(in); string(rest) != "body" {
		t.Errorf("behind the head: %q", rest)
	}
}

func TestInsertResults(t *testing.T) {
	first, err := insertResults(newPage, "one\n")
	if err != nil {
		t.Fatal(err)
	}
	second, err := insertResults(first, "two\n")
	if err != nil || strings.Contains(second, "one\n") || strings.Replace(second, "two", "one", 1) != first {
		t.Errorf("%v\n%s", err, second)
	}
	if _, err := insertResults("no markers", "one"); err == nil {
		t.Error("a page without markers is no error")
	}
}

func TestProfileWithoutPaths(t *testing.T) {
	var profile bytes.Buffer
	w := gzip.NewWriter(&profile)
	_, _ = w.Write([]byte("\x32\x00\x32\x0A/tmp/caddy\x32\x03a/b\x48\x07"))
	w.Close()
	got, err := withoutPaths(profile.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := io.ReadAll(r); string(text) != "\x32\x00\x32\x05caddy\x32\x03a/b\x48\x07" {
		t.Errorf("%q", text)
	}
}

// An image of results that some groups are missing from must still be one.
func TestPlotIsXML(t *testing.T) {
	b := &bench{results: results{
		groupSample: {
			caseBare:      {{cpu: 90e-6}},
			caseFull:      {{cpu: 95e-6}},
			caseBareEmpty: {{cpu: 85e-6}},
			caseSelect:    {{cpu: 88e-6}},
		},
		answer1MB + nulled: {caseBare: {{cpu: 800e-6}}, caseFull: {{cpu: 600e-6}}},
	}}
	for _, b := range []*bench{b, {}} {
		d := xml.NewDecoder(strings.NewReader(b.plot()))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
		}
	}
}
