package caddymodule

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// option is an option of the directive, or of one of its blocks.
type option struct {
	name  string
	parse func(*parser, *Guard) error
}

// directiveOptions returns the options of the directive. A variable would be an initialization cycle, because the options
// refer to adviseOption.
func directiveOptions() []option {
	return []option{
		{"path", func(p *parser, g *Guard) error { return p.list(&g.Paths) }},
		{"installation", func(p *parser, g *Guard) error { return p.value(&g.Installation) }},
		{"schemes", func(p *parser, g *Guard) error {
			g.Schemes = new([]string)
			return p.list(g.Schemes)
		}},
		{"realm", func(p *parser, g *Guard) error { return p.value(&g.Realm) }},
		{"xsrf", (*parser).xsrf},
		{"app_token", func(p *parser, g *Guard) error { return p.value(&g.AppToken) }},
		{"require_app_token", func(p *parser, g *Guard) error { return p.flag(&g.RequireAppToken) }},
		{"identity", func(p *parser, g *Guard) error { return p.value(&g.Identity) }},
		{"updatable", func(p *parser, g *Guard) error { return p.list(&g.Updatable) }},
		{"non_updatable", func(p *parser, g *Guard) error { return p.value(&g.NonUpdatable) }},
		{"stripped_header", func(p *parser, g *Guard) error { return p.value(&g.StrippedHeader) }},
		{"date_times", func(p *parser, g *Guard) error { return p.list(&g.DateTimes) }},
		{"select", func(p *parser, g *Guard) error { return p.value(&g.Select) }},
		{"timezone", (*parser).timeZone},
		{"max_request_body", func(p *parser, g *Guard) error { return p.size(&g.MaxRequestBody) }},
		{"max_response_body", func(p *parser, g *Guard) error { return p.size(&g.MaxResponseBody) }},
		{"errors", func(p *parser, g *Guard) error { return p.value(&g.Errors) }},
	}
}

var xsrfOptions = []option{
	{"header", func(p *parser, g *Guard) error { return p.value(&g.XSRF.Header) }},
	{"cookie", func(p *parser, g *Guard) error { return p.value(&g.XSRF.Cookie) }},
	{"require_cookie", func(p *parser, g *Guard) error { return p.flag(&g.XSRF.RequireCookie) }},
}

var timeZoneOptions = []option{
	{"mode", func(p *parser, g *Guard) error { return p.value(&g.TimeZone.Mode) }},
	{"base", func(p *parser, g *Guard) error { return p.value(&g.TimeZone.Base) }},
	{"utc", func(p *parser, g *Guard) error { return p.list(&g.TimeZone.UTC) }},
	{"unknown", func(p *parser, g *Guard) error { return p.value(&g.TimeZone.Unknown) }},
	{"catalog", func(p *parser, g *Guard) error { return p.value(&g.TimeZone.Catalog) }},
	{"zone", func(p *parser, g *Guard) error { return p.zone(&g.TimeZone.Zones) }},
	{"ask", func(p *parser, g *Guard) error { return p.value(&g.TimeZone.Ask) }},
}

// xsrf parses "off" or a block.
func (p *parser) xsrf(g *Guard) error {
	g.XSRF = new(XSRF)
	switch args := p.RemainingArgs(); {
	case len(args) == 1 && args[0] == off:
		g.XSRF.Off = true
		return p.end()
	case len(args) > 0:
		return p.Errf("xsrf takes 'off' or a block, not '%s'", args[0])
	}
	return p.block("xsrf", xsrfOptions, g)
}

// timeZone parses a mode or a block.
func (p *parser) timeZone(g *Guard) error {
	g.TimeZone = new(TimeZone)
	if p.CountRemainingArgs() > 0 {
		return p.value(&g.TimeZone.Mode)
	}
	return p.block("timezone", timeZoneOptions, g)
}

// block parses the block of the named option, or of the directive if the name is empty.
func (p *parser) block(name string, options []option, g *Guard) error {
	empty := true
	for nesting := p.Nesting(); p.NextBlock(nesting); empty = false {
		if err := p.option(name, options, g); err != nil {
			return err
		}
		if err := p.check(g, (*Guard).checkOptions); err != nil {
			return err
		}
	}
	if empty && name != "" {
		return p.Errf("option %s needs a value or a block", name)
	}
	return nil
}

// option parses one option in a block.
func (p *parser) option(block string, options []option, g *Guard) error {
	scope := ""
	if block != "" {
		scope = block + " "
	}
	for _, o := range options {
		if o.name != p.Val() {
			continue
		}
		p.name = scope + o.name
		if o.name != "zone" {
			if _, seen := p.seen[p.name]; seen {
				return p.Errf("option %s is given twice", p.name)
			}
			p.seen[p.name] = *p.Dispenser
		}
		return o.parse(p, g)
	}
	given, shown := optionIn(p.Val())
	return p.Errf("unrecognized %soption '%s'%s", scope, shown, adviseOption(block, options, given))
}

// optionIn returns the name that the text of an unrecognized option begins with, and what an error shows of the text. The rest is
// not shown: it may be a value, and a secret, as in app_token=secret.
func optionIn(text string) (name, shown string) {
	end := strings.IndexFunc(text, func(c rune) bool {
		return c != '_' && c != '-' && (c >= utf8.RuneSelf || !unicode.IsLetter(c))
	})
	if end < 0 {
		return text, text
	}
	return text[:end], text[:end] + "…"
}

// adviseOption suggests the option that was likely meant, and lists the valid ones.
func adviseOption(block string, options []option, given string) string {
	known := optionNames(options)
	advice := ""
	if near := names.Nearest(given, known...); near != "" {
		advice = "; did you mean '" + near + "'?"
	}
	for _, other := range []struct {
		block   string
		options []option
	}{{"", directiveOptions()}, {"xsrf", xsrfOptions}, {"timezone", timeZoneOptions}} {
		switch {
		case block == other.block || advice != "" || !slices.Contains(optionNames(other.options), given):
		case other.block == "":
			advice = "; it is an option of " + directive + " itself, outside the " + block + " block"
		default:
			advice = "; it belongs in the " + other.block + " block"
		}
	}
	if block == "" {
		block = directive
	}
	return advice + "; the options of " + block + " are " + strings.Join(known, ", ")
}

func optionNames(options []option) []string {
	list := make([]string, len(options))
	for i, o := range options {
		list[i] = o.name
	}
	return list
}
