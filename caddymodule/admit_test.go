package caddymodule

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Which credentials are accepted (contract section 3). The body is malformed, so an accepted request gets a 400, and a 401
// shows that the body was not read.
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
			s.admits(t, "authorization: "+authorization, "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=b") // not examined
		})
	}
}

func TestCredentialsThatDoNotPass(t *testing.T) {
	s := startSite(t, "")
	for _, tc := range []struct{ authorization, kind string }{
		{"Negotiate YTpi", "unsupported-scheme"},
		{"NTLM YTpi", "unsupported-scheme"},
		{"Digest username=a", "unsupported-scheme"},
		{"7T:abc123==", "unsupported-scheme"},
		{"SoTicket:7T:abc", "unsupported-scheme"},
		{"SoTickets 7T:abc", "unsupported-scheme"},
		{"SoTic\u212Aet 7T:abc", "unsupported-scheme"}, // a Kelvin sign is not a k
		{"Ba\u017Fic YTpi", "unsupported-scheme"},      // a long s is not an s
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
		{"Basic YTpi=", "malformed-credential"}, // padding that is not needed
		{"Basic YTo==", "malformed-credential"},
		{"Basic Og===", "malformed-credential"},
		{"Basic O", "malformed-credential"},
		{"Basic a:b", "malformed-credential"},
		{"Basic _-86", "malformed-credential"}, // the URL-safe alphabet
		{"Basic YTpi YTpi", "malformed-credential"},
		{"Basic YT pi", "malformed-credential"},
		{"Basic YTpi,", "malformed-credential"},
		{"Basic ====", "malformed-credential"},
		{"Basic " + strings.Repeat("YTpi", 4<<10) + "YTpi", "malformed-credential"},
		{"Bearer " + strings.Repeat("x", 16<<10+1), "malformed-credential"},
	} {
		t.Run(tc.authorization[:min(len(tc.authorization), 40)], func(t *testing.T) {
			// A valid XSRF token does not make up for an invalid Authorization.
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
		"two types":               {ticket, "content-type: application/xml"},
		"two types, no ticket":    {"content-type: application/xml"},
		"two tokens":              {"X-XSRF-TOKEN: a", "X-XSRF-TOKEN: a"},
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

// A blank Authorization counts as absent and is not forwarded: axios sends one by default.
func TestBlankHeadersCountAsAbsent(t *testing.T) {
	s := startSite(t, "")
	const token, cookie = "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=a"
	for name, tc := range map[string]struct {
		lines   []string
		arrives string // Authorization, X-XSRF-TOKEN and Content-Type, or the status and problem type
	}{
		"a token beside a blank Authorization":   {[]string{"Authorization:", token, cookie, jsonType}, "|a|application/json"},
		"blanks only":                            {[]string{"Authorization: \t ", token, jsonType}, "|a|application/json"},
		"a blank behind a ticket":                {[]string{ticket, "authorization:", jsonType}, "SoTicket 7T:abc123==||application/json"},
		"a blank before a ticket":                {[]string{"Authorization:", ticket, jsonType}, "SoTicket 7T:abc123==||application/json"},
		"blanks around a ticket":                 {[]string{"Authorization:", ticket, "Authorization:", jsonType}, "SoTicket 7T:abc123==||application/json"},
		"a blank token beside a ticket":          {[]string{ticket, "X-XSRF-TOKEN:", cookie, jsonType}, "SoTicket 7T:abc123==||application/json"},
		"a blank token before another":           {[]string{"X-XSRF-TOKEN:", "x-xsrf-token: a", cookie, jsonType}, "|a|application/json"},
		"a blank type behind another":            {[]string{ticket, jsonType, "Content-Type:"}, "SoTicket 7T:abc123==||application/json"},
		"a blank type":                           {[]string{ticket, "Content-Type:"}, "415 unsupported-media-type"},
		"nothing but blanks":                     {[]string{"Authorization:", "X-XSRF-TOKEN:", jsonType}, "401 missing-credential"},
		"a blank Authorization, a wrong token":   {[]string{"Authorization:", "X-XSRF-TOKEN: b", cookie, jsonType}, "403 xsrf-mismatch"},
		"a blank between two":                    {[]string{ticket, "Authorization:", "Authorization: Basic YTpi", jsonType}, "400 duplicate-header"},
		"a blank between two tokens":             {[]string{token, "X-XSRF-TOKEN:", token, cookie, jsonType}, "400 duplicate-header"},
		"a blank between two types":              {[]string{ticket, jsonType, "Content-Type:", jsonType}, "400 duplicate-header"},
		"a scheme alone is not blank":            {[]string{"Authorization: Basic", token, cookie, jsonType}, "401 malformed-credential"},
		"a ticket, and the blanks of two others": {[]string{ticket, "X-XSRF-TOKEN:", jsonType, "Content-Type:"}, "SoTicket 7T:abc123==||application/json"},
	} {
		t.Run(name, func(t *testing.T) {
			raw := rawRequest("POST", operationPath, "{}", tc.lines...)
			status, kind, _ := strings.Cut(tc.arrives, " ")
			if n, err := strconv.Atoi(status); err == nil {
				s.refused(t, raw, n, kind)
				return
			}
			got, _ := s.passed(t, raw)
			var values []string
			for _, name := range []string{"Authorization", "X-Xsrf-Token", "Content-Type"} {
				if v, there := got.header[name]; there && len(v) != 1 || there && v[0] == "" {
					t.Errorf("%s arrived as %q", name, v)
				}
				values = append(values, got.header.Get(name))
			}
			if arrived := strings.Join(values, "|"); arrived != tc.arrives {
				t.Errorf("arrived %q", arrived)
			}
		})
	}
}

// With a challenge, a browser would hold the response back from a page's script until the user had logged in.
func TestScriptsAreNotChallengedByBasic(t *testing.T) {
	basic, others := `Basic realm="SuperOffice WebAPI"`, []string{`SoTicket realm="SuperOffice WebAPI"`, `Bearer realm="SuperOffice WebAPI"`}
	s := startSite(t, "require_app_token")
	for _, lines := range [][]string{
		{"Sec-Fetch-Mode: cors"}, {"Sec-Fetch-Mode: same-origin", "Origin: http://a.example"}, {"Origin: http://a.example"},
		{"X-Requested-With: XMLHttpRequest"}, {"sec-fetch-mode: CORS", "Authorization: Negotiate x"},
		{"Origin: null", "Authorization: Basic x"}, {"Origin: http://a.example", "Authorization: SoTicket 7T:a"},
	} {
		_, resp := s.forwarded(rawRequest("POST", operationPath, badBody, append(lines, jsonType)...))
		if resp.status != 401 || !slices.Equal(resp.header["Www-Authenticate"], others) {
			t.Errorf("%q: %d, %q", lines, resp.status, resp.header["Www-Authenticate"])
		}
	}
	for _, lines := range [][]string{{}, {"Sec-Fetch-Mode: navigate", "Origin: http://a.example"}, {"Origin:", "Sec-Fetch-Mode:"}} {
		_, resp := s.forwarded(rawRequest("POST", operationPath, badBody, append(lines, jsonType)...))
		if resp.status != 401 || !slices.Equal(resp.header["Www-Authenticate"], append([]string{basic}, others...)) {
			t.Errorf("%q: %d, %q", lines, resp.status, resp.header["Www-Authenticate"])
		}
	}
	s = startSite(t, "schemes Basic\nerrors caddy")
	if _, resp := s.forwarded(rawRequest("POST", operationPath, badBody, "Sec-Fetch-Mode: cors", jsonType)); resp.status != 401 ||
		!slices.Equal(resp.header["Www-Authenticate"], []string{basic}) {
		t.Errorf("of Basic alone: %d, %q", resp.status, resp.header["Www-Authenticate"])
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

// Credentials are checked before the body, the query and the other headers.
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
