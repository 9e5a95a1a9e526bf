package docs

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// samples lists the README's requests, and the beginnings of the blocks that show their results.
var samples = []struct {
	query    string
	header   map[string]string
	body     string
	response string
	last     string // what the sandbox prints about the call, if it is shown
}{
	{
		"$select=Id,State,LastStarted,TableRight/Mask",
		map[string]string{"Authorization": "Basic dGplMDpUamUw", "Content-Type": "application/json", "SO-TimeZone": "US-NY"},
		`{"BatchTaskInfo":{"Id":325,"Name":"Renamed","StartCount":0,"State":"Succeeded","Description":"Done"}}`,
		"HTTP/1.1 200 OK\nContent-Type: application/json", `{"number":`,
	},
	{
		"$select=State,LastStarted",
		map[string]string{
			"Authorization": "Basic dGplMDpUamUw", "Content-Type": "application/xml", "Accept": "application/xml",
			"SO-TimeZone": "NO, includeTZOffset",
		},
		`<BatchTaskInfo><Id>325</Id><Name>Renamed</Name><State>Started</State></BatchTaskInfo>`,
		"HTTP/1.1 200 OK\nContent-Type: application/xml", "",
	},
}

// The README's requests, sent through the Caddyfile that the README runs, get the responses in the README, whatever the name
// by which the guard is called.
func TestREADMESamples(t *testing.T) {
	page := originalPages["README.md"]
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	guard, api := startShipped(t)
	for _, host := range []string{"localhost:8080", "127.0.0.1:8080", "crm.example.com", "[::1]:8080"} {
		for _, sample := range samples {
			t.Run(host+" "+sample.header["Content-Type"], func(t *testing.T) {
				target := "/api/v1/Agents/Batch/UpdateBatchTask?" + sample.query
				r, err := http.NewRequest(http.MethodPost, "http://"+guard+target, strings.NewReader(sample.body))
				if err != nil {
					t.Fatal(err)
				}
				r.Host = host
				sent := []string{"curl -i 'http://localhost:8080" + target + "'", "-d '" + sample.body + "'"}
				for name, value := range sample.header {
					r.Header.Set(name, value)
					sent = append(sent, fmt.Sprintf("-H '%s: %s'", name, value))
				}
				for _, part := range sent {
					if !strings.Contains(page, part) {
						t.Errorf("the README does not contain %s", part)
					}
				}
				resp, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				if err != nil {
					t.Fatal(err)
				}
				shown(t, page, sample.response, resp.Proto+" "+resp.Status, resp.Header, string(body))
				text, received := lastCall(t, api)
				if received.Get("SO-TimeZone") != "" {
					t.Error("the API received SO-TimeZone")
				}
				if sample.last != "" {
					elided(t, blockThatBegins(t, page, sample.last), strings.Replace(text, `"number":`+number.FindString(text), `"number":1`, 1))
				}
			})
		}
	}
}

// shown checks that the block of the page that begins with begin shows what was received: the first line, some of the headers,
// and the body.
func shown(t *testing.T, page, begin, line string, header http.Header, body string) {
	t.Helper()
	head, text, _ := strings.Cut(blockThatBegins(t, page, begin), "\n\n")
	lines := strings.Split(head, "\n")
	if lines[0] != line {
		t.Errorf("got %q, the page shows %q", line, lines[0])
	}
	for _, field := range lines[1:] {
		name, value, _ := strings.Cut(field, ": ")
		if got := strings.Join(header.Values(name), ", "); got != value {
			t.Errorf("%s is %q, the page shows %q", name, got, value)
		}
	}
	elided(t, text, body)
}

// elided checks that a text on a page shows what was received. In the text, … matches anything and line breaks are ignored.
func elided(t *testing.T, text, received string) {
	t.Helper()
	rest := received
	for part := range strings.SplitSeq(strings.ReplaceAll(strings.TrimSpace(text), "\n", ""), "…") {
		part = strings.Trim(part, " ,")
		_, after, ok := strings.Cut(rest, part)
		if !ok {
			t.Errorf("got %s\nthe page shows %s", received, part)
		}
		rest = after
	}
}

func blockThatBegins(t *testing.T, page, begin string) string {
	t.Helper()
	for _, b := range blocks(page) {
		if strings.HasPrefix(b.text, begin) {
			return b.text
		}
	}
	t.Fatalf("the page has no block that begins with %s", begin)
	return ""
}

var number = regexp.MustCompile(`[0-9]+`)

// lastCall returns the sandbox's description of its last call, and the headers of that request.
func lastCall(t *testing.T, api string) (string, http.Header) {
	t.Helper()
	resp, err := http.Get("http://" + api + "/sandbox/last")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	var last struct{ Headers http.Header }
	if err := json.Unmarshal(text, &last); err != nil {
		t.Fatal(err)
	}
	return string(text), last.Headers
}

// startShipped runs the Caddyfile in the root directory, on other ports, and returns the addresses of the guard and the
// sandbox.
func startShipped(t *testing.T) (guard, api string) {
	t.Helper()
	text, err := os.ReadFile(root + "/Caddyfile")
	if err != nil {
		t.Fatal(err)
	}
	guard, api = freeaddr.New(t), freeaddr.New(t)
	_, guardPort, _ := net.SplitHostPort(guard)
	_, apiPort, _ := net.SplitHostPort(api)
	caddyfile := strings.NewReplacer(
		":8080", ":"+guardPort, ":8081", ":"+apiPort, "{\n\tauto_https off\n", "{\n\tauto_https off\n\tadmin off\n\tpersist_config off\n",
		"\tlog {\n\t\tformat filter", "\tlog {\n\t\toutput discard\n\t\tformat filter",
	).Replace(string(text))
	config, _, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(caddyfile), map[string]any{"filename": "Caddyfile"})
	if err != nil {
		t.Fatal(err)
	}
	if err := caddy.Load(config, true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = caddy.Stop() })
	return guard, api
}
