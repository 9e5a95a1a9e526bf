package caddymodule

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
)

var update = flag.Bool("update", false, "write what the adapter gives into the golden files")

const goldenLine = "----------"

// Each file has a Caddyfile, a line of dashes, and the adapted JSON or a part of the error (contract section 1).
func TestAdapt(t *testing.T) {
	files, err := filepath.Glob("testdata/adapt/*.caddyfiletest")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden files (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".caddyfiletest"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			caddyfile, want, _ := strings.Cut(string(text), goldenLine+"\n")
			got, failed := adapted(caddyfile)
			if strings.HasPrefix(filepath.Base(file), "error_") {
				if want = strings.TrimSpace(want); failed == nil || want == "" || !strings.Contains(failed.Error(), want) {
					t.Errorf("adapting gave the error %v, which is to have: %s", failed, want)
				}
				return
			}
			if failed != nil {
				t.Fatal(failed)
			}
			if *update {
				if err := os.WriteFile(file, []byte(caddyfile+goldenLine+"\n"+got+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != strings.TrimSpace(want) {
				t.Errorf("adapted to\n%s", got)
			}
			// The adapted JSON provisions to the same configuration.
			if err := caddy.Validate(configOf(t, got)); err != nil {
				t.Error(err)
			}
		})
	}
}

func adapted(caddyfile string) (string, error) {
	config, _, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(caddyfile), map[string]any{"filename": "Caddyfile"})
	if err != nil {
		return "", err
	}
	var pretty bytes.Buffer
	err = json.Indent(&pretty, config, "", "\t")
	return pretty.String(), err
}

func configOf(t *testing.T, text string) *caddy.Config {
	t.Helper()
	config := new(caddy.Config)
	if err := json.Unmarshal([]byte(text), config); err != nil {
		t.Fatal(err)
	}
	return config
}

// validated reports what is wrong with a JSON configuration of the guard, given without its braces.
func validated(t *testing.T, guard string) error {
	t.Helper()
	return caddy.Validate(configOf(t, `{"admin":{"disabled":true},"logging":{"logs":{"default":{"writer":{"output":"discard"}}}},`+
		`"apps":{"http":{"servers":{"s":{"listen":["127.0.0.1:0"],"routes":[{"handle":[`+
		`{"handler":"update_batch_task",`+guard+`}]}]}}}}}`))
}

// A JSON configuration is checked like a Caddyfile.
func TestJSONThatIsRefused(t *testing.T) {
	for _, tc := range []struct{ name, guard, says string }{
		{"unknown mode", `"select":"remove"`, `invalid select "remove": must be one of null, omit, off`},
		{"unknown field", `"color":"red"`, `unknown field "color"`},
		{"unknown nested field", `"xsrf":{"color":"red"}`, `unknown field "color"`},
		{"no scheme and no token", `"schemes":[],"xsrf":{"off":true}`, "no request could pass"},
		{"updatable identity", `"updatable":["ID"]`, `"ID" is both identity and updatable`},
		{"negative limit", `"max_request_body":-1`, "max_request_body -1"},
		{"unknown zone", `"timezone":{"zones":[{"code":"A","zone":"Europe/Atlantis"}]}`, "Europe/Atlantis"},
		{"unknown base", `"timezone":{"base":"Europe/Atlantis"}`, "Europe/Atlantis"},
		{"unknown base, with a catalog", `"timezone":{"base":"Europe/Atlantis","catalog":"testdata/catalog.json"}`, "timezone base: "},
		{"unknown zone to ask for", `"timezone":{"ask":"Europe/Atlantis"}`, `timezone ask: unknown time zone "Europe/Atlantis"`},
		{"offsets alone to ask for", `"timezone":{"ask":" includetzoffset, "}`, "names no zone"},
		{"nothing to ask for", `"timezone":{"ask":" "}`, "names no zone"},
		{"two lines to ask for", `"timezone":{"ask":"NO\r\nX: y"}`, "timezone ask: unknown time zone"},
		{"a zone to ask for that the catalog lacks", `"timezone":{"ask":"X7","catalog":"testdata/catalog.json"}`, "timezone ask: "},
		{"no such catalog", `"timezone":{"catalog":"testdata/no-such-file.json"}`, "no-such-file.json"},
		{"a catalog of no JSON", `"timezone":{"catalog":"caddyfile_test.go"}`, "timezone catalog caddyfile_test.go: the file is not valid JSON"},
		{"a catalog of an unknown zone", `"timezone":{"catalog":"testdata/catalog_unknown_zone.json"}`, `timezone catalog testdata/catalog_unknown_zone.json: item 1 (id "2", name "Atlantis")`},
		{"blank app token", `"app_token":" "`, "app_token is blank"},
		{"app token of two lines", `"app_token":"a\r\nX: y"`, "app_token"},
		{"nothing updatable", `"updatable":[]`, "updatable is empty"},
		{"no date-times", `"date_times":[]`, "date_times is empty"},
		{"no paths", `"paths":[]`, "paths is empty"},
		{"xsrf off with a header", `"xsrf":{"off":true,"header":"X"}`, "xsrf is off"},
		{"xsrf off with a cookie", `"xsrf":{"off":true,"cookie":"X"}`, "xsrf is off"},
		{"xsrf off with a cookie required", `"xsrf":{"off":true,"require_cookie":true}`, "xsrf is off"},
		{"realm of two lines", `"realm":"a\r\nX: y"`, "control character"},
		{"no path", `"paths":[""]`, "does not name an operation"},
		{"only wildcards", `"paths":["/*"]`, "other than *"},
		{"xsrf header with a dot", `"xsrf":{"header":"X.CSRF"}`, "Caddy drops such headers"},
		{"xsrf header with an underscore", `"xsrf":{"header":"X_CSRF"}`, "Caddy drops such headers"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := validated(t, tc.guard); err == nil || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("loading gave the error %v, which is to have: %s", err, tc.says)
			}
		})
	}
	t.Run("only tokens may pass", func(t *testing.T) {
		g := Guard{Schemes: new([]string)}
		g.setDefaults()
		if err := g.check(); err != nil {
			t.Error(err)
		}
	})
}

