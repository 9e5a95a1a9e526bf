package batchtask

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestNewMatcher(t *testing.T) {
	for _, bad := range []string{
		"", "/", "//", "a", "/.", "/a/..", "/...", "/ ", "api/v1", "/api/%55pdate", "/a?b", "/a#b", "/{env.PATH}/a",
		"/a;b", "/a(b)", "/a*", "/a/*b/c", "/**", "/*", "/*/*", strings.Repeat("/a", maxSegments+1),
	} {
		if _, err := NewMatcher(DefaultPath, bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
	if _, err := NewMatcher(strings.Repeat("/a", maxSegments)); err != nil {
		t.Error(err)
	}
}

func TestMatch(t *testing.T) {
	m, err := NewMatcher(DefaultPath, "/Batch//update/", "/api/v1/BatchTask/*", "/a/*/c")
	if err != nil {
		t.Fatal(err)
	}
	for name, group := range map[string]struct {
		targets string
		want    bool
	}{
		"in any case": {`
			/api/v1/Agents/Batch/UpdateBatchTask
			/API/V1/agents/BATCH/updatebatchtask/
			/batch/UPDATE`, true},
		"after a prefix": {`
			/Cust12345/api/v1/Agents/Batch/UpdateBatchTask
			/a/b/c/api/v1/Agents/Batch/UpdateBatchTask
			/x/%2e%2e/tenant/batch/update
			http:api/v1/Agents/Batch/UpdateBatchTask
			http:api/v1/Agents/Batch/%55pdateBatchTask
			http:%zz/api/v1/Agents/Batch/UpdateBatchTask`, true},
		"with one more segment": {`
			/api/v1/Agents/Batch/UpdateBatchTask/975
			/api/v1/Agents/Batch/UpdateBatchTask/975/
			/Cust1/API/v1//Agents/Batch/UpdateBatchTask/a%2Fb
			/api/v1/Agents/Batch/UpdateBatchTask/a%20b;c
			/api/v1/Agents/Batch/UpdateBatchTask/%2e%2e
			/api/v1/Agents/Batch/UpdateBatchTask/%252e%252e
			/api/v1/Agents/Batch/UpdateBatchTask/..;
			/api/v1/Agents/Batch/UpdateBatchTask/...
			/api/v1/Agents/Batch/UpdateBatchTask/..%20
			/api/v1/Agents/Batch/UpdateBatchTask/..%2F`, true},
		"slashes and dots": {`
			/API/v1//agents/Batch/%55pdateBatchTask/
			////api/v1/./Agents/Batch/y/../UpdateBatchTask
			/x/../api/v1/./Agents/Batch/y/../UpdateBatchTask
			/api%2Fv1/Agents%5cBatch/UpdateBatchTask/.
			/api\v1\Agents/Batch\UpdateBatchTask\
			/../../api/v1/Agents/Batch/UpdateBatchTask
			/api/v1/x%2F..%2FAgents/Batch/UpdateBatchTask
			/api/v1/Agents/Batch/UpdateBatchTask%2F
			/api/v1/Agents/Batch/UpdateBatchTask/x/..`, true},
		`".." removes an empty or encoded segment, or the one before it`: {`
			/api/v1/Agents//../Batch/UpdateBatchTask
			/api/v1/Agents/Batch/UpdateBatchTask//..
			/api/v1/Agents//%2e%2e/Batch/UpdateBatchTask
			/api/v1/Agents/x//../../Batch/UpdateBatchTask
			/api/v1/Agents/x//../Batch/../Batch/UpdateBatchTask
			/api/v1/Agents/x%2Fy/../Batch/UpdateBatchTask
			/api/v1/Agents/x%5Cy/../Batch/UpdateBatchTask
			/api/v1/Agents/x\y/../Batch/UpdateBatchTask
			/api/v1/Agents/x%252Fy/../Batch/UpdateBatchTask
			/api/v1/Agents/x\y/../../Batch/UpdateBatchTask
			/api/v1/Agents/x\..\Batch/UpdateBatchTask
			/api/v1/Agents/x;/../Batch/UpdateBatchTask
			/api/v1/Agents/;/../Batch/UpdateBatchTask
			/api/v1/Agents/%20/../Batch/UpdateBatchTask
			/api/v1/Agents/.../../Batch/UpdateBatchTask
			/api/v1/Agents/(S(x))/../Batch/UpdateBatchTask
			/api/v1/Agents/x/(S(x))/../Batch/UpdateBatchTask/(y)/..
			/api/v1/(S(x))/Agents/Batch/UpdateBatchTask/..(y)/..
			/api/v1/Agents/x/..;/Batch/UpdateBatchTask
			/api/v1/Agents/x/..;jsessionid=1/Batch/UpdateBatchTask
			/api/v1/Agents/x/..%20/Batch/UpdateBatchTask
			/api/v1/Agents/x/..%00/Batch/UpdateBatchTask
			/api/v1/Agents/x/%2e%2e;/Batch/UpdateBatchTask
			/api/v1/Agents/x/.(y)./Batch/UpdateBatchTask
			/api/v1/Agents/x/%252e./Batch/UpdateBatchTask`, true},
		"what is dropped at a segment's end": {`
			/api/v1/Agents/Batch/UpdateBatchTask.
			/api/v1/Agents/Batch/UpdateBatchTask...
			/api/v1/Agents/Batch/UpdateBatchTask%20
			/api/v1/Agents/Batch/UpdateBatchTask%20.%09.
			/api/v1/Agents/Batch/UpdateBatchTask%00
			/api/v1/Agents/Batch/UpdateBatchTask%1f%7F/
			/api./v1%20/Agents.%20/Batch%0a/UpdateBatchTask
			/api/v1/Agents/Batch/UpdateBatchTask;v=1
			/api/v1;a/Agents;b;c/Batch/UpdateBatchTask%20;v=1
			/api/v1/Agents/Batch/UpdateBatchTask;a%2Fb/..%5Cc
			/api/v1/Agents/Batch/UpdateBatchTask%3Bv=1
			/api/v1/./.;/Agents/Batch/UpdateBatchTask
			/api/v1/.%20/Agents/Batch/UpdateBatchTask
			/api/v1/%20/Agents/Batch/UpdateBatchTask
			/api/v1/.../Agents/Batch/UpdateBatchTask
			/api/v1/;x/Agents/Batch/UpdateBatchTask`, true},
		"what follows an encoded question mark or number sign": {`
			/api/v1/Agents/Batch/UpdateBatchTask%3F
			/api/v1/Agents/Batch/UpdateBatchTask%3Fa/b/../..
			/api/v1/Agents/Batch/UpdateBatchTask/%23/a/b
			/api/v1/Agents/Batch/UpdateBatchTask#/a/b
			/api/v1/Agents/Batch/UpdateBatchTask%20%3Fa/b
			/api/v1/Agents/Batch/UpdateBatchTask;a%3Fb/c/d
			/api/v1/Agents/Batch/x/..%3Fb/../../UpdateBatchTask%253F/a/b
			/api/v1/Agents/x%3Fy/../Batch/UpdateBatchTask`, true},
		"several rounds of encoding": {`
			/api/v1/Agents/Batch/%2555pdateBatchTask
			/api/v1/Agents/Batch/%25252555pdateBatchTask
			/api/v1/Agents/Batch/%25%35%35pdateBatchTask
			/api/v1%252FAgents%255cBatch/UpdateBatchTask
			/api/v1/Agents/x/%252e%252e/Batch/UpdateBatchTask
			/api/v1/Agents/Batch/%25u0055pdateBatchTask
			/api/v1%25u002fAgents/Batch/UpdateBatchTask`, true},
		"cookieless tickets": {`
			/(S(x))/api/v1/Agents/Batch/UpdateBatchTask
			/api/v1/(S(x))/Agents/Batch/UpdateBatchTask
			/api/(A(b)F(c))/v1/Agents/Batch/UpdateBatchTask
			/api/v1/Agents/(X(1))/Batch/UpdateBatchTask
			/api/v1/Agents/Batch/%28X%281%29%29/UpdateBatchTask
			/api/v1/Agents/Batch/%2528X(1)%2529/UpdateBatchTask
			/api/v1/Agents/Batch/UpdateBatchTask/(S(x))
			/api/v1/Agents/Batch/UpdateBatchTask/(S(x))/975
			/api/v1/Agents/Batch/UpdateBatchTask(S(x))
			/api/v1/Agents/Batch/Update(x)BatchTask
			/api/v1/(S(x))(F(y))/Agents/Batch/UpdateBatchTask
			/api/v1/(S(x)).%20/Agents/Batch/UpdateBatchTask
			/api/v1/(S(x));a/Agents/Batch/UpdateBatchTask
			/api/v1/(S(a;b))/Agents/Batch/UpdateBatchTask
			/api/v1/(S(a%2Fb))/Agents/Batch/UpdateBatchTask
			/api/v1/(S(a\b))/Agents/Batch/UpdateBatchTask
			/api/v1/(S(a%3Fb))/Agents/Batch/UpdateBatchTask
			/api/v1/(S(x))/Agents/Batch/UpdateBatchTask/(a%3Fb)/c/d
			/api/v1/(S(a%29b))/Agents/Batch/UpdateBatchTask
			/api/v1/(S(a%28b))/Agents/Batch/UpdateBatchTask
			/api/v1/(S(a%2528b))/(%53(x))/Agents/Batch/UpdateBatchTask
			/api/v1/Agents/Batch/%25(x)55pdateBatchTask
			/api/v1/()/Agents/Batch/UpdateBatchTask`, true},
		"any one segment": {`
			/api/v1/BatchTask/975
			/Cust1/API/v1/batchtask/975/
			/api/v1/BatchTask/975/x
			/api/v1/BatchTask/(S(x))/975
			/api/v1/BatchTask/a%2Fb
			/api/v1/BatchTask/x/../975
			/a/b/c
			/a/(S(x))/b/c
			/a/*/c/d`, true},
		"something else": {`
			/
			/a
			/.
			/..
			/Xapi/v1/Agents/Batch/UpdateBatchTask
			/api/v1/Agents/Batch
			/api/v1/Agents/Batch/UpdateBatchTask2
			/api/v1/Agents/Batch/UpdateBatchTask/x/y
			/api/v1/Agents/Batch/UpdateBatchTask/..
			/api/v1/Agents/Batch/UpdateBatchTask/../GetBatchTaskInfo
			/api/v1/Agents/Batch/UpdateBatchTask/%2e%2e/GetBatchTaskInfo
			/api/v1/Agents/Batch/UpdateBatchTask\..\GetBatchTaskInfo
			/api/v1/Agents/Batch/UpdateBatchTask%2F..%2FGetBatchTaskInfo
			/api/v1/Agents/Batch/UpdateBatchTask/..;/GetBatchTaskInfo
			/api/v1/Agents/Batch/UpdateBatchTa%C5%BFk
			/api/v1/Agents/Batch/UpdateBatchTas%E2%84%AA
			/api/v1/Agents/Batch/%25u017fpdateBatchTask
			/api/v1/Agents/Batch/%EF%BC%B5pdateBatchTask
			/api/v1/Agents%C0%AFBatch/UpdateBatchTask
			/api/v1/Agents/Batch/Update+BatchTask
			/api/v1/Agents/Batch/Update%20BatchTask
			/api/v1/Agents/Batch/.UpdateBatchTask
			/api/v1/Agents/Batch/%20UpdateBatchTask
			/api/v1/Agents/Batch/UpdateBatch;Task
			/api/v1/Agents/Batch/Update%25zzBatchTask
			/api/v1/(S(x)/Agents/Batch/UpdateBatchTask
			/api/v1/S(x))/Agents/Batch/UpdateBatchTask
			/api/v1/(S(/x))/Agents/Batch/UpdateBatchTask
			/api/v1/[S[x]]/Agents/Batch/UpdateBatchTask
			/api/v1/(a)x(b)/Agents/Batch/UpdateBatchTask
			/api/v1/Agents/Contact%3F/api/v1/Agents/Batch/x/UpdateBatchTask
			/api/v1/BatchTask
			/api/v1/BatchTask/
			/api/v1/BatchTask//
			/api/v1/BatchTask%2F
			/api/v1/BatchTask/.
			/api/v1/BatchTask/x/..
			/api/v1/BatchTask/1/2/3
			/a/b/x/c
			/a//c`, false},
	} {
		for target := range strings.FieldsSeq(group.targets) {
			u, err := url.ParseRequestURI(target)
			if err != nil {
				t.Errorf("%s: %v", target, err)
			} else if got := m.Match(u); got != group.want {
				t.Errorf("%s: %s: %v", name, target, got)
			}
		}
	}
}

// A rewrite before the guard may remove the leading slash, and a handler that sets only Path may leave a RawPath that is not
// sent.
func TestMatchBehindOtherHandlers(t *testing.T) {
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
		if got := m.Match(&url.URL{Path: p, RawPath: "/x%2Fy"}); got != want {
			t.Errorf("%q and a RawPath: %v", p, got)
		}
	}
}

func TestMatchAllocatesNothing(t *testing.T) {
	m, _ := NewMatcher(DefaultPath, "/api/v1/BatchTask/*")
	for _, p := range []string{
		DefaultPath, "/Cust1" + DefaultPath + "/", "/api/v1/Contact/123", "/api//v1/./x", "/" + strings.Repeat("a/../", 50),
		"/api/v1/(S(x))/Agents/Batch/UpdateBatchTask%20;v=1", "/files/a (1).txt", "/%25252525;x",
	} {
		u := &url.URL{Path: p}
		if n := testing.AllocsPerRun(100, func() { m.Match(u) }); n != 0 {
			t.Errorf("%s: %v allocations", p, n)
		}
	}
}

// worst has paths, by the unit that they repeat, that can be read in very many ways.
var worst = map[string]string{
	"slashes":            "/",
	"empty and parent":   "//..",
	"parents":            "/..",
	"dots":               ".",
	"encoded":            "%25",
	"chains":             "%252525252F",
	"backslashes":        `x\..`,
	"parameters":         "x;/..",
	"brackets":           "(",
	"groups":             "(x)/..",
	"nested":             "(((x)))",
	"mixed brackets":     `(%28\(x%2529)`,
	"mixed groups":       `(x%3F\)%28y)%2528z%3F)/..;`,
	"joined escapes":     "%25(x)32(y)35",
	"question marks":     "(%3F%253F",
	"almost it":          "/api/v1/Agents/Batch/UpdateBatchTas",
	"it, with its pairs": "/api/v1/Agents/(Batch)/UpdateBatchTask/%2e%2e",
}

// TestMatchInTime checks that the time for a path is linear in its length: 64 KiB take milliseconds, and would take many
// seconds if it were quadratic.
func TestMatchInTime(t *testing.T) {
	m, _ := NewMatcher(DefaultPath, "/api/v1/BatchTask/*")
	for name, unit := range worst {
		u, err := url.ParseRequestURI("/" + strings.Repeat(unit, 64<<10/len(unit)))
		if err != nil {
			t.Fatal(err)
		}
		best := time.Hour
		for try := 0; try < 3 && best > time.Second; try++ { // other processes may slow one try down
			began := time.Now()
			m.Match(u)
			best = min(best, time.Since(began))
		}
		if best > time.Second {
			t.Errorf("%s: %v", name, best)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	m, _ := NewMatcher(DefaultPath)
	for name, p := range map[string]string{
		"hit": DefaultPath, "hit, odd": "/Cust1//api/v1/Agents/./Batch/UpdateBatchTask/", "miss": "/api/v1/Agents/Contact/GetContactEntity",
		"miss, odd": "/api/v1/Agents/Document/GetDocument/a (1).txt",
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

func BenchmarkMatchWorst(b *testing.B) {
	m, _ := NewMatcher(DefaultPath)
	for name, unit := range worst {
		b.Run(name, func(b *testing.B) {
			u, err := url.ParseRequestURI("/" + strings.Repeat(unit, 16<<10/len(unit)))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				m.Match(u)
			}
		})
	}
}
