package caddymodule

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"

	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

const (
	theOptions = "the options of update_batch_task are path, installation, schemes, realm, xsrf, app_token, require_app_token, " +
		"identity, updatable, non_updatable, stripped_header, date_times, select, timezone, max_request_body, max_response_body, errors"
	zonesHint = " (caddy update-batch-task timezones <part of the name> finds zones)"
	merge     = "with other settings, and requests may pass through both: merge them, or give each its own path"
)

// wrongConfigurations are wrong, or probably so, with the error or warning for each and its line (contract section 1). They
// are the options of a guard on line 2 of the Caddyfile, so the first one is on line 3.
var wrongConfigurations = []struct{ options, want string }{
	// Unknown options.
	{"updateable State", "unrecognized option 'updateable'; did you mean 'updatable'?; " + theOptions + ", at Caddyfile:3"},
	{"date_time Created", "unrecognized option 'date_time'; did you mean 'date_times'?; " + theOptions + ", at Caddyfile:3"},
	{"max_body 1MiB", "unrecognized option 'max_body'; " + theOptions + ", at Caddyfile:3"},
	{"base NO", "unrecognized option 'base'; it belongs in the timezone block; " + theOptions + ", at Caddyfile:3"},
	{"require_cookie", "unrecognized option 'require_cookie'; it belongs in the xsrf block; " + theOptions + ", at Caddyfile:3"},
	{"xsrf {\nheaders X\n}", "unrecognized xsrf option 'headers'; did you mean 'header'?; the options of xsrf are header, cookie, require_cookie, at Caddyfile:4"},
	{"timezone {\nselect omit\n}", "unrecognized timezone option 'select'; it is an option of update_batch_task itself, outside the timezone block; " +
		"the options of timezone are mode, base, utc, unknown, catalog, zone, ask, at Caddyfile:4"},
	// The name with its value, which may be a secret and is not shown.
	{"app_token=topsecret", "unrecognized option 'app_token…'; did you mean 'app_token'?; " + theOptions + ", at Caddyfile:3"},
	{"app-token: topsecret", "unrecognized option 'app-token…'; did you mean 'app_token'?; " + theOptions + ", at Caddyfile:3"},
	{"xsrf {\napp_token:topsecret\n}", "unrecognized xsrf option 'app_token…'; it is an option of update_batch_task itself, outside the xsrf block; " +
		"the options of xsrf are header, cookie, require_cookie, at Caddyfile:4"},
	{`"7T:topsecret"`, "unrecognized option '…'; " + theOptions + ", at Caddyfile:3"},
	// Values.
	{"installation on-site", `invalid installation "on-site": must be one of any, onsite, online, at Caddyfile:3`},
	{"schemes Basic,Bearer", `invalid scheme "Basic,Bearer": must be one of Basic, SoTicket, Bearer, at Caddyfile:3`},
	{"schemes Negotiate", `invalid scheme "Negotiate": must be one of Basic, SoTicket, Bearer, at Caddyfile:3`},
	{"select none", `invalid select "none": must be one of null, omit, off, at Caddyfile:3`},
	{"timezone Europe/Oslo", `invalid timezone mode "Europe/Oslo": must be one of convert, upstream, off, at Caddyfile:3`},
	{"non_updatable", "option non_updatable needs a value, at Caddyfile:3"},
	{"realm My CRM", "option realm takes one value, which is not empty; quote it if it has blanks, at Caddyfile:3"},
	{"app_token topsecret x", "option app_token takes one value, which is not empty; quote it if it has blanks, at Caddyfile:3"},
	{"app_token {$NO_SUCH_VARIABLE}", "option app_token needs a value, at Caddyfile:3"},
	{`app_token ""`, "option app_token takes one value, which is not empty; quote it if it has blanks, at Caddyfile:3"},
	{"require_app_token on", "option require_app_token takes no value here, at Caddyfile:3"},
	{"select omit {\n}", "option select takes no block, at Caddyfile:3"},
	{"timezone", "option timezone needs a value or a block, at Caddyfile:3"},
	{"xsrf on", "xsrf takes 'off' or a block, not 'on', at Caddyfile:3"},
	{"realm a\nrealm b", "option realm is given twice, at Caddyfile:4"},
	{"max_request_body 2GiB", "size '2GiB' is not between 1 byte and 1.0 GiB, at Caddyfile:3"},
	{"max_response_body lots", "size 'lots' is not between 1 byte and 1.0 GiB, at Caddyfile:3"},
	{"stripped_header Content-Type", `stripped_header "Content-Type" is invalid: it must be a header name that has no other meaning, at Caddyfile:3`},
	{"xsrf {\nheader X_XSRF\n}", `xsrf header "X_XSRF" has a '_': Caddy drops such headers from requests, at Caddyfile:4`},
	{"path api/v1/Batch", `path "api/v1/Batch" does not name an operation: it must begin with / and have a segment, at Caddyfile:3`},
	// Properties.
	{"updatable State,Description", `"State,Description" is not the name of a property, which has no blanks or commas, at Caddyfile:3`},
	{`updatable "State Description"`, `"State Description" is not the name of a property, which has no blanks or commas, at Caddyfile:3`},
	{"updatable State BatchTaskInfo", "BatchTaskInfo holds the properties; it is not one itself, at Caddyfile:3"},
	{"realm x\nupdatable id State", `property "id" is both identity and updatable, at Caddyfile:4`},
	{"updatable Staet Description", `warning: updatable names "Staet", which SuperOffice does not document; did you mean State?, at Caddyfile:3`},
	{"realm x\ndate_times Created LastStart", `warning: date_times names "LastStart", which SuperOffice does not document; did you mean LastStarted?, at Caddyfile:4`},
	{"identity TaskId", `warning: identity names "TaskId", which SuperOffice does not document, at Caddyfile:3`},
	{"timezone {\nutc Createt\n}", `warning: timezone utc names "Createt", which SuperOffice does not document; did you mean Created?, at Caddyfile:4`},
	// Time zones.
	{"timezone {\nbase Europe/Olso\n}", `timezone base: unknown time zone "Europe/Olso"; did you mean Europe/Oslo?` + zonesHint + ", at Caddyfile:4"},
	{"timezone {\nbase Norway\n}", `timezone base: unknown time zone "Norway"; did you mean Europe/Oslo?` + zonesHint + ", at Caddyfile:4"},
	{"timezone {\nbase US\n}", `timezone base: "US" has several time zones: name one of its regions (such as US-NY, US-IL, US-CO, US-CA) ` +
		"or an IANA name (such as America/New_York), at Caddyfile:4"},
	{"timezone {\nbase Australia\n}", `timezone base: "Australia" has several time zones: name one of its regions (such as AU-NSW, AU-VIC, AU-QLD, AU-WA) ` +
		"or an IANA name (such as Australia/Sydney), at Caddyfile:4"},
	{"timezone {\nask includeTZOffset\n}", `timezone ask "includeTZOffset" names no zone: without one the API responds in a zone of its choice, at Caddyfile:4`},
	{"timezone {\nask \"Nowhere, includeTZOffset\"\n}", `timezone ask: unknown time zone "Nowhere"` + zonesHint + ", at Caddyfile:4"},
	{"timezone {\nzone HQ Europe/Londn\n}", `timezone zone HQ Europe/Londn: the tz database (VERSION) has no zone "Europe/Londn"; did you mean Europe/London?` + zonesHint + ", at Caddyfile:4"},
	{"timezone {\nzone HQ\n}", "option timezone zone takes a code and a zone of the tz database, at Caddyfile:4"},
	{"timezone {\ncatalog https://user:topsecret@crm.example.com/api/v1/MDOList/timezoneiana\n}", "timezone catalog: a URL, not a file, at Caddyfile:4"},
	{"timezone {\ncatalog testdata/catalog_empty.json\n}", "timezone catalog testdata/catalog_empty.json: the file has no active time zones: " +
		"save it from the API's GET /api/v1/MDOList/timezoneiana?additional=%5Ball%5D, at Caddyfile:4"},
	{"timezone {\ncatalog testdata/catalog_inactive.json\n}", "timezone catalog testdata/catalog_inactive.json: the file has no active time zones: " +
		"save it from the API's GET /api/v1/MDOList/timezoneiana?additional=%5Ball%5D, at Caddyfile:4"},
	{"timezone {\ncatalog warnings.go\n}", "timezone catalog warnings.go: the file is not valid JSON: line 1, column 1: invalid character 'p' looking for beginning of value, at Caddyfile:4"},
	{"timezone {\nbase NO\ncatalog no-such-file.json\n}", "warning: timezone catalog: open no-such-file.json: no such file or directory, at Caddyfile:5"},
	// A second directive, on line 4.
	{"}\nupdate_batch_task {\nrealm x", "warning: update_batch_task is also at Caddyfile:2, " + merge + ", at Caddyfile:4"},
	{"}\nupdate_batch_task {\nrealm x\n}\nupdate_batch_task {\nrealm y", "warning: update_batch_task is also at Caddyfile:2, " + merge +
		", at Caddyfile:4\nwarning: update_batch_task is also at Caddyfile:2, " + merge + ", at Caddyfile:7"},
	{"}\nhandle {\nupdate_batch_task {\nrealm x\n}", "warning: update_batch_task is also at Caddyfile:2, " + merge + ", at Caddyfile:5"},
}

