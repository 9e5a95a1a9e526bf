package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/pprof/profile"
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
			for _, grown := range [][]byte{growObject(sample, size), growText(sample, size), growRows(sample, size)} {
				if !json.Valid(grown) || len(grown) > size || len(grown) < size-300 {
					t.Errorf("%s grown to %d: %d bytes, valid %t", name, size, len(grown), json.Valid(grown))
				}
			}
		}
	}
}

// Rows resemble the data of an installation: objects of ten members, mostly short, some with an escape, some not in ASCII.
func TestRows(t *testing.T) {
	t.Chdir("..")
	sample, err := readSample("response.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{1000, 10_000, kilobytes100, megabyte, 10 * megabyte} {
		var document struct {
			ParameterObject struct{ Rows []map[string]any }
		}
		grown := growRows(sample, size)
		if err := json.Unmarshal(grown, &document); err != nil {
			t.Fatal(err)
		}
		rows := document.ParameterObject.Rows
		if size >= 10_000 && len(rows) < (size-2*len(sample))/250 {
			t.Errorf("%d rows in %d bytes", len(rows), size)
		}
		for i, row := range rows {
			for _, member := range []string{"Registered", "Due"} {
				if value, isText := row[member].(string); isText {
					if _, err := time.Parse(time.RFC3339Nano, value); err != nil {
						t.Errorf("row %d: %v", i, err)
					}
				}
			}
			if len(row) != 10 || utf8.RuneCountInString(row["Name"].(string)) > 30 {
				t.Fatalf("row %d is %v", i, row)
			}
		}
		if size > 10_000 && (!bytes.Contains(grown, []byte(`\"`)) || !bytes.Contains(grown, []byte("ø"))) {
			t.Error("the rows have no escape or no letter beyond ASCII")
		}
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
	r := call(response100KB, selectKept, []byte("body"))
	in := bufio.NewReader(bytes.NewReader(r.wire("127.0.0.1:1")))
	segment, length, err := readHead(in)
	if err != nil || segment != response100KB || length != 4 {
		t.Errorf("%q %d %v", segment, length, err)
	}
	if rest, _ := io.ReadAll(in); string(rest) != "body" {
		t.Errorf("after the header: %q", rest)
	}
}

func TestInsertResults(t *testing.T) {
	first, err := insertResults("before\n"+resultsBegin+"\n"+resultsEnd+"\nafter\n", "one\n")
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
	file := &profile.Mapping{ID: 1, File: "/tmp/caddy"}
	function := &profile.Function{ID: 1, Name: "main.main", Filename: "/home/user/main.go"}
	relative := &profile.Function{ID: 2, Name: "b.B", Filename: "a/b/b.go"}
	location := &profile.Location{ID: 1, Mapping: file, Line: []profile.Line{{Function: function}, {Function: relative}}}
	p := &profile.Profile{
		SampleType: []*profile.ValueType{{Type: "cpu", Unit: "nanoseconds"}},
		Sample:     []*profile.Sample{{Location: []*profile.Location{location}, Value: []int64{7}}},
		Mapping:    []*profile.Mapping{file}, Location: []*profile.Location{location},
		Function: []*profile.Function{function, relative},
	}
	var data bytes.Buffer
	if err := p.Write(&data); err != nil {
		t.Fatal(err)
	}
	kept, err := withoutPaths(data.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	got, err := profile.ParseData(kept)
	if err != nil {
		t.Fatal(err)
	}
	if got.Mapping[0].File != "caddy" || got.Function[0].Filename != "main.go" || got.Function[1].Filename != "a/b/b.go" ||
		got.Sample[0].Value[0] != 7 {
		t.Error(got)
	}
	if _, err := withoutPaths([]byte("not a profile")); err == nil {
		t.Error("what is not a profile is no error")
	}
}

// The kernel's figures are available: this process has used some time and memory.
func TestProcess(t *testing.T) {
	p := &process{cmd: &exec.Cmd{Process: &os.Process{Pid: os.Getpid()}}}
	for deadline := time.Now().Add(10 * time.Second); ; {
		seconds, err := p.cpu()
		if err != nil || time.Now().After(deadline) {
			t.Fatal(seconds, err)
		}
		if seconds > 0 {
			break
		}
	}
	if now, peak, err := p.memory(); err != nil || now < 1<<20 || peak < now {
		t.Error(now, peak, err)
	}
}
