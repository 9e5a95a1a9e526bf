package caddymodule

import (
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"
	"github.com/dustin/go-humanize"
)

const directive = "update_batch_task"

func init() {
	httpcaddyfile.RegisterDirective(directive, parseCaddyfile)
	// After templates and so before invoke, handle and reverse_proxy: a site-wide guard can't be stepped around by a
	// handle block.
	httpcaddyfile.RegisterDirectiveOrder(directive, httpcaddyfile.After, "templates")
}

// parseCaddyfile parses the directive as RegisterHandlerDirective would, except that it checks the matcher.
func parseCaddyfile(h httpcaddyfile.Helper) ([]httpcaddyfile.ConfigValue, error) {
	h.Next()
	matcher, given, err := h.MatcherToken()
	if err == nil {
		err = checkMatcher(matcher)
	}
	if err != nil {
		return nil, h.WrapErr(err)
	}
	if given {
		h.Delete()
	}
	h.Reset()
	g := new(Guard)
	if err := g.UnmarshalCaddyfile(h.Dispenser); err != nil {
		return nil, err
	}
	return h.NewRoute(matcher, g), nil
}

// UnmarshalCaddyfile sets up the guard from Caddyfile tokens. Every option may stand once, but for zone. The matcher must
// not look at the path:
//
//	update_batch_task [<matcher>] {
//		path              <path>...
//		installation      any|onsite|online
//		schemes           <scheme>...
//		realm             <realm>
//		xsrf off
//		xsrf {
//			header         <name>
//			cookie         <name>
//			require_cookie
//		}
//		app_token         <token>
//		require_app_token
//		identity          <property>
//		updatable         <property>...
//		non_updatable     strip|reject
//		stripped_header   <name>|off
//		date_times        <property>...
//		select            null|omit|off
//		timezone          convert|upstream|off
//		timezone {
//			mode           convert|upstream|off
//			base           <zone>
//			utc            <property>...
//			unknown        reject|ignore
//			catalog        <file>
//			zone           <code> <IANA>
//			ask            <value>
//		}
//		max_request_body  <size>
//		max_response_body <size>
//		errors            problem|caddy
//	}
func (g *Guard) UnmarshalCaddyfile(d *caddyfile.Dispenser) error {
	d.Next() // directive name
	if d.CountRemainingArgs() > 0 {
		return d.ArgErr()
	}
	p := parser{Dispenser: d, seen: make(map[string]caddyfile.Dispenser)}
	for nesting := d.Nesting(); d.NextBlock(nesting); {
		if err := p.option(g); err != nil {
			return err
		}
		if err := p.check(g, (*Guard).checkOptions); err != nil {
			return err
		}
	}
	for _, c := range contradictions {
		if err := p.at(c.options).check(g, c.check); err != nil {
			return err
		}
	}
	return nil
}

// parser parses options, each of which may be given once.
type parser struct {
	*caddyfile.Dispenser
	seen map[string]caddyfile.Dispenser // where each option stood
}

// at returns the parser as it was at that of the given options which stands last, for an error to name its line.
func (p parser) at(options []string) *parser {
	line := 0
	for _, option := range options {
		if d, ok := p.seen[option]; ok && d.Line() > line {
			p.Dispenser, line = &d, d.Line()
		}
	}
	return &p
}

// check checks the configuration as it is after an option, so that what is refused is refused with the option's line.
func (p *parser) check(g *Guard, check func(*Guard) error) error {
	whole := *g
	if g.XSRF != nil {
		whole.XSRF = new(XSRF)
		*whole.XSRF = *g.XSRF
	}
	if g.TimeZone != nil {
		whole.TimeZone = new(TimeZone)
		*whole.TimeZone = *g.TimeZone
	}
	whole.setDefaults()
	if err := check(&whole); err != nil {
		return p.WrapErr(err)
	}
	return nil
}

func (p *parser) once(scope string) error {
	option := scope + p.Val()
	if _, seen := p.seen[option]; seen {
		return p.Errf("option %s is given twice", option)
	}
	p.seen[option] = *p.Dispenser
	return nil
}

