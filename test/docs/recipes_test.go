package docs

import (
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// recipe runs the Caddyfile under a heading of the recipes and returns the address of its site, on the loopback interface.
// Pairs of replacements substitute the hosts that it names.
func recipe(t *testing.T, heading, site string, replacements ...string) string {
	t.Helper()
	_, section, found := strings.Cut(originalPages["docs/recipes.md"], "\n## "+heading+"\n")
	if !found {
		t.Fatalf("there is no recipe %q", heading)
	}
	text := ""
	for _, b := range blocks(section) {
		if b.language == "caddyfile" {
			text = b.text
			break
		}
	}
	address := freeaddr.New(t)
	_, port, _ := net.SplitHostPort(address)
	text = strings.Replace(text, "{\n", "{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n", 1)
	text = strings.Replace(text, "\n"+site+" {\n", "\nhttp://:"+port+" {\n\tbind 127.0.0.1\n", 1)
	text = strings.Replace(text, "\tlog {\n\t\tformat", "\tlog {\n\t\toutput discard\n\t\tformat", 1)
	text = strings.NewReplacer(replacements...).Replace(text)
	config, _, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(text), map[string]any{"filename": "Caddyfile"})
	if err != nil {
		t.Fatal(err)
	}
	if err := caddy.Load(config, true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = caddy.Stop() })
	return address
}

// api runs a server that responds to every request with its method, path and body, and returns its address.
func api(t *testing.T, serve func(http.Handler) *httptest.Server, header http.Header) string {
	t.Helper()
	server := serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		maps.Copy(w.Header(), header)
		w.Header().Set("X-Host", r.Host)
		fmt.Fprintf(w, "%s %s %s", r.Method, r.RequestURI, body)
	}))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// call sends a request with a ticket and returns the response with its body.
func call(t *testing.T, address, method, target, body string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, "http://"+address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.URL.Opaque = target
	r.Header.Set("Authorization", "SoTicket 7T:abc123==")
	r.Header.Set("Content-Type", "application/json")
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(text)
}

func TestRecipeForSeveralTenants(t *testing.T) {
	first, second := api(t, httptest.NewTLSServer, nil), api(t, httptest.NewTLSServer, nil)
	t.Setenv("SO_APP_TOKEN", "token")
	address := recipe(t, "Several tenants of Online", "gateway.example.com", "online3.superoffice.com", first,
		"online2.superoffice.com", second, "{tenant_host}:443", "{tenant_host}", "\t\t\ttls\n", "\t\t\ttls_insecure_skip_verify\n")
	const operation = "/api/v1/Agents/Batch/UpdateBatchTask"
	for tenant, host := range map[string]string{"Cust12345": first, "Cust67890": second} {
		resp, body := call(t, address, "POST", "/"+tenant+operation, `{"Id":1,"Name":"n"}`)
		if want := "POST /" + tenant + operation + ` {"Id":1}`; resp.StatusCode != 200 || body != want || resp.Header.Get("X-Host") != host {
			t.Errorf("%s: %d %q at %s", tenant, resp.StatusCode, body, resp.Header.Get("X-Host"))
		}
	}
	for _, target := range []string{"/Cust1" + operation, operation, "/Cust12345x/", "//Cust12345" + operation, "/"} {
		if resp, body := call(t, address, "POST", target, `{}`); resp.StatusCode != 404 {
			t.Errorf("%s: %d %q", target, resp.StatusCode, body)
		}
	}
}

