package timezone

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// kindOf returns the kind of a *problem.Error, or nil for any other error.
func kindOf(err error) *problem.Kind {
	if p, ok := errors.AsType[*problem.Error](err); ok {
		return p.Kind
	}
	return nil
}

func TestParseHeader(t *testing.T) {
	for _, tc := range []struct {
		what    string
		values  []string
		zone    string
		include bool
		asked   bool
		problem *problem.Kind
	}{
		{what: "absent"},
		{what: "empty", values: []string{""}},
		{what: "blank", values: []string{" \t"}},
		{what: "only commas", values: []string{",, ,", ""}},
		{what: "a code", values: []string{"NO"}, zone: "Europe/Oslo", asked: true},
		{what: "a code in lower case", values: []string{"us-ny"}, zone: "America/New_York", asked: true},
		{what: "an id", values: []string{"261"}, zone: "Europe/Oslo", asked: true},
		{what: "an IANA name", values: []string{"europe/OSLO"}, zone: "Europe/Oslo", asked: true},
		{what: "UTC", values: []string{"utc"}, zone: "UTC", asked: true},
		{what: "a fixed offset", values: []string{"+0200"}, zone: "+02:00", asked: true},
		{what: "a Windows name", values: []string{"W. Europe Standard Time"}, zone: "Europe/Berlin", asked: true},
		{what: "a zone and offsets", values: []string{"NO, includeTZOffset"}, zone: "Europe/Oslo", include: true, asked: true},
		{what: "no blank after the comma", values: []string{"no,includeTZOffset"}, zone: "Europe/Oslo", include: true, asked: true},
		{what: "offsets first, in another case", values: []string{"INCLUDEtzoffset ,NO"}, zone: "Europe/Oslo", include: true, asked: true},
		{what: "only offsets", values: []string{"includeTZOffset"}, include: true, asked: true},
		{what: "offsets twice", values: []string{"includeTZOffset,includeTZOffset, NO"}, zone: "Europe/Oslo", include: true, asked: true},
		{what: "two lines", values: []string{"NO", "includeTZOffset"}, zone: "Europe/Oslo", include: true, asked: true},
		{what: "blank elements and lines", values: []string{"", " ,NO,\t", ""}, zone: "Europe/Oslo", asked: true},
		{what: "offsets a thousand times", values: []string{strings.Repeat("includeTZOffset,", 1000) + "NO"}, zone: "Europe/Oslo", include: true, asked: true},
		{what: "offsets on a thousand lines", values: slices.Repeat([]string{"includeTZOffset"}, 1000), include: true, asked: true},
		{what: "1 KiB", values: []string{"NO" + strings.Repeat(" ", 1021)}, zone: "Europe/Oslo", asked: true},

		{what: "two zones", values: []string{"NO,DK"}, problem: problem.MalformedTimeZone},
		{what: "two zones on two lines", values: []string{"NO", "DK"}, problem: problem.MalformedTimeZone},
		{what: "the same zone twice", values: []string{"NO,NO"}, problem: problem.MalformedTimeZone},
		{what: "two zones, both unknown", values: []string{"XX,YY"}, problem: problem.MalformedTimeZone},
		{what: "more than 1 KiB", values: []string{"NO" + strings.Repeat(" ", 1022)}, problem: problem.MalformedTimeZone},
		{what: "more than 1 KiB of blanks", values: []string{"NO", strings.Repeat(",", 1021)}, problem: problem.MalformedTimeZone},
		{what: "more than 1 KiB on many lines", values: strings.Split(strings.Repeat(",1234567", 147), ",1")[:147], problem: problem.MalformedTimeZone},
		{what: "unknown", values: []string{"XX"}, problem: problem.UnknownTimeZone},
		{what: "unknown, with offsets", values: []string{"includeTZOffset, XX"}, problem: problem.UnknownTimeZone},
		{what: "a country with several zones", values: []string{"US"}, problem: problem.UnknownTimeZone},
		{what: "no-break space", values: []string{"\u00a0NO"}, problem: problem.UnknownTimeZone},
		{what: "a semicolon", values: []string{"NO;includeTZOffset"}, problem: problem.UnknownTimeZone},
		{what: "non-ASCII letters", values: []string{"includeTZOff\u017fet"}, problem: problem.UnknownTimeZone},
	} {
		t.Run(tc.what, func(t *testing.T) {
			req, err := newCatalog(t).ParseHeader(tc.values)
			if kindOf(err) != tc.problem || (err != nil) != (tc.problem != nil) {
				t.Fatalf("error %v, want %v", err, tc.problem)
			}
			name := ""
			if req.Zone != nil {
				name = req.Zone.Name()
			}
			if (req.Name == "") != (req.Zone == nil) || !strings.Contains(strings.Join(tc.values, ","), req.Name) {
				t.Errorf("got name %q", req.Name)
			}
			if name != tc.zone || req.IncludeOffset != tc.include || req.Asked != tc.asked {
				t.Errorf("got %q %v %v, want %q %v %v", name, req.IncludeOffset, req.Asked, tc.zone, tc.include, tc.asked)
			}
		})
	}
}

func TestParseHeaderErrors(t *testing.T) {
	for header, want := range map[string]string{
		"XX":                      `unknown time zone "XX"`,
		"NO, DK":                  `SO-TimeZone names two zones, "NO" and "DK"`,
		strings.Repeat("x", 80):   `unknown time zone "` + strings.Repeat("x", 64) + `"…`,
		strings.Repeat("x", 1025): `SO-TimeZone is longer than 1024 bytes`,
		"us": `the country US has several time zones: send one of its regions (such as US-NY, US-IL, US-CO, US-CA) ` +
			`or an IANA name (such as America/New_York) in SO-TimeZone`,
		"aq": `the country AQ has several time zones: send one of its regions (such as AQ-SP, AQ-AI, AQ-BP) ` +
			`or an IANA name (such as Antarctica/McMurdo) in SO-TimeZone`,
	} {
		_, err := newCatalog(t).ParseHeader([]string{header})
		var f *problem.Error
		if !errors.As(err, &f) || f.Detail != want {
			t.Errorf("%.20s: %v, want %s", header, err, want)
		}
	}
}

func TestParseHeaderAllocatesNothing(t *testing.T) {
	c := newCatalog(t)
	for _, values := range [][]string{nil, {"utc"}, {"no,includeTZOffset"}, {"Europe/Oslo", "includeTZOffset"}, {"-03:30"}} {
		if n := testing.AllocsPerRun(100, func() {
			if _, err := c.ParseHeader(values); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%q: %v allocations", values, n)
		}
	}
}
