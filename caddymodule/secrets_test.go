package caddymodule

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"

	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// secrets are the credentials in the requests below, as sent and as decoded.
var secrets = []string{
	"7T:s3cret-ticket", "8A:s3cret-bearer", base64.StdEncoding.EncodeToString([]byte("user:s3cret-password")), "s3cret-password",
	"s3cret-xsrf", "s3cret-cookie", "s3cret-session", "s3cret-app", "s3cret-ours", "s3cret",
}

// secretRequests are requests with every outcome and credentials in every possible place.
func secretRequests() (list []string) {
	basic := "Authorization: Basic " + secrets[2]
	for _, credential := range [][]string{
		{"Authorization: SoTicket 7T:s3cret-ticket"}, {"Authorization: Bearer 8A:s3cret-bearer"}, {basic},
		{"X-XSRF-TOKEN: s3cret-xsrf"}, {"X-XSRF-TOKEN: s3cret-xsrf", "Cookie: XSRF-TOKEN=s3cret-xsrf"},
		{"X-XSRF-TOKEN: s3cret-xsrf", "Cookie: XSRF-TOKEN=s3cret-cookie; session=s3cret-session"},
		{"Authorization: 7T:s3cret-ticket"}, {"Authorization: Negotiate s3cret-ticket"}, {"Authorization: SoTicket 7T:s3cret-ticket x"},
		{basic + " s3cret-password"}, {"Authorization: Basic s3cret-password"}, {basic, basic}, {"Authorization: s3cret-ticket"},
		{"X-XSRF-TOKEN: s3cret-xsrf", "X-XSRF-TOKEN: s3cret-xsrf"}, {"Cookie: XSRF-TOKEN=s3cret-cookie"},
	} {
		for _, app := range []string{"SO-AppToken: s3cret-app", "X-None: x"} {
			lines := append([]string{app, jsonType, "Cookie: other=s3cret-session"}, credential...)
			list = append(list,
				rawRequest("POST", operationPath+byName, `{"Id":1,"Name":"n"}`, lines...),
				rawRequest("POST", operationPath, `{"Id":1`, lines...),
				rawRequest("POST", operationPath+"?$select=%", `{}`, lines...),
				rawRequest("POST", operationPath, `{}`, append(lines, "SO-TimeZone: nowhere")...),
				rawRequest("POST", operationPath, `{}`, append(lines, "Content-Type: text/plain")...),
				rawRequest("POST", operationPath, `{}`, append(lines, "Content-Encoding: br")...),
				rawRequest("POST", "/other", `{}`, lines...),
				rawRequest("GET", operationPath, "", lines...),
			)
		}
	}
	return list
}

// With the Caddyfile in the repository, no log, metric, error or response of the admin endpoint contains a credential, not
// even if the API fails and Caddy logs the request.
func TestNoSecretIsTold(t *testing.T) {
	t.Setenv("SO_APP_TOKEN", "s3cret-ours")
	shipped, err := os.ReadFile("../Caddyfile")
	if err != nil {
		t.Fatal(err)
	}
	for name, errors := range map[string]string{"problem": "", "caddy": "errors caddy\n"} {
		t.Run(name, func(t *testing.T) {
			admin, file := freeaddr.New(t), filepath.Join(t.TempDir(), "caddy.log")
			caddyfile, _, _ := strings.Cut(string(shipped), "http://:8081 {")
			caddyfile = strings.NewReplacer(
				"\tauto_https off\n", "\tauto_https off\n\tpersist_config off\n\tadmin "+admin+"\n",
				"\tlog {\n", "\tlog {\n\t\toutput file "+file+"\n",
				"http://:8080 {", "GUARD {", "{$UPSTREAM:127.0.0.1:8081}", "UPSTREAM",
				"\tupdate_batch_task\n", "\tmetrics /metrics\n\tupdate_batch_task {\n"+errors+"app_token {env.SO_APP_TOKEN}\nrequire_app_token\nxsrf {\nrequire_cookie\n}\n}\n",
			).Replace(caddyfile)
			var told bytes.Buffer
			s := startCaddyfile(t, caddyfile)
			for _, fault := range []bool{false, true} {
				s.upstream.answers(jsonResponse(`{"Id":1}`))
				if fault {
					s.upstream.behaves(writes(""))
				}
				for _, raw := range secretRequests() {
					resp := s.send(raw)
					if resp.err != nil {
						t.Fatal(resp.err)
					}
					_ = resp.header.Write(&told)
					told.WriteString(resp.body)
				}
			}
			told.WriteString(s.send(rawRequest("GET", "/metrics", "")).body)
			for _, path := range []string{"/config/", "/metrics", "/reverse_proxy/upstreams", "/debug/vars"} {
				resp, err := http.Get("http://" + admin + path)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.Copy(&told, resp.Body); err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
			}
			if err := caddy.Stop(); err != nil {
				t.Fatal(err)
			}
			written, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			log := string(written)
			for _, want := range []string{`"rejected request"`, `"http.log.access`, `"http.log.error`, `"status":502`} {
				if !strings.Contains(log, want) {
					t.Errorf("the log has no %s", want)
				}
			}
			for _, secret := range secrets {
				for what, text := range map[string]string{"the log": log, "a response, the metrics or the admin endpoint": told.String()} {
					if at := strings.Index(text, secret); at >= 0 {
						t.Errorf("%s has %s: …%s…", what, secret, text[max(0, at-300):min(len(text), at+60)])
					}
				}
			}
		})
	}
}
