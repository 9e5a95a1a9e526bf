package sandbox

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// The page and its assets are served under a policy that allows nothing else, and each load has a new token.
func TestPlayground(t *testing.T) {
	s := newSite(t)
	page := s.do(http.MethodGet, "/", "")
	if page.status != http.StatusOK || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
		t.Fatalf("status %d, %v", page.status, page.header)
	}
	if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
	assets := regexp.MustCompile(`(?:href|src)="(/sandbox/playground/[^"]+)"`).FindAllStringSubmatch(page.body, -1)
	if len(assets) < 3 {
		t.Errorf("assets %v", assets)
	}
	for _, asset := range assets {
		if got := s.do(http.MethodGet, asset[1], ""); got.status != http.StatusOK || got.body == "" {
			t.Errorf("%s: status %d", asset[1], got.status)
		}
	}
	token := regexp.MustCompile(`name="XSRF_TOKEN"[^>]*value="([^"]{20,})"`)
	first, second := token.FindStringSubmatch(page.body), token.FindStringSubmatch(s.do(http.MethodGet, "/", "").body)
	if first == nil || second == nil || first[1] == second[1] {
		t.Errorf("tokens %v and %v", first, second)
	}
	if head := s.do(http.MethodHead, "/", ""); head.status != http.StatusOK || head.body != "" {
		t.Errorf("HEAD: status %d, %q", head.status, head.body)
	}
}

// The page shows the base zone, and the guard's options without its secrets.
func TestPlaygroundFacts(t *testing.T) {
	if page := siteOf(t, &Handler{Base: "NO"}).do(http.MethodGet, "/", "").body; !strings.Contains(page, "<strong>NO</strong> (Europe/Oslo)") {
		t.Error("the page does not show the base zone")
	}
	if page := newSite(t).do(http.MethodGet, "/", "").body; !strings.Contains(page, "The API has no base zone") {
		t.Error("the page does not say that there is no base zone")
	}
	options := publicOptions(map[string]any{"app_token": "secret", "new_secret": "secret", "identity": "Id"})
	expect(t, options, "{\n  \"identity\": \"Id\"\n}")
}
