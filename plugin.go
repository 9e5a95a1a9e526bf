// Package updatebatchtask is a Caddy plugin that guards SuperOffice's WebAPI operation UpdateBatchTask:
//
//	xcaddy build --with github.com/caddy-batchtask/caddy-batchtask
//
// Importing it registers the module http.handlers.update_batch_task and its Caddyfile directive, see package caddymodule,
// and the subcommand update-batch-task, see package internal/command.
package updatebatchtask

import (
	_ "github.com/caddy-batchtask/caddy-batchtask/caddymodule"
	_ "github.com/caddy-batchtask/caddy-batchtask/internal/command"
)
