package command_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"

	"github.com/caddy-batchtask/caddy-batchtask/internal/explain"
	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// arrived is what has come to the API since it was last asked.
type arrived struct {
	mu   sync.Mutex
	list []*http.Request
	body []string
}

func (a *arrived) take() (*http.Request, string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.list) == 0 {
		return nil, ""
	}
	r, body := a.list[0], a.body[0]
	a.list, a.body = nil, nil
	return r, body
}

const realAnswer = `{"Id":975,"Name":"Import","LastStarted":"2024-10-27T02:30:00","Created":"2024-06-01T12:00:00Z"}`

// What is explained is what happens: the same requests, byte for byte, to a running Caddy with an API behind it.
func TestExplainIsTrue(t *testing.T) {
	var api arrived
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		api.mu.Lock()
		api.list, api.body = append(api.list, r), append(api.body, string(body))
		api.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("ETag", `"v1"`)
		_, _ = io.WriteString(w, realAnswer)
	}))
	defer upstream.Close()
	addr := freeaddr.New(t)
	dir := t.TempDir()
	caddyfile := "{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n\tlog default {\n\t\toutput discard\n\t}\n}\nhttp://:" +
		addr[strings.LastIndexByte(addr, ':')+1:] + " {\n\tbind 127.0.0.1\n\tupdate_batch_task {\n\t\tapp_token secret\n\t\ttimezone {\n\t\t\tbase Europe/Oslo\n\t\t}\n\t}\n\treverse_proxy " +
		upstream.Listener.Addr().String() + "\n}\n"
	writeFile(t, dir, "Caddyfile", caddyfile)
	writeFile(t, dir, "answer.http", "HTTP/1.1 200 OK\nContent-Type: application/json\nEtag: \"v1\"\n\n"+realAnswer)
	config, _, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(caddyfile), map[string]any{"filename": "Caddyfile"})
	if err != nil {
		t.Fatal(err)
	}
	if err := caddy.Load(config, true); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = caddy.Stop() }()

	const path = "/api/v1/Agents/Batch/UpdateBatchTask"
	const ticket, jsonType = "Authorization: SoTicket 7T:abc", "Content-Type: application/json"
	for _, tc := range []struct {
		name, method, target string
		headers              []string
		body                 string
	}{
		{"stripped", "POST", path, []string{ticket, jsonType}, `{"State":1,"BatchTaskInfo":{"Id":1,"Name":2}}`},
		{"selected and converted", "POST", path + "?%24select=LastStarted,id", []string{ticket, jsonType, "SO-TimeZone: 460,includeTZOffset"}, `{"Id":1}`},
		{"nothing asked", "PUT", "/Cust1" + path, []string{ticket, jsonType}, `{"Id":1}`},
		{"patch", "PATCH", path, []string{ticket, "Content-Type: application/json-patch+json"}, `[{"op":"remove","path":"/Name"}, {"op":"remove","path":"/State"}]`},
		{"form", "POST", path, []string{ticket, "Content-Type: application/x-www-form-urlencoded"}, "Id=1&Name=2&State=a+b"},
		{"xml", "POST", path, []string{ticket, "Content-Type: text/xml"}, "<BatchTaskInfo><Id>1</Id> <Name/></BatchTaskInfo>"},
		{"chunked", "POST", path, []string{ticket, jsonType, "Transfer-Encoding: chunked"}, "b\r\n{\"Name\":1} \r\n0\r\n\r\n"},
		{"no body", "POST", path, []string{ticket}, ""},
		{"token and cookie", "POST", path, []string{"X-XSRF-TOKEN: a%20b", "Cookie: x=y; XSRF-TOKEN=a%2520b", "Connection: X-XSRF-TOKEN"}, ""},
		{"token mismatch", "POST", path, []string{"X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=b"}, ""},
		{"no credential", "POST", path, []string{jsonType}, `{}`},
		{"underscore", "POST", path, []string{"X_XSRF_TOKEN: a", jsonType}, `{}`},
		{"dot", "POST", path, []string{"X.XSRF-TOKEN: a", "X-Trace.ID: 1", ticket, jsonType}, `{}`},
		{"two credentials", "POST", path, []string{ticket, ticket}, ``},
		{"wrong type", "POST", path, []string{ticket, "Content-Type: text/plain", "Accept: application/xml"}, `{}`},
		{"twice", "POST", path, []string{ticket, jsonType}, `{"id":1,"ID":2}`},
		{"select", "POST", path + "?$select=%zz", []string{ticket, jsonType}, `{}`},
		{"zone", "POST", path, []string{ticket, "SO-TimeZone: US"}, ``},
		{"encoded path", "POST", "/x/%61pi/v1//Agents/./Batch/updatebatchtask/", []string{jsonType}, `{}`},
		{"get", "GET", path, []string{"X-HTTP-Method-Override: POST"}, ""},
		{"another operation", "POST", "/api/v1/Contact", []string{jsonType}, `{"Name":1}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			raw, err := explain.Compose(tc.method, tc.target, "localhost", tc.headers, []byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			writeFile(t, dir, "request.http", string(raw))
			got := run(t, dir, "", "update-batch-task", "explain", "--request", "request.http", "--response", "answer.http", "--json")
			var report explain.Report
			if err := json.Unmarshal([]byte(got.stdout), &report); err != nil {
				t.Fatalf("%v: %s%s", err, got.stdout, got.stderr)
			}
			if got.code != report.Outcome.ExitCode() {
				t.Errorf("exit code %d of %s", got.code, report.Outcome)
			}
			resp, body := send(t, addr, raw)
			upstream, sent := api.take()
			if (report.Upstream == nil) != (upstream == nil) || (report.Outcome == explain.Rejected) != (upstream == nil) {
				t.Fatalf("explained as %s; arrived: %v", report.Outcome, upstream != nil)
			}
			if upstream != nil {
				compareUpstream(t, report.Upstream, upstream, sent)
			}
			if report.Client.Status != resp.StatusCode || report.Client.Body != body {
				t.Errorf("explained %d %s\nanswered %d %s", report.Client.Status, report.Client.Body, resp.StatusCode, body)
			}
			compareHeaders(t, report.Client.Headers, resp.Header)
		})
	}
}

func compareUpstream(t *testing.T, explained *explain.Upstream, r *http.Request, body string) {
	t.Helper()
	if explained.Method != r.Method || explained.Target != r.RequestURI || explained.Body != body {
		t.Errorf("explained %s %s %s\narrived   %s %s %s", explained.Method, explained.Target, explained.Body, r.Method, r.RequestURI, body)
	}
	r.Header["Host"] = []string{r.Host}
	compareHeaders(t, explained.Headers, r.Header)
}

// compareHeaders compares all headers that are explained, but for the values that are redacted.
func compareHeaders(t *testing.T, explained []explain.Header, real http.Header) {
	t.Helper()
	for _, h := range explained {
		value, there := strings.Join(real[h.Name], ", "), len(real[h.Name]) > 0
		switch {
		case there != (h.Change != explain.Removed):
			// The transport adds no length to a request without a body that is not to have one.
			if h.Name != "Content-Length" || h.Value != "0" {
				t.Errorf("header %+v; really %q", h, value)
			}
		case there && h.Value != value && !strings.Contains(h.Value, "[redacted]"):
			t.Errorf("header %+v; really %q", h, value)
		}
	}
}

func send(t *testing.T, addr string, raw []byte) (*http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := conn.Write(raw); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Close {
		resp.Header.Set("Connection", "close") // where ReadResponse has taken it from
	}
	return resp, string(body)
}

func writeFile(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
