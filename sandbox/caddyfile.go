package sandbox

import (
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"
	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

const directive = "batch_task_sandbox"

func init() {
	httpcaddyfile.RegisterHandlerDirective(directive, parseCaddyfile)
	httpcaddyfile.RegisterDirectiveOrder(directive, httpcaddyfile.Before, "respond")
}

func parseCaddyfile(h httpcaddyfile.Helper) (caddyhttp.MiddlewareHandler, error) {
	handler := new(Handler)
	if err := handler.UnmarshalCaddyfile(h.Dispenser); err != nil {
		return nil, err
	}
	return handler, nil
}

// UnmarshalCaddyfile sets up the handler from Caddyfile tokens. The directive is ordered before `respond`, so that a site
// can answer what the sandbox does not. Syntax:
//
//	batch_task_sandbox [<matcher>] {
//		database <file>
//	}
func (h *Handler) UnmarshalCaddyfile(d *caddyfile.Dispenser) error {
	d.Next()
	if d.NextArg() {
		return d.ArgErr()
	}
	for d.NextBlock(0) {
		switch option := d.Val(); option {
		case "database":
			if h.Database != "" {
				return d.Errf("%s is given twice", option)
			}
			if !d.AllArgs(&h.Database) {
				return d.ArgErr()
			}
			if h.Database == "" {
				return d.Errf("%s needs the name of a file", option)
			}
		default:
			return d.Errf("unknown option %q", option)
		}
	}
	return nil
}

var _ caddyfile.Unmarshaler = (*Handler)(nil)
