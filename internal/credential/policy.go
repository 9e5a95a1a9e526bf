// Package credential checks whether a request may pass: its Authorization header or its XSRF token (contract section 3).
// It checks form, not validity: the API is the judge of tickets and passwords. No credential, nor any part of one, is ever
// in an error.
package credential

import (
	"net/http"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// The authentication schemes of the operation, spelled as in challenges.
const (
	Basic    = "Basic"
	SoTicket = "SoTicket"
	Bearer   = "Bearer"
)

// XSRF is what Check returns in place of a scheme for a request that passes by its XSRF token.
const XSRF = "XSRF"

// Schemes are all schemes that a policy may allow.
var Schemes = []string{Basic, SoTicket, Bearer}

// Installations are the schemes that each kind of installation accepts, by its name in the Caddyfile.
var Installations = map[string][]string{
	"any":    {Basic, SoTicket, Bearer},
	"onsite": {Basic, SoTicket},
	"online": {SoTicket, Bearer},
}

// MaxBytes bounds a credential or token.
const MaxBytes = 16 << 10

// Policy says who may pass. It is used through New and must not be changed then.
type Policy struct {
	// Schemes that are allowed, of those above.
	Schemes []string
	// XSRFHeader and XSRFCookie are where the token is sent and what it is compared with.
	XSRFHeader, XSRFCookie string
	// XSRFOff refuses all requests without Authorization.
	XSRFOff bool
	// RequireCookie refuses a token that comes without its cookie.
	RequireCookie bool
	// RequireAppToken refuses SoTicket requests without an SO-AppToken.
	RequireAppToken bool

	// Realm is that of the challenges.
	Realm string

	xsrfKey                      string // XSRFHeader in canonical form
	challenges, scriptChallenges []string
}

// New returns p, ready for use.
func New(p Policy) *Policy {
	p.xsrfKey = http.CanonicalHeaderKey(p.XSRFHeader)
	p.setChallenges()
	return &p
}

// Check returns the scheme by which a request may pass, spelled as above, or XSRF; with an error, that by which it tried
// to, if it can be told. Blank values of the headers that may be given once count as absent, and are removed. hasAppToken
// says that an SO-AppToken will be sent even if the client has none. Errors are of the kinds fault.DuplicateHeader,
// fault.MissingCredential, fault.UnsupportedScheme, fault.MalformedCredential, fault.XSRFMismatch and
// fault.MissingAppToken.
func (p *Policy) Check(h http.Header, hasAppToken bool) (scheme string, err error) {
	if err := single(h, "Authorization", "Authorization"); err != nil {
		return "", err
	}
	if err := single(h, "Content-Type", "Content-Type"); err != nil {
		return "", err
	}
	if err := single(h, p.xsrfKey, p.XSRFHeader); err != nil {
		return "", err
	}
	values := h["Authorization"]
	if len(values) == 0 {
		return p.checkXSRF(h)
	}
	scheme, err = p.checkAuthorization(values[0])
	if err != nil {
		return scheme, err
	}
	if p.RequireAppToken && scheme == SoTicket && !hasAppToken && !HasAppToken(h) {
		return scheme, fault.New(fault.MissingAppToken, "a SoTicket request needs the header SO-AppToken")
	}
	return scheme, nil
}

// HeaderAppToken is SO-AppToken as it stands in a http.Header.
const HeaderAppToken = "So-Apptoken"

// HasAppToken reports whether the client has sent an SO-AppToken that is not blank.
func HasAppToken(h http.Header) bool { return value(h, HeaderAppToken) != "" }

func (p *Policy) checkAuthorization(value string) (scheme string, err error) {
	given, credential, _ := strings.Cut(strings.Trim(value, blanks), " ")
	for _, s := range p.Schemes {
		if names.Equal(given, s) {
			scheme = s
		}
	}
	if scheme == "" {
		// What was given is not repeated: it may be the credential itself.
		return "", fault.New(fault.UnsupportedScheme, "the scheme of the Authorization header is not one of: %s",
			strings.Join(p.Schemes, ", "))
	}
	credential = strings.Trim(credential, " ")
	switch {
	case credential == "":
		return scheme, malformed(scheme, "it is empty")
	case len(credential) > MaxBytes:
		return scheme, malformed(scheme, "it is longer than 16 KiB")
	case scheme == Basic:
		return scheme, checkBasic(credential)
	default:
		return scheme, checkToken(scheme, credential)
	}
}

func malformed(scheme, why string) error {
	return fault.New(fault.MalformedCredential, "the %s credential of the Authorization header is not well formed: %s",
		scheme, why)
}