// A guard without a block is the same as one with all defaults of the contract written out.
func TestDefaultsAreThoseOfTheContract(t *testing.T) {
	whole := new(Guard)
	if err := json.Unmarshal([]byte(guardOf(t, `
		path /api/v1/Agents/Batch/UpdateBatchTask
		installation any
		realm "SuperOffice WebAPI"
		xsrf {
			header X-XSRF-TOKEN
			cookie XSRF-TOKEN
		}
		identity Id
		updatable State Description Response Request
		non_updatable strip
		stripped_header X-Stripped-Properties
		date_times LastStarted Created
		select null
		timezone {
			mode convert
			base UTC
			unknown reject
		}
		max_request_body 1MiB
		max_response_body 16MiB
		errors problem`)), whole); err != nil {
		t.Fatal(err)
	}
	bare := new(Guard)
	bare.setDefaults()
	got, _ := json.Marshal(bare)   // plain data can be marshaled
	want, _ := json.Marshal(whole) // plain data can be marshaled
	if string(got) != string(want) {
		t.Errorf("defaults\n%s\nof the contract\n%s", got, want)
	}
}

// guardOf returns the guard's JSON for the options of a block.
func guardOf(t *testing.T, options string) string {
	t.Helper()
	config, err := adapted(":8080 {\n\tupdate_batch_task {\n" + options + "\n\t}\n}\n")
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Apps struct {
			HTTP struct {
				Servers map[string]struct {
					Routes []struct{ Handle []json.RawMessage }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(config), &c); err != nil {
		t.Fatal(err)
	}
	return string(c.Apps.HTTP.Servers["srv0"].Routes[0].Handle[0])
}

// Every option of the Caddyfile takes effect. A golden file has the JSON of each; here they work together.
func TestEveryOptionWorks(t *testing.T) {
	t.Setenv("SO_APP_TOKEN", "app")
	s := startSite(t, `path /batch/update
		installation online
		schemes bearer SoTicket
		realm "Our CRM"
		xsrf {
			header X-CSRF
			cookie csrf
			require_cookie
		}
		app_token {env.SO_APP_TOKEN}
		require_app_token
		identity Key
		updatable State Name
		stripped_header X-Gone
		date_times LastStarted
		select omit
		timezone {
			base NO
			utc Created
			unknown ignore
			zone HQ America/New_York
			ask "NO, includeTZOffset"
		}
		max_request_body 100
		max_response_body 200`)
	s.upstream.answers(jsonResponse(`{"Key":1,"Created":"2018-12-24T12:00:00","LastStarted":"2018-12-24T12:00:00","Name":"n"}`))
	raw := rawRequest("POST", "/x/Batch/Update?$select=Key,Created,LastStarted", `{"Key":1,"Name":"n","Id":2}`, jsonType,
		"X-CSRF: a", "Cookie: csrf=a", "SO-TimeZone: hq,includeTZOffset")
	got, resp := s.passed(t, raw)
	if got.body != `{"Key":1,"Name":"n"}` || got.header.Get("SO-AppToken") != "app" || got.header.Get("SO-TimeZone") != "NO, includeTZOffset" {
		t.Errorf("arrived %s\n\n%s", got.head, got.body)
	}
	if resp.body != `{"Key":1,"Created":"2018-12-24T11:00:00Z","LastStarted":"2018-12-24T06:00:00-05:00"}` || resp.header.Get("X-Gone") != "Id" {
		t.Errorf("came back %v %s", resp.header, resp.body)
	}
	resp = s.refused(t, rawRequest("POST", "/batch/update", "{}", jsonType, "Authorization: Basic YTpi"), http.StatusUnauthorized, "unsupported-scheme")
	if h := strings.Join(resp.header["Www-Authenticate"], "|"); h != `Bearer realm="Our CRM"|SoTicket realm="Our CRM"` {
		t.Errorf("challenges %s", h)
	}
}
