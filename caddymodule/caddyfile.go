package caddymodule

import (
	"github.com/caddyserver/caddy/v2/caddyconfig/caddyfile"
	"github.com/caddyserver/caddy/v2/caddyconfig/httpcaddyfile"
	"github.com/dustin/go-humanize"
)

const directive = "update_batch_task"

func init() {
	httpcaddyfile.RegisterDirective(directive, parseCaddyfile)
	// After templates, and so before invoke, handle and reverse_proxy: no handle block can bypass a site-wide guard.
	httpcaddyfile.RegisterDirectiveOrder(directive, httpcaddyfile.After, "templates")
}

// parseCaddyfile parses the directive as RegisterHandlerDirective would, but also checks the matcher.
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
	warnOfTwo(h, matcher, g)
	return h.NewRoute(matcher, g), nil
}

// UnmarshalCaddyfile parses the directive (contract section 1). Each option except zone may be given once. The matcher must
// not examine the path:
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
	if d.NextArg() {
		return d.Errf("%s takes options in a block, not '%s' on its own line", directive, d.Val())
	}
	p := parser{Dispenser: d, seen: make(map[string]caddyfile.Dispenser)}
	if err := p.block("", directiveOptions(), g); err != nil {
		return err
	}
	for _, c := range contradictions {
		if err := p.at(c.options).check(g, c.check); err != nil {
			return err
		}
	}
	p.warn(g)
	return p.checkZones(g)
}

// checkZones refuses zones that can't be compiled. A catalog file that can't be read only causes a warning, because the
// Caddyfile may be adapted in a different place from where it is loaded, as by caddy reload in another directory.
func (p parser) checkZones(g *Guard) error {
	whole := g.withDefaults()
	_, option, err := whole.TimeZone.readZones()
	if err == nil {
		return nil
	}
	located := p.at([]string{"timezone " + option}).WrapErr(err)
	if isUnread(err) {
		warn(located)
		return nil
	}
	return located
}

// parser parses options and remembers where each was given.
type parser struct {
	*caddyfile.Dispenser
	name string                         // of the current option, after the name of its block
	seen map[string]caddyfile.Dispenser // the position of each option
}

// at positions the parser at the last of the given options, so that errors give its line.
func (p parser) at(options []string) *parser {
	line := 0
	for _, option := range options {
		if d, ok := p.seen[option]; ok && d.Line() > line {
			p.Dispenser, line = &d, d.Line()
		}
	}
	return &p
}

// check checks the configuration parsed so far, so that errors give the line of the current option.
func (p *parser) check(g *Guard, check func(*Guard) error) error {
	whole := g.withDefaults()
	if err := check(&whole); err != nil {
		return p.WrapErr(err)
	}
	return nil
}

func (p *parser) zone(zones *[]Zone) error {
	var args []string
	if err := p.list(&args); err != nil {
		return err
	}
	if len(args) != 2 {
		return p.Errf("option %s takes a code and a zone of the tz database", p.name)
	}
	*zones = append(*zones, Zone{Code: args[0], Zone: args[1]})
	return nil
}

// value parses the only argument of an option. Errors don't repeat it, because it may be a secret.
func (p *parser) value(v *string) error {
	var args []string
	if err := p.list(&args); err != nil {
		return err
	}
	if len(args) != 1 || args[0] == "" {
		return p.Errf("option %s takes one value, which is not empty; quote it if it has blanks", p.name)
	}
	*v = args[0]
	return nil
}

// list parses one or more arguments.
func (p *parser) list(v *[]string) error {
	if *v = p.RemainingArgs(); len(*v) == 0 {
		return p.Errf("option %s needs a value", p.name)
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

// end refuses further arguments and a block. The error does not repeat them: behind require_app_token it may be the token.
func (p *parser) end() error {
	if p.NextArg() {
		return p.Errf("option %s takes no value here", p.name)
	}
	if next := *p.Dispenser; next.Next() && next.Val() == "{" && next.Line() == p.Line() {
		return p.Errf("option %s takes no block", p.name)
	}
	return nil
}

var _ caddyfile.Unmarshaler = (*Guard)(nil)
