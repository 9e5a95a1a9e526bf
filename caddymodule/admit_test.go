package caddymodule

import (
	"slices"
	"strings"
	"testing"
)

// Who may pass (contract section 3). The body is one that would be refused, so that a pass is known by the 400 that only
// reading the body can give, and a refusal is known to come before it.
const badBody = `{"Id":`

func (s *site) admits(t *testing.T, lines ...string) {
	t.Helper()
	s.refused(t, rawRequest("POST", operationPath, badBody, append(lines, jsonType)...), 400, "malformed-body")
}

func (s *site) turnsAway(t *testing.T, status int, kind string, lines ...string) response {
	t.Helper()
	return s.refused(t, rawRequest("POST", operationPath, badBody, append(lines, jsonType)...), status, kind)
}

func TestCredentialsThatPass(t *testing.T) {
	s := startSite(t, "")
	for _, authorization := range []string{
		"Basic dGplMDpUamUw", "basic dGplMDpUamUw", "BASIC  dGplMDpUamUw",
		"Basic YTpi", "Basic YTo=", "Basic YTo", "Basic Og==", "Basic Og", // a:b, a:, and only a colon
		"Basic w6TDtjrDvA==", // UTF-8
		"Basic 5Dr8",         // Latin-1
		"SoTicket 7T:abc123==", "SOTicket 7T:abc123==", "SOTICKET 7T:abc123==", "soticket 7T:abc123==",
		"SoTicket    7T:abc123==", "SoTicket a", "SoTicket !#$%&'()*+-./:;<=>?@[]^_`{|}~",
		"Bearer 8A:Cust12345.AGYA", "BEARER 8A:Cust12345.AGYA", "bearer abc",
		"Bearer " + strings.Repeat("x", 16<<10),
		"SoTicket " + strings.Repeat("x", 16<<10),
		"Basic " + strings.Repeat("YTpi", 4<<10),
	} {
		t.Run(authorization[:min(len(authorization), 40)], func(t *testing.T) {
			s.admits(t, "Authorization: "+authorization)
			s.admits(t, "authorization: "+authorization, "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=b") // not looked at
		})
	}
}

func TestCredentialsThatDoNotPass(t *testing.T) {
	s := startSite(t, "")
	for _, tc := range []struct{ authorization, kind string }{
		{"", "unsupported-scheme"},
		{"Negotiate YTpi", "unsupported-scheme"},
		{"NTLM YTpi", "unsupported-scheme"},
		{"Digest username=a", "unsupported-scheme"},
		{"7T:abc123==", "unsupported-scheme"},
		{"SoTicket:7T:abc", "unsupported-scheme"},
		{"SoTickets 7T:abc", "unsupported-scheme"},
		{"SoTic\u212Aet 7T:abc", "unsupported-scheme"}, // a Kelvin sign is no k
		{"Ba\u017Fic YTpi", "unsupported-scheme"},      // a long s is no s
		{"SoTicket", "malformed-credential"},
		{"Bearer", "malformed-credential"},
		{"Basic", "malformed-credential"},
		{"SoTicket a b", "malformed-credential"},
		{"SoTicket a,b", "malformed-credential"},
		{`SoTicket "a"`, "malformed-credential"},
		{`Bearer a"`, "malformed-credential"},
		{"Bearer a, Bearer b", "malformed-credential"},
		{"Bearer a\tb", "malformed-credential"},
		{"Bearer \u00e9", "malformed-credential"},
		{"Bearer a\u00a0b", "malformed-credential"},
		{"Basic YWI=", "malformed-credential"},  // ab: no colon
		{"Basic YTpi=", "malformed-credential"}, // padding where there is nothing to pad
		{"Basic YTo==", "malformed-credential"},
		{"Basic Og===", "malformed-credential"},
		{"Basic O", "malformed-credential"},
		{"Basic a:b", "malformed-credential"},
		{"Basic _-86", "malformed-credential"}, // the URL's alphabet
		{"Basic YTpi YTpi", "malformed-credential"},
		{"Basic YT pi", "malformed-credential"},
		{"Basic YTpi,", "malformed-credential"},
		{"Basic ====", "malformed-credential"},
		{"Basic " + strings.Repeat("YTpi", 4<<10) + "YTpi", "malformed-credential"},
		{"Bearer " + strings.Repeat("x", 16<<10+1), "malformed-credential"},
	} {
		t.Run(tc.authorization[:min(len(tc.authorization), 40)], func(t *testing.T) {
			// A good XSRF token does not help a bad Authorization.
			resp := s.turnsAway(t, 401, tc.kind, "Authorization: "+tc.authorization, "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=a")
			want := []string{`Basic realm="SuperOffice WebAPI"`, `SoTicket realm="SuperOffice WebAPI"`, `Bearer realm="SuperOffice WebAPI"`}
			if got := resp.header["Www-Authenticate"]; !slices.Equal(got, want) {
				t.Errorf("challenges %q", got)
			}
		})
	}
}

