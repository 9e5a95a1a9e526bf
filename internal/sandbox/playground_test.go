package sandbox

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// The page is served with its parts, under a policy that allows nothing else; each load has a token of its own.
func TestPlayground(t *testing.T) {
	s := newSite(t)
	page := s.do(http.MethodGet, "/", "")
	if page.status != http.StatusOK || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
		t.Fatalf("status %d, %v", page.status, page.header)
	}
	if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
	parts := regexp.MustCompile(`(?:href|src)="(/sandbox/playground/[^"]+)"`).FindAllStringSubmatch(page.body, -1)
	if len(parts) < 3 {
		t.Errorf("parts %v", parts)
	}
	for _, part := range parts {
		if answer := s.do(http.MethodGet, part[1], ""); answer.status != http.StatusOK || answer.body == "" {
			t.Errorf("%s: status %d", part[1], answer.status)
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

// The page tells the base zone, and a guard's options but for those that are secret.
func TestPlaygroundFacts(t *testing.T) {
	if page := siteOf(t, &Handler{Base: "NO"}).do(http.MethodGet, "/", "").body; !strings.Contains(page, "<strong>NO</strong> (Europe/Oslo)") {
		t.Error("the page does not tell the base zone")
	}
	if page := newSite(t).do(http.MethodGet, "/", "").body; !strings.Contains(page, "The API has no base zone") {
		t.Error("the page does not tell that there is no base zone")
	}
	options := publicOptions(map[string]any{"app_token": "secret", "new_secret": "secret", "identity": "Id"})
	expect(t, options, "{\n  \"identity\": \"Id\"\n}")
}
