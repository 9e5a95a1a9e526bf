package timezone

import (
	"archive/zip"
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	oraclePython = flag.String("oracle", "", "the Python `interpreter` (3.9 or later) to compare all zones with")
	oraclePath   = flag.String("oracle-tzpath", "",
		"a `directory` of compiled zones to compare with instead of the embedded ones; differences are listed but do not fail the test")
	update = flag.Bool("update", false, "rewrite testdata/golden.tsv with the interpreter given by -oracle")
)

const golden = "testdata/golden.tsv"

// TestOracleSample compares with a sample of the oracle's results, which is checked in, so that Python isn't needed.
func TestOracleSample(t *testing.T) {
	if *update {
		sample, err := runOracle(t, "sample", unpackDatabase(t)).Output()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, sample, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	results, err := os.Open(golden)
	if err != nil {
		t.Fatal(err)
	}
	defer results.Close()
	r := compareWithOracle(t, results)
	if r.cases < 2500 || len(r.differences) > 0 {
		t.Errorf("%s", r)
	}
}

// TestOracleFull compares every zone in the database with Python's results for the same compiled files, around each
// transition from 1850 to 2100 and at random instants. It requires -oracle python3 and takes several minutes.
func TestOracleFull(t *testing.T) {
	if *oraclePython == "" {
		t.Log("not requested: -oracle python3 compares all zones; TestOracleSample compares some of them")
		return
	}
	path := *oraclePath
	if path == "" {
		path = unpackDatabase(t)
	}
	cmd := runOracle(t, "full", path)
	results, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r := compareWithOracle(t, results)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", r)
	if *oraclePath == "" && (r.zones != len(database()) || len(r.differences) > 0) {
		t.Errorf("compared %d zones of %d, %d of which differ", r.zones, len(database()), len(r.differences))
	}
}

func runOracle(t *testing.T, mode, tzpath string) *exec.Cmd {
	if *oraclePython == "" {
		t.Fatal("-update requires -oracle python3")
	}
	cmd := exec.CommandContext(t.Context(), *oraclePython, filepath.Join("testdata", "oracle.py"), mode)
	cmd.Env = append(os.Environ(), "PYTHONTZPATH="+tzpath)
	cmd.Stderr = os.Stderr
	return cmd
}

// unpackDatabase writes the embedded zones to a directory, for Python.
func unpackDatabase(t *testing.T) string {
	dir := t.TempDir()
	archive, err := zip.NewReader(strings.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, archive); err != nil {
		t.Fatal(err)
	}
	return dir
}

// comparison is the result of a comparison with the oracle.
type comparison struct {
	zones, cases, transitions int
	order                     []string // the zones with differences
	differences               map[string]*difference
}

type difference struct {
	cases       int
	first, last string // the first and last case that differs, by its text
}

func (r *comparison) String() string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%d zones, %d transitions, %d conversions; %d zones differ\n", r.zones, r.transitions, r.cases, len(r.differences))
	for _, zone := range r.order {
		d := r.differences[zone]
		fmt.Fprintf(&b, "%s: %d, such as\n\t%s\n\t%s\n", zone, d.cases, d.first, d.last)
	}
	return b.String()
}

func (r *comparison) differs(zone, what string) {
	d := r.differences[zone]
	if d == nil {
		d = &difference{first: what}
		r.differences[zone] = d
		r.order = append(r.order, zone)
	}
	d.cases++
	d.last = what
}

// compareWithOracle repeats each of the oracle's conversions and compares the results.
func compareWithOracle(t *testing.T, results io.Reader) *comparison {
	lookup := func(name string) *Zone {
		s := database()[lower(name)]
		if s == nil {
			return nil
		}
		z, err := s.load()
		if err != nil {
			t.Fatal(err)
		}
		return z
	}
	r := &comparison{differences: make(map[string]*difference)}
	lines := bufio.NewScanner(results)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		if fields[0] == "transitions" {
			r.zones++
			zone := lookup(fields[1])
			if zone == nil {
				r.differs(fields[1], "not in the embedded database")
				continue
			}
			found := fields[2:]
			r.transitions += len(found)
			if own := transitionsOf(zone); !slices.Equal(own, found) {
				r.differs(zone.Name(), fmt.Sprintf("%s, the oracle's %s", missing(own, found), missing(found, own)))
			}
			continue
		}
		name := fields[0]
		if name == "UTC" {
			name = fields[1]
		}
		base, zone := lookup(fields[0]), lookup(fields[1])
		if base == nil || zone == nil {
			continue
		}
		r.cases++
		conversion := NewConversion(base, Request{Zone: zone, Asked: true})
		text, want := fields[2], fields[3]
		if zone.utc {
			// The oracle writes UTC as an offset too.
			want = strings.Replace(want, "+00:00", "Z", 1)
		}
		if got := converted(&conversion, text); got != want {
			r.differs(name, fmt.Sprintf("%s from %s to %s: %s, the oracle's %s", text, fields[0], fields[1], got, want))
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return r
}

// transitionsOf returns the zone's transitions from 1850 to 2100 in the oracle's format.
func transitionsOf(z *Zone) []string {
	var list []string
	for _, t := range transitions(z, days(1850, 1, 1)*secondsPerDay, days(2100, 1, 1)*secondsPerDay) {
		list = append(list, strconv.FormatInt(t.at, 10))
	}
	return list
}

// missing describes the transitions in a that are not in b.
func missing(a, b []string) string {
	a = slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
	if len(a) > 3 {
		return fmt.Sprintf("%d transitions from %s to %s", len(a), a[0], a[len(a)-1])
	}
	return fmt.Sprintf("transitions %s", a)
}
