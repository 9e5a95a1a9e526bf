package aspnet

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2"
	"github.com/caddyserver/caddy/v2/caddyconfig"
	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddy-batchtask/caddy-batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/test/freeaddr"
)

// A guard is a site that runs the guard before the framework.
type guard struct {
	name    string
	options string   // the lines of its block
	kept    []string // the properties that it keeps
	addr    string
}

var (
	plain      = []string{"Id", "State", "Description", "Response", "Request"}
	structured = append(slices.Clone(plain), "ParameterObject", "TableRight", "FieldProperties")
)

const structuredOptions = "updatable State Description Response Request ParameterObject TableRight FieldProperties\n"

// strippers returns the guards that requests are sent through.
func strippers() []*guard {
	return []*guard{
		{name: "default", kept: plain},
		{name: "structured", options: structuredOptions, kept: structured},
		{name: "reject", options: "non_updatable reject", kept: plain},
		{name: "structured reject", options: structuredOptions + "non_updatable reject", kept: structured},
	}
}

// serve runs Caddy with all guards until the test ends.
func serve(t *testing.T, guards ...*guard) {
	t.Helper()
	var b strings.Builder
	b.WriteString("{\n\tadmin off\n\tauto_https off\n\tpersist_config off\n\tlog default {\n\t\toutput discard\n\t}\n}\n")
	for _, g := range guards {
		g.addr = freeaddr.New(t)
		_, port, _ := net.SplitHostPort(g.addr)
		fmt.Fprintf(&b, "http://:%s {\n\tbind 127.0.0.1\n\tupdate_batch_task {\n%s\n}\n\treverse_proxy %s\n}\n", port, g.options, api)
	}
	config, _, err := caddyconfig.GetAdapter("caddyfile").Adapt([]byte(b.String()), map[string]any{"filename": "Caddyfile"})
	if err != nil {
		t.Fatal(err)
	}
	if err := caddy.Load(config, true); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = caddy.Stop() })
}
