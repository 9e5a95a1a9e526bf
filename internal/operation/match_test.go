package operation

import (
	"net/url"
	"path"
	"strings"
	"testing"
)

func TestNewMatcher(t *testing.T) {
	for _, bad := range []string{"", "/", "//", "a", "/.", "/a/..", "api/v1", "/api/%55pdate", "/a?b", "/a#b", "/{env.PATH}/a"} {
		if _, err := NewMatcher(bad); err == nil {
			t.Errorf("%q is taken as a path", bad)
		}
	}
}

func TestMatch(t *testing.T) {
	m, err := NewMatcher(DefaultPath, "/Batch//update/")
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]bool{
		"/api/v1/Agents/Batch/UpdateBatchTask":             true,
		"/API/V1/agents/BATCH/updatebatchtask/":            true,
		"/API/v1//agents/Batch/%55pdateBatchTask/":         true,
		"/Cust12345/api/v1/Agents/Batch/UpdateBatchTask":   true,
		"/x/../api/v1/./Agents/Batch/y/../UpdateBatchTask": true,
		"/api%2Fv1/Agents%5cBatch/UpdateBatchTask/.":       true,
		"/../../api/v1/Agents/Batch/UpdateBatchTask":       true,
		"/batch/UPDATE":                                true,
		"/tenant/batch/update":                         true,
		"http:api/v1/Agents/Batch/UpdateBatchTask":     true,
		"http:api/v1/Agents/Batch/%55pdateBatchTask":   true,
		"/Xapi/v1/Agents/Batch/UpdateBatchTask":        false,
		"/api/v1/Agents/Batch/UpdateBatchTask/x":       false,
		"/api/v1/Agents/Batch/UpdateBatchTask/..":      false,
		"/api/v1/Agents/Batch/%2555pdateBatchTask":     false,
		"/api/v1/Agents/Batch/UpdateBatchTa%C5%BFk":    false,
		"/api/v1/Agents/Batch/UpdateBatchTas%E2%84%AA": false,
		"/":   false,
		"/a":  false,
		"/.":  false,
		"/..": false,
	} {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Match(u); got != want {
			t.Errorf("%s: %v", target, got)
		}
	}
}

// A rewrite in front of the guard may leave a path without its slash.
func TestMatchWithoutSlash(t *testing.T) {
	m, err := NewMatcher(DefaultPath)
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[string]bool{
		DefaultPath[1:]: true, DefaultPath[1:] + "/": true, "Cust1" + DefaultPath: true, "x/.." + DefaultPath: true,
		DefaultPath[2:]: false, "": false, "/": false,
	} {
		if got := m.Match(&url.URL{Path: p}); got != want {
			t.Errorf("%q: %v", p, got)
		}
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	m, _ := NewMatcher(DefaultPath)
	for _, p := range []string{DefaultPath, "/Cust1" + DefaultPath + "/", "/api/v1/Contact/123", "/api//v1/./x", "/" + strings.Repeat("a/../", 50)} {
		u := &url.URL{Path: p}
		if n := testing.AllocsPerRun(100, func() { m.Match(u) }); n != 0 {
			t.Errorf("%s: %v allocations", p, n)
		}
	}
}

// reference is the contract's sentence, word by word, by the standard library.
func reference(p string) bool {
	p = path.Clean("/" + strings.ReplaceAll(p, `\`, "/"))
	p = strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, p)
	return strings.HasSuffix(p, strings.ToLower(DefaultPath))
}

func FuzzMatch(f *testing.F) {
	for _, seed := range []string{DefaultPath, "/a/.." + DefaultPath + "//", `\api\v1/Agents/Batch/x/../UpdateBatchTask`, "/..", "/api/v1/Agents/Batch/UpdateBatchTask/.."} {
		f.Add(seed)
	}
	m, err := NewMatcher(DefaultPath)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, p string) {
		if strings.Contains(p, "\x00") || strings.ToValidUTF8(p, "") != p {
			return // strings.Map would change them
		}
		if got, want := m.Match(&url.URL{Path: p}), reference(p); got != want {
			t.Fatalf("%q: %v, want %v", p, got, want)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	m, _ := NewMatcher(DefaultPath)
	for name, p := range map[string]string{
		"hit": DefaultPath, "hit, odd": "/Cust1//api/v1/Agents/./Batch/UpdateBatchTask/", "miss": "/api/v1/Agents/Contact/GetContactEntity",
	} {
		b.Run(name, func(b *testing.B) {
			u := &url.URL{Path: p}
			b.ReportAllocs()
			for b.Loop() {
				m.Match(u)
			}
		})
	}
}
