// Command caddy is Caddy with its standard modules and the guard for SuperOffice's UpdateBatchTask: what runs in production.
package main

import (
	_ "time/tzdata" // Caddy itself needs time zones where the system has none, as in a minimal container

	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"

	_ "github.com/caddy-batchtask/caddy-batchtask"
)

func main() {
	paceCollections()
	go giveBack()
	caddycmd.Main()
}
