// Command caddy is Caddy with its standard modules, the guard for SuperOffice's UpdateBatchTask, and the sandbox that
// stands in for the API.
package main

import (
	_ "time/tzdata" // Caddy itself needs time zones where the system has none, as in a minimal container

	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddy-batchtask/caddy-batchtask"
	_ "github.com/caddy-batchtask/caddy-batchtask/sandbox"
)

func main() {
	paceCollections()
	go giveBack()
	caddycmd.Main()
}
