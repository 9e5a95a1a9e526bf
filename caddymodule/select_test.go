package caddymodule

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// $select (contract section 5). The response has a value of every kind.
const selectable = `{"Id":975,"Name":"n","State":"New","Empty":null,"Flag":false,"TableRight":{"Mask":"Full","Reason":"","In":{"a":1,"b":[1]}},` +
	`"Rows":[{"Id":1,"Mask":"x","Deep":{"c":1,"d":2}},{"mask":"y"},null,"s",[{"Mask":1,"z":2}]],"Plain":[1,"two",null]}`

func TestSelect(t *testing.T) {
	s := startSite(t, "")
	s.upstream.answers(jsonResponse(selectable))
	const none = `{"Id":null,"Name":null,"State":null,"Empty":null,"Flag":null,"TableRight":null,"Rows":null,"Plain":null}`
	with := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(none) }
	name := with(`"Name":null`, `"Name":"n"`)
	const right = `"TableRight":{"Mask":"Full","Reason":"","In":{"a":1,"b":[1]}}`
	for _, tc := range []struct{ query, body string }{
		{"?$select=Name", name},
		{"?$select=name", name},
		{"?%24select=Name", name},
		{"?$SELECT=NAME", name},
		{"?%24Select=Name", name},
		{"?$%73elect=Name", name},
		{"?a=1&$select=Name&b=2", name},
		{"?$select=%4eame", name},
		{"?$select=+Name%20", name},
		{"?$select=,,Name,,", name},
		{"?$select=Name,Name,NAME", name},
		{"?$select=/Name/", name},
		{"?$select=//Name", name},
		{"?$select=Name,Unknown", name},
		{"?$select=Name;b=2", none},
		{"?$select=Unknown", none},
		{"?$select=Nam", none},
		{"?$select=Name2", none},
		{"?$select=N%C4%B1d", none},
		{"?$select=Id,name", with(`"Id":null`, `"Id":975`, `"Name":null`, `"Name":"n"`)},
		{"?$select=Id&$select=Name", with(`"Id":null`, `"Id":975`, `"Name":null`, `"Name":"n"`)},
		{"?$select=Id&%24SELECT=Name&$select=", with(`"Id":null`, `"Id":975`, `"Name":null`, `"Name":"n"`)},
		{"?$select=Empty,Flag", with(`"Flag":null`, `"Flag":false`)},
		{"?$select=TableRight", with(`"TableRight":null`, right)},
		{"?$select=TableRight/*", with(`"TableRight":null`, right)},
		{"?$select=tableright/mask", with(`"TableRight":null`, `"TableRight":{"Mask":"Full","Reason":null,"In":null}`)},
		{"?$select=TableRight%2FMask", with(`"TableRight":null`, `"TableRight":{"Mask":"Full","Reason":null,"In":null}`)},
		{"?$select=TableRight/Mask,TableRight/Reason", with(`"TableRight":null`, `"TableRight":{"Mask":"Full","Reason":"","In":null}`)},
		{"?$select=TableRight/In/b", with(`"TableRight":null`, `"TableRight":{"Mask":null,"Reason":null,"In":{"a":null,"b":[1]}}`)},
		{"?$select=TableRight/In/b/c", with(`"TableRight":null`, `"TableRight":{"Mask":null,"Reason":null,"In":{"a":null,"b":[null]}}`)},
		{"?$select=TableRight/Unknown", with(`"TableRight":null`, `"TableRight":{"Mask":null,"Reason":null,"In":null}`)},
		{"?$select=TableRight/Mask,TableRight", with(`"TableRight":null`, right)},
		{"?$select=TableRight,TableRight/Mask", with(`"TableRight":null`, right)},
		{"?$select=TableRight/*,TableRight/Mask", with(`"TableRight":null`, right)},
		{"?$select=Name/First", none},
		{"?$select=Flag/x,Empty/y,Id/z", none},
		{"?$select=Rows/Mask", with(`"Rows":null`, `"Rows":[{"Id":null,"Mask":"x","Deep":null},{"mask":"y"},null,null,[{"Mask":1,"z":null}]]`)},
		{"?$select=Rows/Deep/d", with(`"Rows":null`, `"Rows":[{"Id":null,"Mask":null,"Deep":{"c":null,"d":2}},{"mask":null},null,null,[{"Mask":null,"z":null}]]`)},
		{"?$select=Plain", with(`"Plain":null`, `"Plain":[1,"two",null]`)},
		{"?$select=Plain/x", with(`"Plain":null`, `"Plain":[null,null,null]`)},
		{"?$select=", selectable}, {"?$select", selectable}, {"?$select=*", selectable}, {"?$select=%2A", selectable}, {"?$select=,%20,", selectable},
		{"?$select=/", selectable}, {"?$select=Name,*", selectable}, {"?$select=*,Name", selectable}, {"?$select=Name&$select=*", selectable},
		{"?$selects=Name", selectable}, {"?select=Name", selectable}, {"?$sel%65ct2=Name", selectable}, {"?a=$select=Name", selectable}, {"", selectable},
		{"?%2524select=Name", selectable}, {"?$ſelect=Name", selectable}, {"?%zz=1&a=%z", selectable},
	} {
		t.Run(tc.query, func(t *testing.T) {
			_, resp := s.passed(t, request(tc.query, "{}"))
			if resp.body != tc.body || resp.status != 200 {
				t.Errorf("came back %d %s\nwant %s", resp.status, resp.body, tc.body)
			}
		})
	}
}

