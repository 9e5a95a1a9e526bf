package credential

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// checkXSRF checks the token of a request without an Authorization header. If the request carries XSRF cookies, the token
// must match one of them. If it carries none, as when a page takes the token from its hidden input field, the API decides.
func (p *Policy) checkXSRF(h http.Header) (scheme string, err error) {
	if p.XSRFOff {
		return "", problem.New(problem.MissingCredential, "the request has no Authorization header")
	}
	token := value(h, p.xsrfKey)
	if token == "" {
		return "", problem.New(problem.MissingCredential, "the request has neither an Authorization nor an %s header", p.XSRFHeader)
	}
	if len(token) > MaxBytes {
		return XSRF, problem.New(problem.MalformedCredential, "the %s header is longer than 16 KiB", p.XSRFHeader)
	}
	carried, matched := p.matchCookies(h["Cookie"], token)
	switch {
	case matched:
		return XSRF, nil
	case carried:
		return XSRF, problem.New(problem.XSRFMismatch, "the %s header does not match the %s cookie", p.XSRFHeader, p.XSRFCookie)
	case p.RequireCookie:
		return XSRF, problem.New(problem.XSRFMismatch, "the request has an %s header but no %s cookie", p.XSRFHeader, p.XSRFCookie)
	}
	return XSRF, nil
}

// matchCookies reports whether there are cookies of the configured name, and whether one of them matches the token. The
// header is parsed here because net/http drops cookies with characters that it considers invalid, and such a cookie must not
// make the request look as if it had none.
func (p *Policy) matchCookies(lines []string, token string) (carried, matched bool) {
	for _, line := range lines {
		for line != "" {
			var pair string
			pair, line, _ = strings.Cut(line, ";")
			name, value, _ := strings.Cut(pair, "=")
			if strings.Trim(name, blanks) != p.XSRFCookie {
				continue
			}
			carried = true
			matched = matchCookie(strings.Trim(value, blanks), token) || matched
		}
	}
	return carried, matched
}

// matchCookie compares the token in constant time with a cookie's value: as sent, without surrounding quotes, and
// percent-decoded.
func matchCookie(value, token string) bool {
	matched := equal(value, token)
	if n := len(value); n >= 2 && value[0] == '"' && value[n-1] == '"' {
		value = value[1 : n-1]
		matched = equal(value, token) || matched
	}
	if strings.IndexByte(value, '%') >= 0 {
		if decoded, err := url.PathUnescape(value); err == nil {
			matched = equal(decoded, token) || matched
		}
	}
	return matched
}

func equal(a, b string) bool {
	return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