func TestRecipeForPagesOfAnotherOrigin(t *testing.T) {
	const origin, operation = "https://app.example.com", "/api/v1/Agents/Batch/UpdateBatchTask"
	upstream := api(t, httptest.NewServer, http.Header{
		"Access-Control-Allow-Origin": {"*"}, "Access-Control-Expose-Headers": {"Date"}, "Vary": {"Accept"},
	})
	address := recipe(t, "Pages of another origin", "crm.example.com", "netserver.internal:80", upstream)
	check := func(t *testing.T, resp *http.Response, status int) {
		t.Helper()
		h := resp.Header
		if resp.StatusCode != status || len(h["Access-Control-Allow-Origin"]) != 1 || h.Get("Access-Control-Allow-Origin") != origin {
			t.Errorf("%d, for %q", resp.StatusCode, h["Access-Control-Allow-Origin"])
		}
		if status != 502 && (len(h["Access-Control-Expose-Headers"]) != 1 || !strings.Contains(h.Get("Access-Control-Expose-Headers"), "X-Stripped-Properties")) {
			t.Errorf("exposed %q", h["Access-Control-Expose-Headers"])
		}
	}
	resp, body := call(t, address, "POST", operation, `{"Id":1,"Name":"n"}`, "Origin: "+origin)
	check(t, resp, 200)
	if !strings.HasSuffix(body, `{"Id":1}`) || resp.Header.Get("X-Stripped-Properties") != "Name" {
		t.Errorf("%q, stripped %q", body, resp.Header.Get("X-Stripped-Properties"))
	}
	resp, _ = call(t, address, "POST", operation, `{"Id":1`, "Origin: "+origin)
	check(t, resp, 400)
	resp, _ = call(t, address, "POST", operation, `{}`, "Origin: "+origin, "Authorization: Negotiate x")
	check(t, resp, 401)
	resp, body = call(t, address, "GET", "/api/v1/Contact/1", "", "Origin: "+origin)
	check(t, resp, 200)
	if body != "GET /api/v1/Contact/1 " {
		t.Errorf("%q", body)
	}
	resp, body = call(t, address, "OPTIONS", operation, "", "Origin: "+origin, "Access-Control-Request-Method: POST", "Authorization: ")
	check(t, resp, 204)
	for _, name := range []string{"Authorization", "Content-Type", "SO-TimeZone"} {
		if !strings.Contains(resp.Header.Get("Access-Control-Allow-Headers"), name) {
			t.Errorf("allowed headers %q", resp.Header.Get("Access-Control-Allow-Headers"))
		}
	}
	if body != "" || !strings.Contains(resp.Header.Get("Access-Control-Allow-Methods"), "POST") {
		t.Errorf("%q, allowed methods %q", body, resp.Header.Get("Access-Control-Allow-Methods"))
	}
	if resp, _ = call(t, address, "POST", operation, `{`, "Origin: https://elsewhere.example.com"); resp.Header["Access-Control-Allow-Origin"] != nil {
		t.Errorf("another origin gets %q", resp.Header)
	}
	t.Run("API down", func(t *testing.T) {
		address := recipe(t, "Pages of another origin", "crm.example.com", "netserver.internal:80", "127.0.0.1:1")
		resp, _ := call(t, address, "POST", operation, `{"Id":1}`, "Origin: "+origin)
		check(t, resp, 502)
	})
}

func TestRecipeForOnlyTheFourProperties(t *testing.T) {
	address := recipe(t, "Only the four properties by whatever route", "crm.example.com", "netserver.internal:80", api(t, httptest.NewServer, nil))
	const sent, stripped = `{"Id":1,"Name":"n","State":"s"}`, `{"Id":1,"State":"s"}`
	for _, tc := range []struct {
		method, target string
		arrives        string // the body, or "no" if it is refused
	}{
		{"POST", "/api/v1/Agents/Batch/UpdateBatchTask", stripped},
		{"POST", "/Cust12345/api/v1/agents/batch/updateBatchTask?$select=Id", stripped},
		{"PUT", "/api/v1/BatchTask/5", stripped},
		{"PUT", "/SuperOffice/api/v1/batchtask/123", stripped},
		{"GET", "/api/v1/BatchTask/5", sent},
		{"POST", "/api/v1/Contact", sent},
		{"PUT", "/api/v1/Contact/5", sent},
		{"POST", "/api/v1/Agents/Description/Text", sent},

		{"POST", "/api/v1/BatchTask", "no"},
		{"POST", "/api/v1/BatchTask/5/Stop", "no"},
		{"DELETE", "/api/v1/BatchTask/5", "no"},
		{"PATCH", "/api/v1/BatchTask/5", "no"},
		{"POST", "/api/v1/Agents/Batch/StartBatchJob", "no"},
		{"POST", "/api/v1/Agents/Batch/StopBatchJob", "no"},
		{"POST", "/api/v1/Agents/Batch/DeleteBatchTask", "no"},
		{"POST", "/api/v1/Agents/Batch/DeleteBatchTasks", "no"},
		{"POST", "/api/v1/Agents/BLOB/CleanupBatchTask", "no"},
		{"POST", "/Remote/Services84/Batch.svc", "no"},
		{"POST", "/Cust12345/remote/services88/BATCH.SVC", "no"},
		{"POST", "/api/v1/Agents/CRMScript/ExecuteScriptByString", "no"},

		{"POST", "/api/v1/Agents/Batch/Delete%42atchTask", "no"},
		{"POST", "/api/v1/Agents/Batch/Delete%2542atchTask", "no"},
		{"POST", "/api/v1/Agents/Batch/DeleteBa(S(x))tchTask", "no"},
		{"POST", "/api/v1/Agents/Batch\\DeleteBatchTask%20", "no"},
		{"POST", "/api/v1//BatchTask;v=1", "no"},
		{"PUT", "/api/v1/BatchTask/5;v=1", "no"},
		{"PUT", "/api/v1/BatchTask/5%3Fx", "no"},
		{"POST", "/api/v1/Agents/Batch/UpdateBatchTask/5", "no"},
	} {
		resp, body := call(t, address, tc.method, tc.target, sent, "X-HTTP-Method-Override: DELETE", "X-HTTP-Method: DELETE")
		if tc.arrives == "no" {
			if resp.StatusCode != 403 || body != "" {
				t.Errorf("%s %s: %d %q", tc.method, tc.target, resp.StatusCode, body)
			}
		} else if want := tc.method + " " + tc.target + " " + tc.arrives; resp.StatusCode != 200 || body != want {
			t.Errorf("%s %s: %d %q", tc.method, tc.target, resp.StatusCode, body)
		}
	}
}
