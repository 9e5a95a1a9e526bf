package caddymodule

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
)

// The logs (contract section 7).

// logged is a site that writes all its logs to a file.
type logged struct {
	*site
	file string
}

// startLogged runs Caddy with logs of all levels in one file. options are those of the guard.
func startLogged(t *testing.T, options, siteLines string) logged {
	t.Helper()
	file := filepath.Join(t.TempDir(), "caddy.log")
	return logged{startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output file `+file+`
		format json
		level DEBUG
	}
}
GUARD {
	log
	update_batch_task {
		`+options+`
	}
	`+siteLines+`
	reverse_proxy UPSTREAM
}
`), file}
}

// accesses sends requests one after another and returns their entries in the access log. Caddy writes an entry after the
// response, so accesses waits for each one before it continues.
func (l logged) accesses(t *testing.T, requests ...string) []map[string]any {
	t.Helper()
	const logger = "http.log.access"
	for i, raw := range requests {
		l.send(raw)
		for deadline := time.Now().Add(10 * time.Second); len(l.read(t, logger)) <= i && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
	}
	return l.entries(t, logger)
}

// entries stops Caddy and returns the log entries of one logger.
func (l logged) entries(t *testing.T, logger string) []map[string]any {
	t.Helper()
	if err := caddy.Stop(); err != nil {
		t.Fatal(err)
	}
	return l.read(t, logger)
}

// read returns the log entries of one logger.
func (l logged) read(t *testing.T, logger string) (list []map[string]any) {
	t.Helper()
	f, err := os.Open(l.file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		entry := map[string]any{}
		if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
			t.Fatalf("%v in %s", err, lines.Text())
		}
		if name, _ := entry["logger"].(string); name == logger || strings.HasPrefix(name, logger+".") {
			list = append(list, entry)
		}
	}
	return list
}

func TestModuleLogs(t *testing.T) {
	s := startLogged(t, "max_response_body 1000", "")
	gone := `{"Id":1,"Name":"n","x y":2}`
	s.passed(t, request("", `{"Id":1}`)) // nothing to log
	s.passed(t, request("", gone))       // stripped
	s.refused(t, request("", "{"), 400, "malformed-body")
	s.refused(t, rawRequest("POST", operationPath, "{}", jsonType), 401, "missing-credential")
	s.upstream.answers(jsonResponse(`{"Id":1,}`)) // not reshaped
	s.passed(t, request(byName, "{}"))
	s.upstream.answers(jsonResponse(`{"Id":1}` + strings.Repeat(" ", 1000)))
	s.passed(t, request(byName, "{}"))
	s.upstream.answers(sampleResponseHead + "Content-Encoding: exi\r\nContent-Length: 2\r\n\r\n{}")
	s.passed(t, request(byName, "{}"))
	s.upstream.answers(jsonResponse(`{"Message":"no"}`)) // untouched
	s.passed(t, request(byName, "{}"))

	var got []string
	for _, entry := range s.entries(t, "http.handlers.update_batch_task") {
		got = append(got, fmt.Sprintf("%v: %v %v %v", entry["level"], entry["msg"], entry["reason"], entry["stripped"]))
	}
	want := []string{
		"debug: stripped properties that can't be updated <nil> Name, +1",
		"info: rejected request malformed-body <nil>",
		"info: rejected request missing-credential <nil>",
		"warn: answer passed unreshaped malformed <nil>",
		"warn: answer passed unreshaped too-large <nil>",
		"warn: answer passed unreshaped content-coding <nil>",
	}
	if len(got) != len(want) {
		t.Fatalf("logged\n%s", strings.Join(got, "\n"))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("logged %q, want %q", got[i], want[i])
		}
	}
}

func TestAccessLog(t *testing.T) {
	s := startLogged(t, "", "")
	s.upstream.answers(jsonResponse(task))
	entries := s.accesses(t,
		request("?%24select=Name%2CId&$select=State", `{"Id":1,"Name":"n","Created":2}`, "SO-TimeZone: us-ny,includeTZOffset"),
		rawRequest("POST", operationPath, "{}", jsonType, "X-XSRF-TOKEN: a"),
		rawRequest("POST", operationPath, "{}", jsonType, "Authorization: BASIC YTpi", "SO-TimeZone: includeTZOffset"),
		rawRequest("POST", operationPath, "{", jsonType, "Authorization: bearer 8A:a"),
		rawRequest("POST", operationPath, "{}", jsonType),
		rawRequest("POST", "/other", "{}", jsonType, ticket),
		rawRequest("GET", operationPath, "", ticket),
	)
	want := []string{
		`200 map[scheme:SoTicket select:Name,Id,State stripped:Name, Created timezone:America/New_York]`,
		`200 map[scheme:XSRF select: stripped: timezone:]`,
		`200 map[scheme:Basic select: stripped: timezone:UTC]`,
		`400 map[scheme:Bearer select: stripped: timezone:]`,
		`401 map[scheme: select: stripped: timezone:]`,
		`200 <nil>`,
		`200 <nil>`,
	}
	if len(entries) != len(want) {
		t.Fatalf("%d entries", len(entries))
	}
	for i, entry := range entries {
		if got := fmt.Sprintf("%v %v", entry["status"], entry["update_batch_task"]); !strings.HasPrefix(got, want[i]) {
			t.Errorf("logged %s, want %s", got, want[i])
		}
	}
}

// A guard inside another one, with nothing to do, does not change what the other reported.
func TestAccessLogOfTwoGuards(t *testing.T) {
	s := startLogged(t, "", "update_batch_task")
	s.upstream.answers(jsonResponse(task))
	if n := strings.Count(string(s.config), `"handler":"update_batch_task"`); n != 2 {
		t.Fatalf("%d guards", n)
	}
	entries := s.accesses(t, request(byName, `{"Id":1,"Created":2}`, "SO-TimeZone: NO"))
	if len(entries) != 1 {
		t.Fatalf("%d entries", len(entries))
	}
	const want = `map[scheme:SoTicket select:Name stripped:Created timezone:Europe/Oslo]`
	if got := fmt.Sprint(entries[0]["update_batch_task"]); got != want {
		t.Errorf("logged %s, want %s", got, want)
	}
}

func TestPlaceholders(t *testing.T) {
	s := startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
}
GUARD {
	update_batch_task
	reverse_proxy UPSTREAM {
		header_up X-Seen "{http.vars.update_batch_task.scheme}|{http.vars.update_batch_task.stripped}|{http.vars.update_batch_task.select}|{http.vars.update_batch_task.timezone}"
	}
}
`)
	for raw, want := range map[string]string{
		request("?$select=Id%2FMask", `{"Name":1}`, "SO-TimeZone: NO"): "SoTicket|Name|Id/Mask|Europe/Oslo",
		request("", `{}`): "SoTicket|||",
		rawRequest("POST", operationPath, "{}", jsonType, "X-XSRF-TOKEN: a", "SO-TimeZone: +0130"): "XSRF|||+01:30",
		rawRequest("POST", "/other", "{}", jsonType, ticket):                                       "|||",
	} {
		got, _ := s.passed(t, raw)
		if seen := got.header.Get("X-Seen"); seen != want {
			t.Errorf("%q, want %q", seen, want)
		}
	}
}

