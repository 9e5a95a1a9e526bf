// Command stock is Caddy with its standard modules and nothing else: what the bench measures the project's build against.
package main

import (
	_ "time/tzdata" // as in every Caddy main

	caddycmd "github.com/caddyserver/caddy/v2/cmd"

	_ "github.com/caddyserver/caddy/v2/modules/standard"
)

func main() { caddycmd.Main() }