func (p *parser) option(g *Guard) error {
	if err := p.once(""); err != nil {
		return err
	}
	switch p.Val() {
	case "path":
		return p.list(&g.Paths)
	case "installation":
		return p.value(&g.Installation)
	case "schemes":
		g.Schemes = new([]string)
		return p.list(g.Schemes)
	case "realm":
		return p.value(&g.Realm)
	case "xsrf":
		return p.xsrf(g)
	case "app_token":
		return p.value(&g.AppToken)
	case "require_app_token":
		return p.flag(&g.RequireAppToken)
	case "identity":
		return p.value(&g.Identity)
	case "updatable":
		return p.list(&g.Updatable)
	case "non_updatable":
		return p.value(&g.NonUpdatable)
	case "stripped_header":
		return p.value(&g.StrippedHeader)
	case "date_times":
		return p.list(&g.DateTimes)
	case "select":
		return p.value(&g.Select)
	case "timezone":
		return p.timeZone(g)
	case "max_request_body":
		return p.size(&g.MaxRequestBody)
	case "max_response_body":
		return p.size(&g.MaxResponseBody)
	case "errors":
		return p.value(&g.Errors)
	}
	return p.Errf("unrecognized option '%s'", p.Val())
}

func (p *parser) xsrf(g *Guard) error {
	g.XSRF = new(XSRF)
	switch args := p.RemainingArgs(); {
	case len(args) == 1 && args[0] == off:
		g.XSRF.Off = true
		return p.end()
	case len(args) > 0:
		return p.Errf("xsrf takes 'off' or a block, not '%s'", args[0])
	}
	return p.block(func() error {
		switch p.Val() {
		case "header":
			return p.value(&g.XSRF.Header)
		case "cookie":
			return p.value(&g.XSRF.Cookie)
		case "require_cookie":
			return p.flag(&g.XSRF.RequireCookie)
		}
		return p.Errf("unrecognized xsrf option '%s'", p.Val())
	}, g)
}

func (p *parser) timeZone(g *Guard) error {
	g.TimeZone = new(TimeZone)
	if p.CountRemainingArgs() > 0 {
		return p.value(&g.TimeZone.Mode)
	}
	return p.block(func() error {
		switch p.Val() {
		case "mode":
			return p.value(&g.TimeZone.Mode)
		case "base":
			return p.value(&g.TimeZone.Base)
		case "utc":
			return p.list(&g.TimeZone.UTC)
		case "unknown":
			return p.value(&g.TimeZone.Unknown)
		case "catalog":
			return p.value(&g.TimeZone.Catalog)
		case "zone":
			return p.zone(&g.TimeZone.Zones)
		case "ask":
			return p.value(&g.TimeZone.Ask)
		}
		return p.Errf("unrecognized timezone option '%s'", p.Val())
	}, g)
}

// block parses the options in the block of the present option.
func (p *parser) block(option func() error, g *Guard) error {
	scope := p.Val() + " "
	empty := true
	for nesting := p.Nesting(); p.NextBlock(nesting); empty = false {
		if p.Val() != "zone" {
			if err := p.once(scope); err != nil {
				return err
			}
		}
		if err := option(); err != nil {
			return err
		}
		if err := p.check(g, (*Guard).checkOptions); err != nil {
			return err
		}
	}
	if empty {
		return p.Errf("option %sneeds a value or a block", scope)
	}
	return nil
}

func (p *parser) zone(zones *[]Zone) error {
	var args []string
	if err := p.list(&args); err != nil {
		return err
	}
	if len(args) != 2 {
		return p.ArgErr()
	}
	*zones = append(*zones, Zone{Code: args[0], Zone: args[1]})
	return nil
}

// value parses the only argument of an option.
func (p *parser) value(v *string) error {
	var args []string
	if err := p.list(&args); err != nil {
		return err
	}
	if len(args) != 1 || args[0] == "" {
		return p.ArgErr()
	}
	*v = args[0]
	return nil
}

// list parses one or more arguments.
func (p *parser) list(v *[]string) error {
	if *v = p.RemainingArgs(); len(*v) == 0 {
		return p.ArgErr()
	}
	return p.end()
}

// flag parses an option without arguments.
func (p *parser) flag(v *bool) error {
	*v = true
	return p.end()
}

// size parses a size such as 1MiB, in bytes.
func (p *parser) size(v *int64) error {
	var text string
	if err := p.value(&text); err != nil {
		return err
	}
	size, err := humanize.ParseBytes(text)
	if err != nil || size < 1 || size > maxLimit {
		return p.Errf("size '%s' is not between 1 byte and %s", text, humanize.IBytes(maxLimit))
	}
	*v = int64(size)
	return nil
}

// end refuses what stands behind the arguments of an option: too many of them, or a block.
func (p *parser) end() error {
	if p.NextArg() {
		return p.ArgErr()
	}
	return nil
}

var _ caddyfile.Unmarshaler = (*Guard)(nil)
