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
// can handle the requests that the sandbox passes on. Syntax:
//
//	batch_task_sandbox [<matcher>] {
//		database <file>
//		base     <zone>
//		type_names
//	}
func (h *Handler) UnmarshalCaddyfile(d *caddyfile.Dispenser) error {
	d.Next()
	if d.NextArg() {
		return d.ArgErr()
	}
	for d.NextBlock(0) {
		switch option := d.Val(); option {
		case "database":
			if err := once(d, &h.Database, "a file name"); err != nil {
				return err
			}
		case "base":
			if err := once(d, &h.Base, "a time zone code"); err != nil {
				return err
			}
			if _, err := findZone(h.Base); err != nil {
				return d.Errf("option %s: %v", option, err)
			}
		case "type_names":
			if d.NextArg() {
				return d.ArgErr()
			}
			h.TypeNames = true
		default:
			return d.Errf("unknown option %q", option)
		}
	}
	return nil
}

// once reads the single argument of an option that must not be repeated.
func once(d *caddyfile.Dispenser, value *string, what string) error {
	option := d.Val()
	if *value != "" {
		return d.Errf("option %s is given twice", option)
	}
	if !d.AllArgs(value) {
		return d.ArgErr()
	}
	if *value == "" {
		return d.Errf("option %s needs %s", option, what)
	}
	return nil
}

var _ caddyfile.Unmarshaler = (*Handler)(nil)
