// Command caddy is Caddy with its standard modules and the guard for SuperOffice's UpdateBatchTask. It is the binary for
// production.
package main

import (
	_ "time/tzdata" // for Caddy itself, where the system has no time zones, as in a minimal container

	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddy-batchtask/caddy-batchtask"
)

func main() {
	paceCollections()
	go giveBack()
	caddycmd.Main()
}
