package caddymodule

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/caddyserver/caddy/v2"
	"golang.org/x/net/http/httpguts"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/credential"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// The defaults of options that package batchtask does not define.
const (
	defaultMaxRequestBody  = 1 << 20
	defaultMaxResponseBody = 16 << 20
	off                    = "off"
)

func setDefault(option *string, value string) {
	if *option == "" {
		*option = value
	}
}

func (g *Guard) setDefaults() {
	if len(g.Paths) == 0 {
		g.Paths = []string{batchtask.DefaultPath}
	}
	if len(g.Updatable) == 0 {
		g.Updatable = batchtask.DefaultUpdatable
	}
	if len(g.DateTimes) == 0 {
		g.DateTimes = batchtask.DefaultDateTimes
	}
	if g.XSRF == nil {
		g.XSRF = new(XSRF)
	}
	if g.TimeZone == nil {
		g.TimeZone = new(TimeZone)
	}
	if g.MaxRequestBody == 0 {
		g.MaxRequestBody = defaultMaxRequestBody
	}
	if g.MaxResponseBody == 0 {
		g.MaxResponseBody = defaultMaxResponseBody
	}
	setDefault(&g.Installation, "any")
	setDefault(&g.Realm, "SuperOffice WebAPI")
	setDefault(&g.XSRF.Header, "X-XSRF-TOKEN")
	setDefault(&g.XSRF.Cookie, "XSRF-TOKEN")
	setDefault(&g.Identity, batchtask.DefaultIdentity)
	setDefault(&g.NonUpdatable, "strip")
	setDefault(&g.StrippedHeader, "X-Stripped-Properties")
	setDefault(&g.Select, "null")
	setDefault(&g.TimeZone.Mode, "convert")
	setDefault(&g.TimeZone.Base, "UTC")
	setDefault(&g.TimeZone.Unknown, "reject")
	setDefault(&g.Errors, "problem")
}

// withDefaults returns a copy of the configuration with defaults.
func (g *Guard) withDefaults() Guard {
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
	return whole
}

// schemes returns the allowed schemes, spelled as in challenges.
func (g *Guard) schemes() []string {
	if g.Schemes == nil {
		return credential.Installations[g.Installation]
	}
	list := make([]string, 0, len(*g.Schemes))
	for _, given := range *g.Schemes {
		for _, scheme := range credential.Schemes {
			if names.Equal(given, scheme) && !slices.Contains(list, scheme) {
				list = append(list, scheme)
			}
		}
	}
	return list
}

// check refuses an invalid configuration (contract section 1), except for zones, which readZones checks. Defaults must be
// set.
func (g *Guard) check() error {
	if err := g.checkOptions(); err != nil {
		return err
	}
	for _, c := range contradictions {
		if err := c.check(g); err != nil {
			return err
		}
	}
	return nil
}

