package timezone

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRule(t *testing.T) {
	for _, tc := range []struct {
		rule       string
		year       int
		start, end string // in UTC
	}{
		{"CET-1CEST,M3.5.0,M10.5.0/3", 2024, "2024-03-31T01:00:00Z", "2024-10-27T01:00:00Z"},
		{"EST5EDT,M3.2.0,M11.1.0", 2024, "2024-03-10T07:00:00Z", "2024-11-03T06:00:00Z"},
		{"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", 2024, "2024-10-05T15:30:00Z", "2024-04-06T15:00:00Z"},
		{"IST-1GMT0,M10.5.0,M3.5.0/1", 2024, "2024-10-27T01:00:00Z", "2024-03-31T01:00:00Z"},
		{"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", 2024, "2024-03-31T01:00:00Z", "2024-10-27T01:00:00Z"},
		{"EET-2EEST,M3.4.4/50,M10.4.4/50", 2024, "2024-03-30T00:00:00Z", "2024-10-25T23:00:00Z"},
		{"XXX3YYY+2:30:15,J60,J365/23:59:59", 2024, "2024-03-01T05:00:00Z", "2025-01-01T02:30:14Z"},
		{"XXX3YYY,59/0,365/0", 2024, "2024-02-29T03:00:00Z", "2024-12-31T02:00:00Z"},
	} {
		r, err := parseRule(tc.rule)
		if err != nil {
			t.Error(err)
			continue
		}
		start, end := r.transitions(tc.year)[0], r.transitions(tc.year)[1]
		if start.offset != r.saving {
			start, end = end, start
		}
		if got := time.Unix(start.at, 0).UTC().Format(time.RFC3339); got != tc.start {
			t.Errorf("%s begins at %s, want %s", tc.rule, got, tc.start)
		}
		if got := time.Unix(end.at, 0).UTC().Format(time.RFC3339); got != tc.end {
			t.Errorf("%s ends at %s, want %s", tc.rule, got, tc.end)
		}
	}
}

func TestRuleMalformed(t *testing.T) {
	for _, text := range []string{
		"1", "<+01", "UTC", "CET-", "CET-1CEST", "CET-1CEST,", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CEST,M3.5.0,M10.5.0/",
		"CET-1CEST,M3.5.0,M10.5.0/3x", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
		"CET-1CEST,M3.0.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5,M10.5.0", "CET-1CEST,J366,J1", "CET-1CEST,J0,J1", "CET-1CEST,366,1",
		"CET-168", "CET-1:60", "CET-1:00:60", "CET-1 CEST", "CET-99999999999999999999",
	} {
		if r, err := parseRule(text); err == nil {
			t.Errorf("%s was read as %+v", text, r)
		}
	}
}

func TestCompileRefusesWhatIsNoTZif(t *testing.T) {
	file := readZone(t, "Europe/Oslo")
	if _, err := compile("Europe/Oslo", file); err != nil {
		t.Fatal(err)
	}
	for length := range file {
		if _, err := compile("cut", file[:length]); err == nil {
			t.Errorf("%d bytes of %d were read", length, len(file))
		}
	}
	for what, broken := range map[string]string{
		"version 1":   strings.Replace(string(file), "TZif"+string(file[4]), "TZif\x00", 1),
		"no rule":     strings.Replace(string(file), "CET-1CEST", "CET-1CES?", 1),
		"other magic": "TZIF" + string(file[4:]),
	} {
		if _, err := compile(what, []byte(broken)); err == nil {
			t.Errorf("%s was read", what)
		}
	}
}

// TestCompileRefusesLeapSeconds has what is below right/: its instants are not those of Unix time.
func TestCompileRefusesLeapSeconds(t *testing.T) {
	file := tzif("CET-1")
	const leapCount, header, block = 31, 44, 10 // the count's last byte, and the lengths of one header and one block
	file[header+block+leapCount] = 1
	end := bytes.LastIndex(file, []byte("\nCET-1"))
	file = slices.Insert(file, end, make([]byte, 12)...)
	if _, err := compile("right", file); !errors.Is(err, errLeapSeconds) {
		t.Errorf("%v, want %v", err, errLeapSeconds)
	}
}

// TestCompileOfRuleAlone has the files without transitions that the database happens not to have: the footer then holds
// at all times.
func TestCompileOfRuleAlone(t *testing.T) {
	for _, tc := range []struct {
		footer         string
		winter, summer int
	}{
		{"", 600, 600}, {"CET-1", 3600, 3600}, {"CET-1CEST,M3.5.0,M10.5.0/3", 3600, 7200},
		{"EST5EDT,0/0,J365/25", -14400, -14400}, // summer time all year round: it ends when the next begins
	} {
		z, err := compile("test", tzif(tc.footer))
		if err != nil {
			t.Error(err)
			continue
		}
		for _, year := range []int{2, 1024, 2024, 9999} {
			winter, summer := z.Offset(days(year, 1, 15)*secondsPerDay), z.Offset(days(year, 7, 15)*secondsPerDay)
			if winter != tc.winter || summer != tc.summer {
				t.Errorf("%q in %d: %d and %d, want %d and %d", tc.footer, year, winter, summer, tc.winter, tc.summer)
			}
		}
	}
}

// tzif returns a TZif file with one local time type, of ten minutes, and no transitions.
func tzif(footer string) []byte {
	header := "TZif2" + strings.Repeat("\x00", 15+4*4) + "\x00\x00\x00\x01" + "\x00\x00\x00\x04"
	block := "\x00\x00\x02\x58\x00\x00" + "XXX\x00"
	return []byte(header + block + header + block + "\n" + footer + "\n")
}