func TestWrongConfigurations(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	logged := readLog(t, log)
	for _, tc := range wrongConfigurations {
		_, err := adapted(":8080 {\n\tupdate_batch_task {\n" + tc.options + "\n\t}\n}\n")
		var reports []string
		if err != nil {
			reports = append(reports, strings.TrimPrefix(err.Error(), "parsing caddyfile tokens for 'update_batch_task': "))
		}
		for _, warning := range logged() {
			reports = append(reports, "warning: "+warning)
		}
		got := strings.ReplaceAll(strings.Join(reports, "\n"), timezone.DatabaseVersion(), "VERSION")
		t.Logf("%s\n\t→ %s", strings.ReplaceAll(tc.options, "\n", "⏎"), got)
		if got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.options, got, tc.want)
		}
	}
}

// Correct configurations cause no warning.
func TestRightConfigurations(t *testing.T) {
	logged := readLog(t, filepath.Join(t.TempDir(), "log"))
	for _, site := range []string{
		"update_batch_task",
		"update_batch_task {\nupdatable state DESCRIPTION CancellationBehaviour\ndate_times Created\ntimezone {\nutc laststarted\n}\n}",
		"update_batch_task\nupdate_batch_task",
		"update_batch_task\nupdate_batch_task {\ninstallation any\n}",
		"handle /a* {\nupdate_batch_task {\nrealm a\n}\n}\nhandle {\nupdate_batch_task\n}",
		"route {\nupdate_batch_task {\npath /a\n}\nupdate_batch_task {\npath /b\nrealm b\n}\n}",
		"@a method POST\n@b method PUT\nupdate_batch_task @a\nupdate_batch_task @b {\nrealm b\n}",
		"update_batch_task {\npath /api/v1/a/*\n}\nupdate_batch_task {\npath /api/v1/b/*\nrealm b\n}",
		"update_batch_task\n}\n:8081 {\nupdate_batch_task {\nrealm other\n}",
		"update_batch_task\n}\nhttp://a.example:8080 {\nhandle {\nupdate_batch_task {\nrealm other\n}\n}",
	} {
		if _, err := adapted(":8080 {\n" + site + "\n}\n"); err != nil {
			t.Errorf("%s: %v", site, err)
		}
		if warnings := logged(); len(warnings) > 0 {
			t.Errorf("%s: %q", site, warnings)
		}
	}
	for _, site := range []string{
		"update_batch_task @a\nupdate_batch_task @a {\nrealm b\n}",
		"update_batch_task @a\nupdate_batch_task {\nrealm b\n}",
		"route {\nupdate_batch_task\nupdate_batch_task {\nrealm b\n}\n}",
		"update_batch_task {\npath /x/*\n}\nupdate_batch_task {\npath /a/x/y\n}",
	} {
		if _, err := adapted(":8080 {\n@a method POST\n" + site + "\n}\n"); err != nil {
			t.Errorf("%s: %v", site, err)
		}
		if warnings := logged(); len(warnings) != 1 || !strings.Contains(warnings[0], merge) {
			t.Errorf("%s: %q", site, warnings)
		}
	}
}