// checkOptions checks each option on its own.
func (g *Guard) checkOptions() error {
	for _, check := range []func() error{
		g.checkModes, g.checkNames, g.checkHeaders, g.checkLimits, g.checkZones,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// contradictions are the checks that involve several options of the Caddyfile, with the names of these options.
var contradictions = []struct {
	options []string
	check   func(*Guard) error
}{
	{[]string{"identity", "updatable"}, (*Guard).checkIdentity},
	{[]string{"schemes", "xsrf"}, (*Guard).checkAnyMayPass},
}

// checkJSON refuses what only JSON can say: a list that is given but empty, which would be taken for its default, and xsrf settings
// beside off. Defaults must not be set yet.
func (g *Guard) checkJSON() error {
	for _, list := range []struct {
		option string
		given  []string
	}{
		{"paths", g.Paths}, {"updatable", g.Updatable}, {"date_times", g.DateTimes},
	} {
		if list.given != nil && len(list.given) == 0 {
			return fmt.Errorf("%s is empty: leave it out for its default, or name at least one", list.option)
		}
	}
	if x := g.XSRF; x != nil && x.Off && *x != (XSRF{Off: true}) {
		return errors.New("xsrf is off: leave out its other settings")
	}
	return nil
}

func (g *Guard) checkIdentity() error {
	for _, property := range g.Updatable {
		if names.Equal(property, g.Identity) {
			return fmt.Errorf("property %q is both identity and updatable", property)
		}
	}
	return nil
}

func (g *Guard) checkAnyMayPass() error {
	if g.XSRF.Off && len(g.schemes()) == 0 {
		return errors.New("no scheme is allowed and xsrf is off: no request could pass")
	}
	return nil
}

func checkMode(option, value string, modes ...string) error {
	if !slices.Contains(modes, value) {
		return fmt.Errorf("invalid %s %q: must be one of %s", option, value, strings.Join(modes, ", "))
	}
	return nil
}

func (g *Guard) checkModes() error {
	if g.Schemes != nil {
		for _, scheme := range *g.Schemes {
			if !slices.ContainsFunc(credential.Schemes, func(s string) bool { return names.Equal(s, scheme) }) {
				return fmt.Errorf("invalid scheme %q: must be one of %s", scheme, strings.Join(credential.Schemes, ", "))
			}
		}
	}
	return errors.Join(
		checkMode("installation", g.Installation, "any", "onsite", "online"),
		checkMode("non_updatable", g.NonUpdatable, "strip", "reject"),
		checkMode("select", g.Select, "null", "omit", off),
		checkMode("timezone mode", g.TimeZone.Mode, "convert", "upstream", off),
		checkMode("timezone unknown", g.TimeZone.Unknown, "reject", "ignore"),
		checkMode("errors", g.Errors, "problem", "caddy"),
	)
}

func (g *Guard) checkNames() error {
	if _, err := batchtask.NewMatcher(g.Paths...); err != nil {
		return err
	}
	if !isToken(g.XSRF.Cookie) {
		return fmt.Errorf("xsrf cookie %q is not a cookie name", g.XSRF.Cookie)
	}
	if strings.ContainsFunc(g.Realm, func(c rune) bool { return c < ' ' || c == 0x7F }) {
		return fmt.Errorf("realm %q has a control character", g.Realm)
	}
	for _, list := range [][]string{{g.Identity}, g.Updatable, g.DateTimes, g.TimeZone.UTC} {
		for _, property := range list {
			if strings.TrimSpace(property) == "" {
				return errors.New("a property's name is blank")
			}
			if strings.ContainsFunc(property, separates) {
				return fmt.Errorf("%q is not the name of a property, which has no blanks or commas", property)
			}
			if names.Equal(property, batchtask.Record) {
				return fmt.Errorf("%s holds the properties; it is not one itself", batchtask.Record)
			}
		}
	}
	return nil
}

// separates reports whether c may separate names but can't be part of one, neither in JSON nor in XML.
func separates(c rune) bool {
	return c == ',' || c == ';' || unicode.IsSpace(c) || unicode.IsControl(c)
}

// isToken reports whether s is a token (RFC 9110 section 5.6.2).
func isToken(s string) bool { return httpguts.ValidHeaderFieldName(s) }

// taken holds the headers that already have a meaning in a request or response of the operation.
var taken = names.NewSet("Authorization", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Cookie",
	"Date", "Host", "Set-Cookie", "SO-AppToken", "SO-TimeZone", "Trailer", "Transfer-Encoding", "WWW-Authenticate")

func checkHeader(option, header string) error {
	if !isToken(header) || taken.HasString(header) {
		return fmt.Errorf("%s %q is invalid: it must be a header name that has no other meaning", option, header)
	}
	return nil
}

func (g *Guard) checkHeaders() error {
	if err := checkHeader("xsrf header", g.XSRF.Header); err != nil {
		return err
	}
	if i := strings.IndexAny(g.XSRF.Header, "_."); i >= 0 {
		return fmt.Errorf("xsrf header %q has a %q: Caddy drops such headers from requests", g.XSRF.Header, g.XSRF.Header[i])
	}
	if g.StrippedHeader != off {
		if err := checkHeader("stripped_header", g.StrippedHeader); err != nil {
			return err
		}
	}
	if g.AppToken != "" && strings.TrimSpace(g.AppToken) == "" {
		return errors.New("app_token is blank")
	}
	if !httpguts.ValidHeaderFieldValue(g.AppToken) {
		return errAppToken
	}
	return nil
}

// maxLimit is the maximum of max_request_body and max_response_body.
const maxLimit = 1 << 30

func (g *Guard) checkLimits() error {
	for _, limit := range []struct {
		option string
		size   int64
	}{
		{"max_request_body", g.MaxRequestBody}, {"max_response_body", g.MaxResponseBody},
	} {
		if limit.size < 1 || limit.size > maxLimit {
			return fmt.Errorf("%s %d is not between 1 and %d bytes", limit.option, limit.size, maxLimit)
		}
	}
	return nil
}

func (g *Guard) checkZones() error {
	_, err := timezone.NewCatalog(g.TimeZone.options(), nil)
	if noZone := timezone.NoZoneError(""); errors.As(err, &noZone) {
		return fmt.Errorf("timezone %w%s", err, adviseZone(timezone.SuggestZone(string(noZone))))
	}
	if err != nil {
		return fmt.Errorf("timezone %w", err)
	}
	return nil
}

// errAppToken says what is wrong with an app token, but not the token, which is a secret.
var errAppToken = errors.New("app_token can't be sent in a header")

// expandAppToken returns the app token with its placeholders expanded, or an error if the result can't be sent in a header.
// Braces that are not a known placeholder stay: they may be part of the token. A file may begin with a byte-order mark.
func (g *Guard) expandAppToken(repl *caddy.Replacer) (string, error) {
	if !strings.Contains(g.AppToken, "{") {
		return g.AppToken, nil
	}
	token := strings.TrimSpace(strings.TrimPrefix(repl.ReplaceKnown(g.AppToken, ""), "\uFEFF"))
	if !httpguts.ValidHeaderFieldValue(token) {
		return "", errAppToken
	}
	return token, nil
}

// checkAppToken refuses a token that can't be sent, and warns of one that is empty, as far as its placeholders are known
// before a request.
func (g *Guard) checkAppToken() error {
	token, err := g.expandAppToken(caddy.NewReplacer())
	if err == nil && token == "" && g.AppToken != "" {
		g.logger.Warn("app_token is empty: nothing is sent as SO-AppToken, unless its placeholders have a value later")
	}
	return err
}

// checkMatcher refuses a matcher that examines the path, whether directly, in a named matcher or negated: it would
// recognize fewer spellings of the path than the guard's option path does (contract section 1).
func checkMatcher(set caddy.ModuleMap) error {
	for name, config := range set {
		switch name {
		case "path", "path_regexp", "file":
			return fmt.Errorf("a %s matcher recognizes fewer spellings of a path than the guard does: "+
				"let the guard have every request, and name the operation's path in its option path", name)
		case "not":
			var sets []caddy.ModuleMap
			if err := json.Unmarshal(config, &sets); err != nil {
				return err
			}
			for _, set := range sets {
				if err := checkMatcher(set); err != nil {
					return err
				}
			}
		default:
			if what := readsPath.FindString(string(config)); what != "" {
				return fmt.Errorf("a matcher that looks at the path (%s) recognizes fewer spellings of it than the guard does: "+
					"let the guard have every request, and name the operation's path in its option path", what)
			}
		}
	}
	return nil
}

// readsPath finds references to the path in other matchers: CEL functions, and placeholders in their full form, to which
// the Caddyfile adapter expands the short ones.
var readsPath = regexp.MustCompile(`\b(?:path|path_regexp|file)\(|\bhttp\.request\.(?:orig_)?uri\b`)
