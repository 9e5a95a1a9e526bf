package credential

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestChallenges(t *testing.T) {
	p := policy(func(p *Policy) { p.Realm = `a "b" \c` })
	got := p.Challenges(nil)
	want := []string{`Basic realm="a \"b\" \\c"`, `SoTicket realm="a \"b\" \\c"`, `Bearer realm="a \"b\" \\c"`}
	if !slices.Equal(got, want) {
		t.Error(got)
	}
	got[0] = "changed"
	if again := p.Challenges(nil); !slices.Equal(again, want) {
		t.Error(again)
	}
}

func TestChallengesOfScripts(t *testing.T) {
	for _, tc := range []struct {
		header http.Header
		script bool
	}{
		{http.Header{}, false},
		{http.Header{"Sec-Fetch-Mode": {"cors"}}, true},
		{http.Header{"Sec-Fetch-Mode": {"same-origin"}}, true},
		{http.Header{"Sec-Fetch-Mode": {"no-cors"}}, true},
		{http.Header{"Sec-Fetch-Mode": {"navigate"}}, false},
		{http.Header{"Sec-Fetch-Mode": {"navigate"}, "Origin": {"https://crm.example.com"}}, false}, // a form
		{http.Header{"Sec-Fetch-Mode": {" "}}, false},
		{http.Header{"Sec-Fetch-Mode": {""}, "Origin": {"https://crm.example.com"}}, true},
		{http.Header{"Origin": {"https://crm.example.com"}}, true},
		{http.Header{"Origin": {"null"}}, true},
		{http.Header{"Origin": {""}}, false},
		{http.Header{"X-Requested-With": {"XMLHttpRequest"}}, true},
		{http.Header{"X-Requested-With": {"\t"}}, false},
		{http.Header{"Sec-Fetch-Mode": {"navigate"}, "X-Requested-With": {"XMLHttpRequest"}}, true},
		{http.Header{"Sec-Fetch-Site": {"cross-site"}, "Referer": {"https://crm.example.com/"}}, false},
	} {
		for schemes, want := range map[string]string{
			"Basic SoTicket Bearer": "SoTicket Bearer",
			"Bearer Basic":          "Bearer",
			"SoTicket Basic Bearer": "SoTicket Bearer",
			"Basic":                 "Basic", // the only one
			"SoTicket Bearer":       "SoTicket Bearer",
			"":                      "",
		} {
			p := policy(func(p *Policy) { p.Schemes = strings.Fields(schemes) })
			if !tc.script {
				want = schemes
			}
			var got []string
			for _, challenge := range p.Challenges(tc.header) {
				scheme, _, _ := strings.Cut(challenge, " ")
				got = append(got, scheme)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%v: challenges of %q are %q, want %q", tc.header, schemes, got, want)
			}
		}
	}
}