func TestHeadersThatMayStandOnce(t *testing.T) {
	s := startSite(t, "")
	for name, lines := range map[string][]string{
		"two tickets":             {ticket, ticket},
		"two spellings":           {ticket, "AUTHORIZATION: Basic YTpi"},
		"one of them empty":       {ticket, "Authorization:"},
		"two types":               {ticket, "content-type: application/xml"},
		"two types, no ticket":    {"content-type: application/xml"},
		"two tokens":              {"X-XSRF-TOKEN: a", "X-XSRF-TOKEN: a"},
		"two tokens, one blank":   {"X-XSRF-TOKEN:", "x-xsrf-token: a"},
		"two tokens and a ticket": {ticket, "X-XSRF-TOKEN: a", "X-XSRF-TOKEN: b"},
		"two of a bad scheme":     {"Authorization: Negotiate a", "Authorization: Negotiate a"},
	} {
		t.Run(name, func(t *testing.T) {
			resp := s.turnsAway(t, 400, "duplicate-header", lines...)
			if resp.header["Www-Authenticate"] != nil {
				t.Error("a 400 with a challenge")
			}
		})
	}
}

func TestInstallations(t *testing.T) {
	all := map[string]string{"Basic": "Basic YTpi", "SoTicket": "SOTICKET 7T:a", "Bearer": "bearer 8A:a"}
	for options, allowed := range map[string][]string{
		"installation any":                          {"Basic", "SoTicket", "Bearer"},
		"installation onsite":                       {"Basic", "SoTicket"},
		"installation online":                       {"SoTicket", "Bearer"},
		"schemes bearer":                            {"Bearer"},
		"installation onsite\nschemes BEARER basic": {"Bearer", "Basic"},
		"realm `a \"b\" \\c`":                       {"Basic", "SoTicket", "Bearer"},
	} {
		t.Run(options, func(t *testing.T) {
			s := startSite(t, options)
			realm := "SuperOffice WebAPI"
			if strings.HasPrefix(options, "realm") {
				realm = `a \"b\" \\c`
			}
			var challenges []string
			for _, scheme := range allowed {
				challenges = append(challenges, scheme+` realm="`+realm+`"`)
			}
			for scheme, authorization := range all {
				if slices.Contains(allowed, scheme) {
					s.admits(t, "Authorization: "+authorization)
					continue
				}
				resp := s.turnsAway(t, 401, "unsupported-scheme", "Authorization: "+authorization)
				if !slices.Equal(resp.header["Www-Authenticate"], challenges) {
					t.Errorf("challenges %q, want %q", resp.header["Www-Authenticate"], challenges)
				}
			}
			resp := s.turnsAway(t, 401, "missing-credential")
			if !slices.Equal(resp.header["Www-Authenticate"], challenges) {
				t.Errorf("challenges %q, want %q", resp.header["Www-Authenticate"], challenges)
			}
		})
	}
}

// A request is refused for who sends it before its body is read, its query or its other headers.
func TestCredentialsComeFirst(t *testing.T) {
	s := startSite(t, "max_request_body 16")
	long := strings.Repeat(" ", 17)
	for name, raw := range map[string]string{
		"body too large": rawRequest("POST", operationPath, long, jsonType),
		"no type":        rawRequest("POST", operationPath, long),
		"bad select":     rawRequest("POST", operationPath+"?$select=%zz", "", jsonType),
		"bad zone":       rawRequest("POST", operationPath, "", jsonType, "SO-TimeZone: nowhere"),
		"bad coding":     rawRequest("POST", operationPath, "x", jsonType, "Content-Encoding: br"),
	} {
		t.Run(name, func(t *testing.T) { s.refused(t, raw, 401, "missing-credential") })
	}
}
