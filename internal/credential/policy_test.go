package credential

import (
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

func policy(edit func(*Policy)) *Policy {
	p := Policy{Schemes: Schemes, XSRFHeader: "X-XSRF-TOKEN", XSRFCookie: "XSRF-TOKEN"}
	if edit != nil {
		edit(&p)
	}
	return New(p)
}

// check returns the scheme that Check accepts, or the type of its error.
func check(p *Policy, h http.Header, appToken bool) string {
	scheme, err := p.Check(h, appToken)
	if p, ok := errors.AsType[*problem.Error](err); ok {
		return p.Kind.Type
	}
	return scheme
}

func basic(text string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(text)) }

func TestCheckAuthorization(t *testing.T) {
	for value, want := range map[string]string{
		basic("user:password"):                    Basic,
		basic(":"):                                Basic,
		basic("a:b:c"):                            Basic,
		basic("Zo\xeb:p"):                         Basic, // Latin-1
		"bASIC YTpi":                              Basic,
		"Basic   YTpi":                            Basic,
		"Basic YTpiYw":                            Basic, // padding is optional
		"Basic YTpiYw==":                          Basic,
		"SOTICKET 7T:abc123==":                    SoTicket,
		"soticket x":                              SoTicket,
		"Bearer 8A:Cust12345.AGYA":                Bearer,
		"Bearer !#$%&'()*+-./:;<=>?@":             Bearer,
		"Bearer " + strings.Repeat("a", MaxBytes): Bearer,

		"":                       XSRF, // blank is absent
		" \t":                    XSRF,
		" Bearer x\t":            Bearer, // HTTP/2 does not trim values
		"7T:abc123==":            "unsupported-scheme",
		"Negotiate YTpi":         "unsupported-scheme",
		"Bearer\tabc":            "unsupported-scheme",
		"BaſicYTpi":              "unsupported-scheme",
		"Ba\u017fic YTpi":        "unsupported-scheme",
		"Basic":                  "malformed-credential",
		"Basic ":                 "malformed-credential",
		"Basic YTpiYw=":          "malformed-credential",
		"Basic YTpiY":            "malformed-credential",
		"Basic YTpi====":         "malformed-credential",
		"Basic YT pi":            "malformed-credential",
		"Basic YTpi-_":           "malformed-credential",
		basic("nocolon"):         "malformed-credential",
		basic("a:b\n"):           "malformed-credential",
		basic("a\x00:b"):         "malformed-credential",
		"Bearer":                 "malformed-credential",
		"Bearer a b":             "malformed-credential",
		`Bearer a"b`:             "malformed-credential",
		"Bearer a,b":             "malformed-credential",
		"Bearer \u00e6":          "malformed-credential",
		"SoTicket 7T:a, Basic b": "malformed-credential",
		"Bearer a\tb":            "malformed-credential",
		"Bearer " + strings.Repeat("a", MaxBytes+1):              "malformed-credential",
		basic(strings.Repeat("a", MaxBytes)):                     "malformed-credential",
		"Basic " + strings.Repeat("YWFh", MaxBytes/4-1) + "YTpi": Basic, // the colon is in the last piece
		"Basic " + strings.Repeat("YWFh", 256) + "YQ" + "YTpi":   "malformed-credential",
	} {
		if got := check(policy(nil), http.Header{"Authorization": {value}, "X-Xsrf-Token": {"t"}}, false); got != want {
			t.Errorf("%.60q: %s, want %s", value, got, want)
		}
	}
}

func TestCheckSchemes(t *testing.T) {
	for installation, want := range map[string][]string{
		"any":    {Basic, SoTicket, Bearer},
		"onsite": {Basic, SoTicket, "unsupported-scheme"},
		"online": {"unsupported-scheme", SoTicket, Bearer},
	} {
		p := policy(func(p *Policy) { p.Schemes = Installations[installation] })
		var got []string
		for _, value := range []string{"Basic YTpi", "SoTicket x", "Bearer x"} {
			got = append(got, check(p, http.Header{"Authorization": {value}}, false))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v", installation, got)
		}
	}
}

func TestCheckDuplicates(t *testing.T) {
	for _, name := range []string{"Authorization", "Content-Type", "X-Xsrf-Token"} {
		if got := check(policy(nil), http.Header{name: {"a", "a"}}, false); got != "duplicate-header" {
			t.Errorf("%s: %s", name, got)
		}
	}
	for _, name := range []string{"Authorization", "Content-Type", "X-Xsrf-Token"} {
		h := http.Header{"Authorization": {"Bearer x"}, name: {"", "Bearer x", " \t"}}
		if got := check(policy(nil), h, false); got != Bearer || !slices.Equal(h[name], []string{"Bearer x"}) {
			t.Errorf("%s: got %s, header %q", name, got, h[name])
		}
		h = http.Header{"Authorization": {"Bearer x"}, name: {"", " "}}
		if got := check(policy(nil), h, false); name != "Authorization" && got != Bearer || h[name] != nil {
			t.Errorf("%s: got %s, header %q", name, got, h[name])
		}
		h = http.Header{name: {"a", " ", "b"}}
		if got := check(policy(nil), h, false); got != "duplicate-header" {
			t.Errorf("%s: %s", name, got)
		}
	}
	own := policy(func(p *Policy) { p.XSRFHeader = "X-csrf" })
	if got := check(own, http.Header{"X-Csrf": {"a", "b"}}, false); got != "duplicate-header" {
		t.Error(got)
	}
}