// They are set for every request that the guard handles, possibly to an empty text, so that the site's matchers can compare
// them.
func TestPlaceholdersOfEveryRequest(t *testing.T) {
	for name, guards := range map[string]string{
		"one guard":  "update_batch_task {\nerrors caddy\n}\n",
		"two guards": "update_batch_task {\nerrors caddy\n}\nupdate_batch_task {\nerrors caddy\n}\n",
	} {
		t.Run(name, func(t *testing.T) {
			s := startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
}
GUARD {
	`+guards+`
	@stripped expression `+"`"+`{http.vars.update_batch_task.stripped} != ""`+"`"+`
	@plain expression `+"`"+`{http.vars.update_batch_task.stripped} == "" && {http.vars.update_batch_task.select} == "" && {http.vars.update_batch_task.timezone} == ""`+"`"+`
	@ticket expression `+"`"+`{http.vars.update_batch_task.scheme}.startsWith("SoT")`+"`"+`
	handle @stripped {
		respond stripped
	}
	handle @plain {
		handle @ticket {
			respond plain
		}
	}
	handle_errors {
		@none expression `+"`"+`{http.vars.update_batch_task.scheme} == "" && {http.vars.update_batch_task.stripped} == ""`+"`"+`
		respond @none none {err.status_code}
		respond {http.vars.update_batch_task.scheme} {err.status_code}
	}
}
`)
			for _, tc := range []struct {
				raw, body string
				status    int
			}{
				{request("", `{"Id":1,"Name":"n"}`), "stripped", 200},
				{request("", `{"Id":1}`), "plain", 200},
				{request("?$select=Id", `{"Id":1}`), "", 200},
				{request("", `{"Id":1}`, "SO-TimeZone: NO"), "", 200},
				{rawRequest("POST", operationPath, "{}", jsonType), "none", 401},
				{request("", "{"), "SoTicket", 400},
				{request("", "", "Content-Length: 9999999999"), "SoTicket", 413},
			} {
				if resp := s.send(tc.raw); resp.status != tc.status || resp.body != tc.body {
					t.Errorf("%.200q: response %d %q, want %d %q", tc.raw, resp.status, resp.body, tc.status, tc.body)
				}
			}
		})
	}
}
