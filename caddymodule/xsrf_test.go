package caddymodule

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestXSRF(t *testing.T) {
	s := startSite(t, "")
	const pass, missing, mismatch = "", "missing-credential", "xsrf-mismatch"
	for _, tc := range []struct {
		name  string
		lines []string
		kind  string
	}{
		{"nothing", nil, missing},
		{"only the cookie", []string{"Cookie: XSRF-TOKEN=abc"}, missing},
		{"blank", []string{"X-XSRF-TOKEN:"}, missing},
		{"blanks", []string{"X-XSRF-TOKEN: \t "}, missing},
		{"blank and a cookie that is blank too", []string{"X-XSRF-TOKEN:", "Cookie: XSRF-TOKEN="}, missing},
		{"token alone, from the hidden field", []string{"X-XSRF-TOKEN: abc"}, pass},
		{"other cookies", []string{"X-XSRF-TOKEN: abc", "Cookie: a=b; session=XSRF-TOKEN=x"}, pass},
		{"a cookie of another case", []string{"X-XSRF-TOKEN: abc", "Cookie: xsrf-token=x"}, pass},
		{"a longer name", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN2=x; AXSRF-TOKEN=x"}, pass},
		{"equal", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN=abc"}, pass},
		{"header in another case", []string{"x-xsrf-token: abc", "cookie: XSRF-TOKEN=abc"}, pass},
		{"among others", []string{"X-XSRF-TOKEN: abc", "Cookie: a=1; XSRF-TOKEN=abc; b=2"}, pass},
		{"no blank between", []string{"X-XSRF-TOKEN: abc", "Cookie: a=1;XSRF-TOKEN=abc;b=2"}, pass},
		{"one of several", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN=old; XSRF-TOKEN=abc"}, pass},
		{"one of several, the first", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN=abc; XSRF-TOKEN=old"}, pass},
		{"in several headers", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN=old", "Cookie: XSRF-TOKEN=abc"}, pass},
		{"none of several headers", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN=old", "Cookie: XSRF-TOKEN=older"}, mismatch},
		{"quoted", []string{"X-XSRF-TOKEN: abc", `Cookie: XSRF-TOKEN="abc"`}, pass},
		{"quoted in both", []string{`X-XSRF-TOKEN: "abc"`, `Cookie: XSRF-TOKEN="abc"`}, pass},
		{"quoted in the header only", []string{`X-XSRF-TOKEN: "abc"`, `Cookie: XSRF-TOKEN=abc`}, mismatch},
		{"half quoted", []string{"X-XSRF-TOKEN: abc", `Cookie: XSRF-TOKEN="abc`}, mismatch},
		{"encoded", []string{"X-XSRF-TOKEN: a+b/c==", "Cookie: XSRF-TOKEN=a%2Bb%2fc%3D%3D"}, pass},
		{"encoded, and quoted", []string{"X-XSRF-TOKEN: a+b", `Cookie: XSRF-TOKEN="a%2Bb"`}, pass},
		{"encoded in both", []string{"X-XSRF-TOKEN: a%2Bb", "Cookie: XSRF-TOKEN=a%2Bb"}, pass},
		{"encoded in the header only", []string{"X-XSRF-TOKEN: a%2Bb", "Cookie: XSRF-TOKEN=a+b"}, mismatch},
		{"a plus is no blank", []string{"X-XSRF-TOKEN: a b", "Cookie: XSRF-TOKEN=a+b"}, mismatch},
		{"malformed encoding, raw", []string{"X-XSRF-TOKEN: 100%", "Cookie: XSRF-TOKEN=100%"}, pass},
		{"malformed encoding", []string{"X-XSRF-TOKEN: 100", "Cookie: XSRF-TOKEN=100%"}, mismatch},
		{"with =", []string{"X-XSRF-TOKEN: a=b==", "Cookie: XSRF-TOKEN=a=b=="}, pass},
		{"another case", []string{"X-XSRF-TOKEN: ABC", "Cookie: XSRF-TOKEN=abc"}, mismatch},
		{"a part", []string{"X-XSRF-TOKEN: ab", "Cookie: XSRF-TOKEN=abc"}, mismatch},
		{"more", []string{"X-XSRF-TOKEN: abcd", "Cookie: XSRF-TOKEN=abc"}, mismatch},
		{"an empty cookie", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN="}, mismatch},
		{"a cookie without =", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN"}, mismatch},
		{"a cookie with a blank inside", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN=a bc"}, mismatch},
		{"a cookie with a comma", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN=a,c"}, mismatch},
		{"a cookie with a quote", []string{"X-XSRF-TOKEN: abc", `Cookie: XSRF-TOKEN=a"bc`}, mismatch},
		{"a cookie with a backslash", []string{"X-XSRF-TOKEN: abc", `Cookie: XSRF-TOKEN=a\bc`}, mismatch},
		{"a cookie beyond ASCII", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN=\u00e4bc"}, mismatch},
		{"a cookie with blanks around", []string{"X-XSRF-TOKEN: abc", "Cookie: XSRF-TOKEN = abc "}, pass},
		{"blanks around the token", []string{"X-XSRF-TOKEN:   abc  ", "Cookie: XSRF-TOKEN=abc"}, pass},
		{"16 KiB", []string{"X-XSRF-TOKEN: " + strings.Repeat("a", 16<<10)}, pass},
	} {
		t.Run(tc.name, func(t *testing.T) {
			switch tc.kind {
			case pass:
				s.admits(t, tc.lines...)
			case mismatch:
				if resp := s.turnsAway(t, 403, mismatch, tc.lines...); resp.header["Www-Authenticate"] != nil {
					t.Error("a 403 with a challenge")
				}
			default:
				if resp := s.turnsAway(t, 401, tc.kind, tc.lines...); len(resp.header["Www-Authenticate"]) != 3 {
					t.Errorf("challenges %q", resp.header["Www-Authenticate"])
				}
			}
		})
	}
}

// What the guard only checks is forwarded unchanged.
func TestXSRFIsForwarded(t *testing.T) {
	s := startSite(t, "")
	got, _ := s.passed(t, rawRequest("POST", operationPath, "{}", jsonType, "X-XSRF-TOKEN: a+b", `Cookie: z=1; XSRF-TOKEN="a%2Bb"`))
	if got.header.Get("X-XSRF-TOKEN") != "a+b" || got.header.Get("Cookie") != `z=1; XSRF-TOKEN="a%2Bb"` {
		t.Errorf("arrived %s", got.head)
	}
}

func TestXSRFOptions(t *testing.T) {
	t.Run("off", func(t *testing.T) {
		s := startSite(t, "xsrf off")
		s.turnsAway(t, 401, "missing-credential", "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=a")
		s.admits(t, ticket)
	})
	t.Run("require_cookie", func(t *testing.T) {
		s := startSite(t, "xsrf {\nrequire_cookie\n}")
		s.turnsAway(t, 403, "xsrf-mismatch", "X-XSRF-TOKEN: a")
		s.turnsAway(t, 403, "xsrf-mismatch", "X-XSRF-TOKEN: a", "Cookie: other=a")
		s.turnsAway(t, 403, "xsrf-mismatch", "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=b")
		s.turnsAway(t, 401, "missing-credential", "Cookie: XSRF-TOKEN=b")
		s.admits(t, "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=a")
		s.admits(t, ticket)
	})
	t.Run("names", func(t *testing.T) {
		s := startSite(t, "xsrf {\nheader x-csrf\ncookie csrf\n}")
		s.turnsAway(t, 401, "missing-credential", "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=a")
		s.turnsAway(t, 403, "xsrf-mismatch", "X-CSRF: a", "Cookie: csrf=b")
		s.turnsAway(t, 400, "duplicate-header", "X-CSRF: a", "x-csrf: a")
		s.admits(t, "X-Csrf: a", "Cookie: csrf=a; XSRF-TOKEN=b")
		s.admits(t, "X-Csrf: a")
	})
}

// tokenFile writes a file that an app_token names.
func tokenFile(t *testing.T, content string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A token that can't be sent is refused when the configuration is loaded, if it is known by then, or else logged. It is not shown.
func TestAppTokenThatCannotBeSent(t *testing.T) {
	for name, content := range map[string]string{
		"two lines":    "top\nsecret\n",
		"a comment":    "# of the CRM\ntopsecret\n",
		"UTF-16":       "\xFF\xFEt\x00o\x00p\x00",
		"control code": "top\x00secret",
	} {
		err := validated(t, `"app_token":"{file.`+tokenFile(t, content)+`}"`)
		if err == nil || !strings.Contains(err.Error(), "app_token can't be sent in a header") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := tokenFile(t, "topsecret\n")
	s := startLogged(t, "app_token {file."+file+"}", "")
	if err := os.WriteFile(file, []byte("two\nlines"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, _ := s.passed(t, rawRequest("POST", operationPath, "{}", ticket, jsonType))
	entries := s.entries(t, "http.handlers.update_batch_task")
	if got.header["So-Apptoken"] != nil || !slices.ContainsFunc(entries, func(e map[string]any) bool { return e["msg"] == "no SO-AppToken is added" && e["level"] == "error" }) {
		t.Errorf("arrived %q, logged %v", got.header["So-Apptoken"], entries)
	}
}

func TestAppToken(t *testing.T) {
	t.Setenv("TEST_APP_TOKEN", "from-env")
	file, marked := tokenFile(t, "from{a}file\n"), tokenFile(t, "\uFEFFmarked\r\n")
	const basic, bearer, xsrf = "Authorization: Basic YTpi", "Authorization: Bearer 8A:a", "X-XSRF-TOKEN: a"
	for _, tc := range []struct {
		name, options string
		lines         []string
		arrives       string // or the problem type, after a "!"
	}{
		{"none", "", []string{ticket}, ""},
		{"the client's", "", []string{ticket, "SO-AppToken: mine"}, "mine"},
		{"added", "app_token ours", []string{ticket}, "ours"},
		{"added to Basic", "app_token ours", []string{basic}, "ours"},
		{"added to Bearer", "app_token ours", []string{bearer}, "ours"},
		{"added to XSRF", "app_token ours", []string{xsrf}, "ours"},
		{"the client's wins", "app_token ours", []string{ticket, "so-apptoken: mine"}, "mine"},
		{"the client's is blank", "app_token ours", []string{ticket, "SO-AppToken:"}, "ours"},
		{"of the environment", "app_token {env.TEST_APP_TOKEN}", []string{ticket}, "from-env"},
		{"of an environment that lacks it", "app_token {env.TEST_NO_TOKEN}", []string{ticket}, ""},
		{"of a file", "app_token {file." + file + "}", []string{ticket}, "from{a}file"},
		{"with braces", `app_token "a{b}c"`, []string{ticket}, "a{b}c"},
		{"of braces", "app_token `{}}{{a.b}`", []string{ticket}, "{}}{{a.b}"},
		{"with braces and a placeholder", `app_token "{a}{env.TEST_APP_TOKEN}{"`, []string{ticket}, "{a}from-env{"},
		{"the client's, after a blank one", "app_token ours", []string{ticket, "SO-AppToken:", "SO-AppToken: mine"}, "mine"},
		{"required, after a blank one", "require_app_token", []string{ticket, "SO-AppToken:", "SO-AppToken: mine"}, "mine"},
		{"the client's is blank twice", "", []string{ticket, "SO-AppToken:", "SO-AppToken:  "}, ""},
		{"of a file with a byte-order mark", "app_token {file." + marked + "}", []string{ticket}, "marked"},
		{"required", "require_app_token", []string{ticket}, "!missing-app-token"},
		{"required, blank", "require_app_token", []string{ticket, "SO-AppToken:  "}, "!missing-app-token"},
		{"required, sent", "require_app_token", []string{ticket, "SO-APPTOKEN: mine"}, "mine"},
		{"required, configured", "require_app_token\napp_token ours", []string{ticket}, "ours"},
		{"required, configured as nothing", "require_app_token\napp_token {env.TEST_NO_TOKEN}", []string{ticket}, "!missing-app-token"},
		{"required of Basic", "require_app_token", []string{basic}, ""},
		{"required of Bearer", "require_app_token", []string{bearer}, ""},
		{"required of XSRF", "require_app_token", []string{xsrf}, ""},
		{"required, and malformed", "require_app_token", []string{"Authorization: SoTicket a b"}, "!malformed-credential"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := startSite(t, tc.options)
			raw := rawRequest("POST", operationPath, "{}", append(tc.lines, jsonType)...)
			if kind, ok := strings.CutPrefix(tc.arrives, "!"); ok {
				if resp := s.refused(t, raw, 401, kind); len(resp.header["Www-Authenticate"]) != 3 {
					t.Errorf("challenges %q", resp.header["Www-Authenticate"])
				}
				return
			}
			got, _ := s.passed(t, raw)
			if values := got.header["So-Apptoken"]; strings.Join(values, "|") != tc.arrives {
				t.Errorf("arrived %q", values)
			}
		})
	}
}
