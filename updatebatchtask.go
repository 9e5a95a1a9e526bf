// Package updatebatchtask is a Caddy plugin that guards SuperOffice's WebAPI operation UpdateBatchTask:
//
//	xcaddy build --with github.com/caddy-batchtask/caddy-batchtask
//
// Importing it registers the module http.handlers.update_batch_task and its Caddyfile directive; see package caddymodule.
package updatebatchtask

import _ "github.com/caddy-batchtask/caddy-batchtask/caddymodule"
