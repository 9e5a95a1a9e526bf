// Package credential decides whether a request may pass, by its Authorization header or its XSRF token (contract section 3).
// It checks form, not validity: whether a ticket or a password is valid is for the API to decide. Errors never contain a
// credential or any part of one.
package credential

import (
	"net/http"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// The authentication schemes that SuperOffice accepts, as spelled in challenges.
const (
	Basic    = "Basic"
	SoTicket = "SoTicket"
	Bearer   = "Bearer"
)

// XSRF is returned by Check instead of a scheme for requests that use an XSRF token.
const XSRF = "XSRF"

// Schemes lists every scheme that a policy may allow.
var Schemes = []string{Basic, SoTicket, Bearer}

// Installations maps each value of the `installation` option to the schemes that such an installation accepts.
var Installations = map[string][]string{
	"any":    {Basic, SoTicket, Bearer},
	"onsite": {Basic, SoTicket},
	"online": {SoTicket, Bearer},
}

// MaxBytes is the maximum length of a credential or token.
const MaxBytes = 16 << 10

// Policy specifies which requests may pass. Pass it to New, and do not change it afterwards.
type Policy struct {
	// Schemes lists the allowed schemes.
	Schemes []string
	// XSRFHeader is the header that carries the token, and XSRFCookie the cookie that it is compared with.
	XSRFHeader, XSRFCookie string
	// XSRFOff refuses every request without an Authorization header.
	XSRFOff bool
	// RequireCookie refuses a token sent without the cookie.
	RequireCookie bool
	// RequireAppToken refuses SoTicket requests without an SO-AppToken.
	RequireAppToken bool

	// Realm is the realm named in challenges.
	Realm string

	xsrfKey                      string // the canonical form of XSRFHeader
	challenges, scriptChallenges []string
}

// New returns a copy of p that is ready for use.
func New(p Policy) *Policy {
	p.xsrfKey = http.CanonicalHeaderKey(p.XSRFHeader)
	p.setChallenges()
	return &p
}

// Check returns the scheme that the request uses, spelled as above, or XSRF. If the request is refused, the scheme is the
// one that it tried to use, or empty if that is unclear. Check removes blank values of Authorization, Content-Type, SO-AppToken
// and the XSRF header, which count as absent. hasAppToken says that an SO-AppToken will be added if the client sent none. Errors
// are of the kinds problem.DuplicateHeader, problem.MissingCredential, problem.UnsupportedScheme,
// problem.MalformedCredential, problem.XSRFMismatch and problem.MissingAppToken.
func (p *Policy) Check(h http.Header, hasAppToken bool) (scheme string, err error) {
	dropBlank(h, HeaderAppToken)
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
		return scheme, problem.New(problem.MissingAppToken, "a SoTicket request requires the SO-AppToken header")
	}
	return scheme, nil
}

// HeaderAppToken is the canonical form of SO-AppToken, as used in an http.Header.
const HeaderAppToken = "So-Apptoken"

// HasAppToken reports whether the client sent an SO-AppToken that is not blank.
func HasAppToken(h http.Header) bool { return value(h, HeaderAppToken) != "" }

func (p *Policy) checkAuthorization(value string) (scheme string, err error) {
	given, credential, _ := strings.Cut(strings.Trim(value, blanks), " ")
	for _, s := range p.Schemes {
		if names.Equal(given, s) {
			scheme = s
		}
	}
	if scheme == "" {
		// Don't quote what was sent: it may be the credential itself.
		return "", problem.New(problem.UnsupportedScheme, "unsupported scheme in the Authorization header: must be one of %s",
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
	return problem.New(problem.MalformedCredential, "malformed %s credential in the Authorization header: %s",
		scheme, why)
}
