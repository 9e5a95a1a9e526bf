// Command sandbox is Caddy with the guard for SuperOffice's UpdateBatchTask and a sandbox that simulates the API, for
// trying the guard and for tests. Command caddy is the one for production.
package main

import (
	"os"
	_ "time/tzdata" // for systems without time zone data

	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddy-batchtask/caddy-batchtask"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "run" {
		go announce(os.Stdout) // the log is on standard error
	}
	caddycmd.Main()
}