func TestCheckXSRF(t *testing.T) {
	for _, tc := range []struct {
		token, cookies, want string
	}{
		{"", "", "missing-credential"},
		{" \t", "", "missing-credential"},
		{"t", "", XSRF},
		{"t", "other=1", XSRF},
		{"t", "xsrf-token=x", XSRF}, // cookie names are case-sensitive
		{"t", "XSRF-TOKEN=t", XSRF},
		{"t", `XSRF-TOKEN="t"`, XSRF},
		{`"t"`, `XSRF-TOKEN="t"`, XSRF},
		{"a=b", "XSRF-TOKEN=a%3Db", XSRF},
		{"a%3Db", "XSRF-TOKEN=a%3Db", XSRF},
		{"a=b", "XSRF-TOKEN=a=b", XSRF},
		{"t", "a=1; XSRF-TOKEN=x; XSRF-TOKEN=t", XSRF},
		{"t", "a=1 ;XSRF-TOKEN =t", XSRF},
		{"t", "XSRF-TOKEN=T", "xsrf-mismatch"},
		{"t", "XSRF-TOKEN=", "xsrf-mismatch"},
		{"t", "XSRF-TOKEN", "xsrf-mismatch"},
		{"t", "XSRF-TOKEN=x\x01,y", "xsrf-mismatch"}, // net/http drops such a cookie
		{"t", "XSRF-TOKEN=%zz", "xsrf-mismatch"},
		{strings.Repeat("t", MaxBytes+1), "", "malformed-credential"},
	} {
		h := http.Header{"X-Xsrf-Token": {tc.token}}
		if tc.cookies != "" {
			h["Cookie"] = []string{"first=1", tc.cookies}
		}
		if got := check(policy(nil), h, false); got != tc.want {
			t.Errorf("%.20q with %q: %s, want %s", tc.token, tc.cookies, got, tc.want)
		}
	}
	required := policy(func(p *Policy) { p.RequireCookie = true })
	if got := check(required, http.Header{"X-Xsrf-Token": {"t"}}, false); got != "xsrf-mismatch" {
		t.Error(got)
	}
	refused := policy(func(p *Policy) { p.XSRFOff = true })
	if got := check(refused, http.Header{"X-Xsrf-Token": {"t"}}, false); got != "missing-credential" {
		t.Error(got)
	}
}

func TestCheckAppToken(t *testing.T) {
	p := policy(func(p *Policy) { p.RequireAppToken = true })
	for _, tc := range []struct {
		authorization, sent string
		added               bool
		want                string
	}{
		{"SoTicket x", "", false, "missing-app-token"},
		{"SoTicket x", "", true, SoTicket},
		{"SoTicket x", "a", false, SoTicket},
		{"SoTicket x", " \t", false, "missing-app-token"},
		{"Bearer x", "", false, Bearer},
		{"Basic YTpi", "", false, Basic},
	} {
		h := http.Header{"Authorization": {tc.authorization}, "So-Apptoken": {tc.sent}}
		if got := check(p, h, tc.added); got != tc.want {
			t.Errorf("%+v: %s", tc, got)
		}
	}
}

// FuzzCheck checks that whatever passes has the scheme that Check returns, and that Basic credentials conform to RFC 7617.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"Basic YTpi", "Bearer x", "SoTicket 7T:a==", "Basic ====", " ", "Basic YTpiYw"} {
		f.Add(seed, "t", "XSRF-TOKEN=t")
	}
	p := policy(nil)
	f.Fuzz(func(t *testing.T, authorization, token, cookie string) {
		h := http.Header{"X-Xsrf-Token": {token}, "Cookie": {cookie}}
		_, _ = p.Check(h, false) // must not panic
		h["Authorization"] = []string{authorization}
		scheme, err := p.Check(h, false)
		authorization = strings.Trim(authorization, " \t")
		if err != nil || authorization == "" && scheme == XSRF {
			return
		}
		given, credential, _ := strings.Cut(authorization, " ")
		if !strings.EqualFold(given, scheme) {
			t.Fatalf("%q was accepted as %s", authorization, scheme)
		}
		if scheme == Basic {
			text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.Trim(credential, " "), "="))
			if err != nil || !strings.Contains(string(text), ":") {
				t.Fatalf("%q was accepted: decoded to %q, error %v", authorization, text, err)
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	p := policy(nil)
	for name, value := range map[string]string{"Basic": "Basic dGplMDpUamUw", "Bearer": "Bearer 8A:Cust12345.AGYA"} {
		b.Run(name, func(b *testing.B) {
			h := http.Header{"Authorization": {value}}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.Check(h, false); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
