// Command sandbox is Caddy with the guard for SuperOffice's UpdateBatchTask and a sandbox that stands in for the API: for
// trying the guard, and for tests. What runs in production is command caddy.
package main

import (
	"os"
	_ "time/tzdata" // where the system has no time zones

	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddy-batchtask/caddy-batchtask"
	_ "github.com/caddy-batchtask/caddy-batchtask/internal/sandbox"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "run" {
		go announce(os.Stdout) // the log is on standard error
	}
	caddycmd.Main()
}
