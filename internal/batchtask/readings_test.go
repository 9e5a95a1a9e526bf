package batchtask

import (
	"math/rand/v2"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// readings enumerates the readings of a path: the steps in section 2 of the contract in any order, with any of them left out
// or repeated. It is slow, and shares no code with the matcher.
type readings struct {
	operation *regexp.Regexp
}

func newReadings(path string) *readings {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for i, segment := range segments {
		if segments[i] = regexp.QuoteMeta(segment); segment == "*" {
			segments[i] = `(?:[^/]{3,}|[^/.][^/]?|[^/][^/.])` // neither "." nor ".."
		}
	}
	return &readings{regexp.MustCompile(`(?i)/` + strings.Join(segments, "/") + `(?:/([^/]*))?/*$`)}
}

const maxReadings = 2000

// is reports whether s is the operation, without any further step.
func (r *readings) is(s string) bool {
	m := r.operation.FindStringSubmatch(s)
	return m != nil && m[1] != "." && m[1] != ".."
}

// find searches for a reading of path that is the operation, and returns the steps to it. It gives up after maxReadings.
func (r *readings) find(path string) (how string, found, gaveUp bool) {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	from := map[string]string{path: ""}
	for queue := []string{path}; len(queue) > 0; queue = queue[1:] {
		s := queue[0]
		if r.is(s) {
			for how = s; from[s] != ""; s = from[s] {
				how = from[s] + " → " + how
			}
			return how, true, false
		}
		if len(from) > maxReadings {
			return "", false, true
		}
		for _, step := range steps {
			next := step(s)
			if _, seen := from[next]; !seen {
				from[next] = s
				queue = append(queue, next)
			}
		}
	}
	return "", false, false
}

var steps = []func(string) string{
	replacing(`(?i)%(?:u[0-9a-f]{4}|[0-9a-f]{2})`, unescape),
	replacing(`(?i)%(?:2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])`, unescape), // as System.Uri does
	replacing(`\\`, func(string) string { return "/" }),
	replacing(`/+`, func(string) string { return "/" }),
	replacing(`(?s)[?#].*`, func(string) string { return "" }),
	inSegments(func(segment string) string { segment, _, _ = strings.Cut(segment, ";"); return segment }),
	inSegments(func(segment string) string { return strings.TrimRightFunc(segment, isBlank) }),
	inSegments(func(segment string) string {
		if segment == "." || segment == ".." {
			return segment
		}
		return strings.TrimRightFunc(segment, func(c rune) bool { return c == '.' || isBlank(c) })
	}),
	cutAllGroups,
	removeDotSegments,
}

func replacing(pattern string, to func(string) string) func(string) string {
	what := regexp.MustCompile(pattern)
	return func(s string) string { return what.ReplaceAllStringFunc(s, to) }
}

func inSegments(to func(string) string) func(string) string {
	return func(s string) string {
		segments := strings.Split(s, "/")
		for i, segment := range segments {
			segments[i] = to(segment)
		}
		return strings.Join(segments, "/")
	}
}

func isBlank(c rune) bool { return c <= ' ' || c == 0x7F }

func unescape(s string) string {
	n, _ := strconv.ParseUint(strings.TrimLeft(s, "%uU"), 16, 16)
	if len(s) == len("%41") {
		return string([]byte{byte(n)})
	}
	return string(rune(n))
}

var group = regexp.MustCompile(`\([^()/]*\)`)

func cutAllGroups(s string) string {
	for {
		next := group.ReplaceAllString(s, "")
		if next == s {
			return s
		}
		s = next
	}
}

// removeDotSegments follows RFC 3986 section 5.2.4, in which ".." also removes an empty segment.
func removeDotSegments(s string) string {
	var out []string
	segments := strings.Split(s, "/")
	for i, segment := range segments {
		switch segment {
		case ".", "..":
			if segment == ".." && len(out) > 1 {
				out = out[:len(out)-1]
			}
			if i == len(segments)-1 {
				out = append(out, "")
			}
		default:
			out = append(out, segment)
		}
	}
	return strings.Join(out, "/")
}

// sent returns the path that reverse_proxy forwards for u.
func sent(u *url.URL) string {
	if u.Opaque != "" {
		return u.Opaque
	}
	return u.EscapedPath()
}

// compare checks that m matches target if any of its readings is the operation. If exactly is set, it also checks the
// converse, for paths that can be read in few ways.
func compare(t *testing.T, m *Matcher, r *readings, target string, exactly bool) {
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return // Go responds with 400
	}
	how, found, gaveUp := r.find(sent(u))
	got := m.Match(u)
	if found && !got {
		t.Errorf("%q does not match, but: %s", target, how)
	}
	if exactly && got && !found && !gaveUp && (u.RawPath == "" || u.RawPath == sent(u)) && oddities(sent(u)) <= 1 {
		t.Errorf("%q matches, but no reading of it is the operation", target)
	}
}

// oddities counts the parts of a path that servers disagree about. The matcher considers each of them independently, so it may
// match a path with two although no single reading is the operation.
func oddities(path string) (n int) {
	for _, odd := range []string{`\`, "%", ";", "(", ")", " ", "//", "./", "..."} {
		n += strings.Count(path, odd)
	}
	return n
}

// TestReadings compares the matcher with the readings of random paths.
func TestReadings(t *testing.T) {
	tokens := strings.Split("/ / / a b a b x .. . %2F %5C \\ %252F %255C %2e %2E%2e ( ) %28 %29 %2528 %2529 ; %3B %3F %23 %253F %20 %00 (x) "+
		"%25 61 2 %25u002f %25u0061 %252e /.. /.. /a /b /a /b (a%29b) (x%2Fy) (x\\y) %25(x) %2F.. %5C.. ..; (;) (%3F", " ")
	random := rand.New(rand.NewPCG(1, 2))
	for _, path := range []string{"/a/b", "/a", "/b/*", "/a/*/b"} {
		m, err := NewMatcher(path)
		if err != nil {
			t.Fatal(err)
		}
		r := newReadings(path)
		for range 400 {
			target := "/"
			for range 1 + random.IntN(10) {
				target += tokens[random.IntN(len(tokens))]
			}
			compare(t, m, r, target, true)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, seed := range []string{
		DefaultPath, "/a/.." + DefaultPath + "//", `\api\v1/Agents/Batch/x/../UpdateBatchTask`, "/..", DefaultPath + "/..",
		"/api/(S(x))/v1/Agents//../Batch/UpdateBatchTask%20;v=1", "/api/v1/Agents/x%252Fy/../Batch/UpdateBatchTask%3F/%28/a",
	} {
		f.Add(seed)
	}
	m, err := NewMatcher(DefaultPath)
	if err != nil {
		f.Fatal(err)
	}
	r := newReadings(DefaultPath)
	f.Fuzz(func(t *testing.T, target string) {
		if len(target) < 100 {
			compare(t, m, r, target, false)
		}
	})
}