func TestSelectOmit(t *testing.T) {
	s := startSite(t, "select omit")
	s.upstream.answers(jsonResponse(selectable))
	for _, tc := range []struct{ query, body string }{
		{"?$select=Name", `{"Name":"n"}`},
		{"?$select=Id,Plain", `{"Id":975,"Plain":[1,"two",null]}`},
		{"?$select=Empty", `{"Empty":null}`},
		{"?$select=Unknown", `{}`},
		{"?$select=TableRight/Mask", `{"TableRight":{"Mask":"Full"}}`},
		{"?$select=TableRight/In/b,TableRight/Reason", `{"TableRight":{"Reason":"","In":{"b":[1]}}}`},
		{"?$select=TableRight/Unknown", `{"TableRight":{}}`},
		{"?$select=Name/First,State", `{"State":"New"}`},
		{"?$select=*", selectable},
	} {
		t.Run(tc.query, func(t *testing.T) {
			if _, resp := s.passed(t, request(tc.query, "{}")); resp.body != tc.body {
				t.Errorf("came back %s\nwant %s", resp.body, tc.body)
			}
		})
	}
	s.upstream.answers(jsonResponse("{ \"Id\" : 1 ,\n \"Name\" : 2 ,\n \"State\" : 3 }"))
	for query, body := range map[string]string{
		"?$select=Id": "{ \"Id\" : 1   }", "?$select=Name": "{\n \"Name\" : 2  }", "?$select=State": "{\n \"State\" : 3 }",
	} {
		if _, resp := s.passed(t, request(query, "{}")); resp.body != body {
			t.Errorf("%s: came back %q", query, resp.body)
		}
	}
}

func TestSelectOff(t *testing.T) {
	s := startSite(t, "select off")
	s.upstream.answers(jsonResponse(selectable))
	got, resp := s.passed(t, request("?$select=Name", "{}"))
	if resp.body != selectable || !strings.Contains(got.head, "?$select=Name ") {
		t.Errorf("arrived %s, came back %s", got.head, resp.body)
	}
}

func TestSelectBounds(t *testing.T) {
	// Caddy refuses headers above 16 KiB before the guard sees them, unless the site allows more.
	s := startCaddyfile(t, strings.Replace(faultyCaddyfile("reverse_proxy UPSTREAM"), "\tadmin off", "\tadmin off\n\tservers {\n\t\tmax_header_size 64KiB\n\t}", 1))
	s.upstream.answers(jsonResponse(selectable))
	list := func(n int) string {
		paths := make([]string, n)
		for i := range paths {
			paths[i] = fmt.Sprint("p", i)
		}
		return strings.Join(paths, ",")
	}
	levels := func(n int) string { return strings.Repeat("a/", n-1) + "a" }
	for name, value := range map[string]string{
		"8 KiB": strings.Repeat("a", 8<<10), "8 KiB once decoded": strings.Repeat("a", 6<<10) + url.QueryEscape(strings.Repeat("é", 1<<10)),
		"256 paths": list(256), "256 paths and empty ones": "," + strings.ReplaceAll(list(256), ",", ",, ,"), "32 levels": levels(32),
	} {
		t.Run(name, func(t *testing.T) {
			if _, resp := s.passed(t, request("?$select="+strings.ReplaceAll(value, " ", "+"), "{}")); !strings.HasPrefix(resp.body, `{"Id":null`) {
				t.Errorf("came back %s", resp.body)
			}
		})
	}
	for name, query := range map[string]string{
		"over 8 KiB": "?$select=" + strings.Repeat("a", 8<<10+1), "over 8 KiB, joined": "?$select=" + strings.Repeat("a", 4<<10) + "&$select=" + strings.Repeat("a", 4<<10),
		"over 8 KiB of blanks": "?$select=" + strings.Repeat("+", 8<<10+1), "257 paths": "?$select=" + list(257),
		"257 paths, joined": "?$select=" + list(200) + "&$select=" + list(57), "33 levels": "?$select=Id," + levels(33),
		"a bare %": "?$select=%", "half": "?$select=Name%2", "no digits": "?$select=%zzName", "in the second": "?$select=Name&%24select=%g0",
		"behind everything": "?$select=*,%",
	} {
		t.Run(name, func(t *testing.T) { s.refused(t, request(query, "{}"), 400, "malformed-select") })
	}
}