// A guard in a block that another module parses, with nothing but its tokens.
func TestGuardWithoutBlockState(t *testing.T) {
	for range 2 {
		h := httpcaddyfile.Helper{Dispenser: caddyfile.NewTestDispenser(directive)}
		if _, err := parseCaddyfile(h); err != nil {
			t.Error(err)
		}
	}
}

// readLog makes Caddy log to a file and returns a function that returns the new warnings since its last call.
func readLog(t *testing.T, file string) func() []string {
	t.Helper()
	if err := caddy.Load(caddyconfig.JSON(map[string]any{
		"admin": map[string]any{"disabled": true, "config": map[string]any{"persist": false}},
		"logging": map[string]any{"logs": map[string]any{
			"default": map[string]any{"writer": map[string]string{"output": "file", "filename": file}},
		}},
	}, nil), true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = caddy.Stop() })
	read := 0
	return func() (warnings []string) {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil
		}
		for line := range strings.Lines(string(content[read:])) {
			var entry struct{ Level, Logger, Msg string }
			if json.Unmarshal([]byte(line), &entry) == nil && entry.Level == "warn" && entry.Logger == "http.handlers.update_batch_task" {
				warnings = append(warnings, entry.Msg)
			}
		}
		read = len(content)
		return warnings
	}
}
