package timezone

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// fuzzZones are the zones that FuzzConvert uses.
var fuzzZones = []string{
	"UTC", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Monrovia", "Africa/Casablanca",
	"America/St_Johns", "Asia/Kathmandu", "Europe/Dublin", "Pacific/Kiritimati", "America/Nuuk", "Etc/GMT+12",
}

// FuzzConvert checks the properties of every conversion, and compares with the time package where it defines a result.
func FuzzConvert(f *testing.F) {
	for _, text := range []string{
		"2018-12-24T12:34:45", "2018-12-24T12:34:45.1445497Z", "2024-03-31T02:30", "2024-10-27T02:30:00+0200", "0001-01-02T00:00:00Z",
		"9999-12-30T23:59:59-14:00", "1850-01-01T00:00:00", "2011-12-30T12:00:00", "not a date", "2018-12-24T12:34:60",
	} {
		f.Add(text, uint8(1), uint8(2), true)
		f.Add(text, uint8(4), uint8(5), false)
	}
	f.Add("0001-01-01T01:00:00+01:00", uint8(1), uint8(2), true)
	f.Add("9999-12-31T18:59", uint8(1), uint8(2), true)
	locations := make([]*time.Location, len(fuzzZones))
	for i, name := range fuzzZones {
		locations[i] = zone(f, name).location
	}
	f.Fuzz(func(t *testing.T, text string, from, to uint8, include bool) {
		from, to = from%uint8(len(fuzzZones)), to%uint8(len(fuzzZones))
		base, asked := zone(t, fuzzZones[from]), zone(t, fuzzZones[to])
		c := NewConversion(base, Request{Zone: asked, IncludeOffset: include, Asked: true})

		out, outcome := c.Convert([]byte("dst"), []byte(text))
		changed := outcome == edit.Converted
		if !bytes.HasPrefix(out, []byte("dst")) || !changed && len(out) != 3 {
			t.Fatalf("dst became %q", out)
		}
		result := string(out[3:])
		if !changed {
			result = text
		} else if result == text {
			t.Fatalf("%s is the same but was reported as Converted", text)
		}

		was, isDate := parse([]byte(text))
		reference, referenceOK := parseByTime(text, locations[from])
		if isDate && !referenceOK {
			t.Fatalf("%s was accepted as a date-time", text)
		}
		if !isDate {
			if outcome != edit.Unreadable {
				t.Fatalf("%s is not a date-time but became %s (outcome %d)", text, result, outcome)
			}
			return
		}
		bare := c.WithoutOffsets()
		bare.tag = false
		if out := converted(&bare, text); out != text {
			if d, ok := parse([]byte(out)); !ok || d.tagged || d.sentinel && sentinel(text) && out[:10] != text[:10] {
				t.Errorf("%s without offsets became %s", text, out)
			}
		}
		if sentinel(text) {
			if want := text + "Z"; changed && (result != want || was.tagged || !include) {
				t.Errorf("%s became %s", text, result)
			}
			return
		}
		if !changed {
			return
		}

		now, ok := parseByTime(result, locations[to])
		tagged := was.tagged || include
		if !ok || !strings.Contains(result, string(was.fraction)) {
			t.Fatalf("%s became %s", text, result)
		}
		if at := base.instant(was.wall); !was.tagged && base == asked && !include && at+int64(base.Offset(at)) == was.wall {
			t.Fatalf("%s should not change but became %s", text, result)
		}
		if tagged {
			// The instant is exact, and converting again changes nothing.
			if was.tagged && !now.Equal(reference) {
				t.Errorf("%s became %s, a different instant", text, result)
			}
			if again := converted(&c, result); again != result && !sentinel(result) {
				t.Errorf("%s became %s, and that became %s", text, result, again)
			}
			_, offset := now.Zone()
			if _, exact := now.In(locations[to]).Zone(); wholeMinutes(exact) != offset {
				t.Errorf("%s became %s, but the offset is %d", text, result, exact)
			}
		}
		if !was.tagged {
			checkRead(t, base, was, locations[from])
		}
	})
}

func sentinel(text string) bool {
	return strings.HasPrefix(text, "0001-01-01") || strings.HasPrefix(text, "9999-12-31")
}

// parseByTime parses a date-time with the time package.
func parseByTime(text string, location *time.Location) (time.Time, bool) {
	for _, layout := range []string{
		"2006-01-02T15:04", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700",
		"2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05Z0700",
	} {
		if t, err := time.ParseInLocation(layout, text, location); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// checkRead checks that a wall time was read as an instant at which location's clock shows it, and the later one if there
// are two; or, if there is none, with the offset in force before the gap.
func checkRead(t *testing.T, base *Zone, d dateTime, location *time.Location) {
	shown := func(instant int64) bool {
		_, offset := time.Unix(instant, 0).In(location).Zone()
		return instant+int64(offset) == d.wall
	}
	instant := base.instant(d.wall)
	_, before := time.Unix(instant-26*3600, 0).In(location).Zone()
	_, after := time.Unix(instant+26*3600, 0).In(location).Zone()
	early, late := d.wall-int64(max(before, after)), d.wall-int64(min(before, after))
	switch {
	case shown(instant):
		if late > instant && shown(late) {
			t.Errorf("%s: the wall time %d is read as %d, but %d is later", base.Name(), d.wall, instant, late)
		}
	case shown(early) || shown(late):
		t.Errorf("%s: the wall time %d is read as %d, where the clock does not show it", base.Name(), d.wall, instant)
	case instant != d.wall-int64(before):
		t.Errorf("%s: the missing wall time %d is read as %d", base.Name(), d.wall, instant)
	}
}

// FuzzParseHeader checks that a header is either parsed or refused with one of the documented kinds.
func FuzzParseHeader(f *testing.F) {
	for _, header := range []string{
		"", "NO", "no,includeTZOffset", " , includetzoffset\t,", "NO,DK", "US", "+02:00", "261", "europe/oslo", "W. Europe Standard Time",
	} {
		f.Add(header, "includeTZOffset")
		f.Add(header, "")
	}
	c, err := NewCatalog([]Option{{"Head Office", "Asia/Tokyo"}}, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		req, err := c.ParseHeader([]string{first, second})
		if err != nil {
			if kind := kindOf(err); kind != problem.UnknownTimeZone && kind != problem.MalformedTimeZone || req != (Request{}) {
				t.Fatalf("%+v, %v", req, err)
			}
			return
		}
		blank := strings.Trim(first+second, ", \t") == ""
		if req.Asked == blank || !req.Asked && (req.Zone != nil || req.IncludeOffset) || req.Asked && req.Zone == nil && !req.IncludeOffset {
			t.Fatalf("%+v", req)
		}
		joined, err := c.ParseHeader([]string{first + "," + second})
		if len(first)+len(second) < maxHeader && (err != nil || joined != req) {
			t.Fatalf("as one line: %+v, %v, want %+v", joined, err, req)
		}
	})
}
