package credential

import (
	"net/http"
	"slices"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Challenges returns the values of WWW-Authenticate for a 401 to a request with the given header: one per allowed scheme,
// each with the realm (RFC 9110 section 11.6.1). For a script on a page, the Basic challenge is omitted unless it is the only
// one (contract section 3): a browser would withhold the response from the script and prompt the user for a password.
func (p *Policy) Challenges(h http.Header) []string {
	if fromScript(h) {
		return slices.Clone(p.scriptChallenges)
	}
	return slices.Clone(p.challenges)
}

// fromScript reports whether a script on a page sent the request. Browsers say so in Sec-Fetch-Mode, except over plain HTTP,
// where Origin is the only sign. X-Requested-With is added by libraries.
func fromScript(h http.Header) bool {
	if mode := value(h, "Sec-Fetch-Mode"); mode != "" {
		return !names.Equal(mode, "navigate") || value(h, "X-Requested-With") != ""
	}
	return value(h, "Origin") != "" || value(h, "X-Requested-With") != ""
}

// challenges returns one challenge for each scheme.
func challenges(schemes []string, realm string) []string {
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(realm)
	list := make([]string, len(schemes))
	for i, scheme := range schemes {
		list[i] = scheme + ` realm="` + quoted + `"`
	}
	return list
}

func (p *Policy) setChallenges() {
	p.challenges = challenges(p.Schemes, p.Realm)
	p.scriptChallenges = p.challenges
	if i := slices.Index(p.Schemes, Basic); i >= 0 && len(p.Schemes) > 1 {
		p.scriptChallenges = slices.Delete(slices.Clone(p.challenges), i, i+1)
	}
}
