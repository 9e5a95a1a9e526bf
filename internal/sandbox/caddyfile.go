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
			if err := once(d, &h.Database, "the name of a file"); err != nil {
				return err
			}
		case "base":
			if err := once(d, &h.Base, "the code of a time zone"); err != nil {
				return err
			}
			if _, err := findZone(h.Base); err != nil {
				return d.Errf("%s: %v", option, err)
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

// once reads the one argument of an option that may be given once.
func once(d *caddyfile.Dispenser, value *string, needed string) error {
	option := d.Val()
	if *value != "" {
		return d.Errf("%s is given twice", option)
	}
	if !d.AllArgs(value) {
		return d.ArgErr()
	}
	if *value == "" {
		return d.Errf("%s needs %s", option, needed)
	}
	return nil
}

var _ caddyfile.Unmarshaler = (*Handler)(nil)
