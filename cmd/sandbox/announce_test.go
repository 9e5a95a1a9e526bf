package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

// The announcement for the Caddyfile in the repository.
func TestDescribe(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", t.TempDir())
	text, err := os.ReadFile("../../Caddyfile")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ upstream, other, want string }{
		{"", "PATH=/bin", "The playground: http://localhost:8080/ (the guard, in front of the sandbox on 127.0.0.1:8081; UPSTREAM is not set)"},
		{"", "UPSTRAEM=x", "The playground: http://localhost:8080/ (the guard, in front of the sandbox on 127.0.0.1:8081; UPSTREAM is not set, but UPSTRAEM is)"},
		{" ", "UPSTRAEM=x", "The guard: http://localhost:8080/, without an upstream; UPSTREAM is set, but empty"},
		{"localhost:8081", "", "The playground: http://localhost:8080/ (the guard, in front of the sandbox on localhost:8081)"},
		{"https//crm.example.com", "", "The guard: http://localhost:8080/, in front of https//crm.example.com:80, which is not an address: write UPSTREAM as https://host or host:port"},
		{"https://crm.example.com", "", "The guard: http://localhost:8080/, in front of crm.example.com:443; the sandbox: http://localhost:8081/"},
	} {
		environment := []string{tc.other}
		if tc.upstream != "" {
			environment = append(environment, "UPSTREAM="+tc.upstream)
			t.Setenv("UPSTREAM", tc.upstream)
		}
		adapted, _, err := caddyconfig.GetAdapter("caddyfile").Adapt(text, map[string]any{"filename": "Caddyfile"})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(adapted), `":8080"`) || strings.Contains(string(adapted), `":8081"`) {
			t.Error("a site listens on all interfaces")
		}
		var config caddy.Config
		if err := json.Unmarshal(adapted, &config); err != nil {
			t.Fatal(err)
		}
		config.Logging = nil
		ctx, err := caddy.ProvisionContext(&config)
		if err != nil {
			t.Fatal(err)
		}
		app, err := ctx.App("http")
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(app.(*caddyhttp.App).Servers, environment); got != tc.want {
			t.Errorf("%s: %s\nwant %s", tc.upstream, got, tc.want)
		}
	}
}
