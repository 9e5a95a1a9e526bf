package aspnet

import (
	"fmt"
	"math/rand"
	"strings"
	"sync"
	"testing"
	"time"
)

// hosts lists what processes the path before the framework routes by it: System.Uri alone, or http.sys and System.Web first.
var hosts = []string{"self", "IIS"}

// knownPaths lists spellings of a path that some parser takes for the operation's.
var knownPaths = []string{
	operation, operation + "/", operation + "//", "//api/v1/Agents/Batch/UpdateBatchTask", "/API/V1/agents/batch/UPDATEBATCHTASK", "/api/v1/Agents/Batch/%55pdateBatchTask", "/%61pi/v1/Agents/Batch/UpdateBatchTask", "/api%2Fv1/Agents/Batch/UpdateBatchTask",
	"/api%2fv1%2fAgents%2fBatch%2fUpdateBatchTask", "/api%5Cv1/Agents/Batch/UpdateBatchTask", `/api\v1\Agents\Batch\UpdateBatchTask`, "/api/v1/Agents/Batch/UpdateBatchTask/5", "/api/v1/Agents/Batch/UpdateBatchTask/%35",
	"/api/v1/Agents//../Batch/UpdateBatchTask", "/api/v1/Agents/Batch/UpdateBatchTask//..", "/api/v1/Agents//%2e%2e/Batch/UpdateBatchTask", "/api/v1/Agents/x%2Fy/../Batch/UpdateBatchTask", "/api/v1/Agents/x%5Cy/../Batch/UpdateBatchTask", `/api/v1/Agents/x\y/../Batch/UpdateBatchTask`,
	"/api/v1/Agents/x/../Batch/UpdateBatchTask", "/api/v1/Agents/./Batch/UpdateBatchTask", "/x/../api/v1/Agents/Batch/UpdateBatchTask", "/../api/v1/Agents/Batch/UpdateBatchTask", "/api/v1/Agents/x/%2e%2e/Batch/UpdateBatchTask", "/api/v1/Agents/x/.%2E/Batch/UpdateBatchTask",
	"/api/v1/(S(x))/Agents/Batch/UpdateBatchTask", "/api/(A(b)F(c))/v1/Agents/Batch/UpdateBatchTask", "/api/v1/Agents/Batch/%28X%281%29%29/UpdateBatchTask", "/(S(x))/api/v1/Agents/Batch/UpdateBatchTask", "/api/v1/Agents/Batch/UpdateBatchTask/(S(x))", "/api/v1/Agents/(S(a))/(S(b))/Batch/UpdateBatchTask",
	"/api/v1/Agents/Batch/UpdateBatchTask.", "/api/v1/Agents/Batch/UpdateBatchTask%20", "/api/v1/Agents./Batch/UpdateBatchTask", "/api/v1/Agents/Batch/UpdateBatchTask;x", "/api/v1/Agents/Batch/UpdateBatchTask%3Bx", "/api/v1/Agents/Batch/UpdateBatchTask%00", "/api/v1/Agents/Batch/UpdateBatchTask%3Fx",
	"/api/v1/Agents/Batch/UpdateBatchTask%23x", "/api/v1/Agents/Batch/%2555pdateBatchTask", "/api/v1/Agents/Batch/UpdateBatchTask?x", "/api/v1/Agents/Batch/UpdateBatchTask/?x=/..", "/api/v1/Agents/Batch/UpdateBatchTaſk", "/api/v1/Agents/Batch/UpdateBatchTas%E2%84%AA", "/api/v1/Agents/Batch/UpdateBatchTask/./5/../6",
	"/api/v1/BatchTask/975", "/API/v1/BatchTask//975/", "/api/v1/(S(x))/BatchTask/975", "/api/v1/BatchTask/(S(x))/975", "/api/v1/BatchTask/x/../975", "/api/v1/BatchTask/975/..%2F7", "/api/v1%2FBatchTask%2F975", "/api/v1/BatchTask/%2E%2E/BatchTask/7",
}

// TestRouting checks that the guard takes every spelling of the path that the framework routes to the operation or its REST
// equivalent: that a property which the guard strips is not bound.
func TestRouting(t *testing.T) {
	if !hasFramework(t) {
		return
	}
	t.Logf("-seed %d", *seed)
	g := &guard{name: "default", options: "path /api/v1/Agents/Batch/UpdateBatchTask /api/v1/BatchTask/*"}
	serve(t, g)
	random := &generator{Rand: rand.New(rand.NewSource(*seed))}
	paths := make(chan string)
	go func() {
		defer close(paths)
		for _, path := range knownPaths {
			paths <- path
		}
		for end := time.Now().Add(*duration / 4); time.Now().Before(end); {
			paths <- random.path()
		}
	}()
	var wg sync.WaitGroup
	counts := make([]struct{ paths, routed, taken int }, workers)
	for i := range workers {
		wg.Go(func() {
			direct, guarded := &peer{addr: api}, &peer{addr: g.addr}
			defer direct.close()
			defer guarded.close()
			for path := range paths {
				for _, host := range hosts {
					counts[i].paths++
					if routed(t, direct, host, path) != "" {
						counts[i].routed++
					}
					switch bound := routed(t, guarded, host, path); bound {
					case "":
					case `"S" null`:
						counts[i].taken++
					default:
						t.Errorf("%s, host %s: State and Name are set to %s", path, host, bound)
					}
				}
			}
		})
	}
	wg.Wait()
	total := counts[0]
	for _, c := range counts[1:] {
		total.paths, total.routed, total.taken = total.paths+c.paths, total.routed+c.routed, total.taken+c.taken
	}
	t.Logf("%d paths, of which %d are routed to the operation directly and %d through the guard", total.paths, total.routed, total.taken)
}

// routed sends a request to a path and returns the State and Name that the operation has bound, or "" if it is not routed to
// the operation.
func routed(t *testing.T, p *peer, host, path string) string {
	resp, err := p.send(request{path, []string{"Content-Type: application/json", "X-Host: " + host}, `{"BatchTaskInfo":{"State":"S","Name":"EVIL"}}`})
	if err != nil {
		t.Errorf("%s, host %s: %v", path, host, err)
		return ""
	}
	o, err := outcomeOf(resp)
	if err != nil {
		t.Errorf("%s, host %s: %v", path, host, err)
	}
	if o.bound == nil {
		return ""
	}
	return o.bound["State"] + " " + o.bound["Name"]
}

// path returns one of the two paths, with a few segments inserted and removed again by "..", and characters spelled differently.
func (g *generator) path() string {
	var b strings.Builder
	for _, segment := range strings.Split(pick(g, []string{operation, operation, "/api/v1/BatchTask/975"}), "/")[1:] {
		for g.few(4) {
			b.WriteString(g.slash() + pick(g, []string{
				"", ".", "..", "x", "x" + g.slash() + "..", g.slash() + "..", "x%2Fy" + g.slash() + "..", "x%5Cy" + g.slash() + "..", `x\y` + g.slash() + "..", "%2e", "%2E%2e", ".%2e", "%252e%252e", "...", ". .", "..;x", ".;", "..%20", "..%00", "..%2F", "..%5C", "%2F..",
				"(S(x))", "(A(b)F(c))", "%28X%281%29%29", "(S(a%2Fb))", "(S((x)))", "((x))", "()", "(x)", "(S(x)", "S(x))", "(S(x))..", "x(S(y))", "(S(x))x", "(S(..))", "(S(x)).", "%3B", ";x", "%20", "5",
			}))
		}
		b.WriteString(g.slash() + g.segment(segment))
	}
	if g.few(3) {
		b.WriteString(pick(g, []string{"/", "//", "/5", "/%35", "/5/", "/.", "/5/..", "//..", "/%2e%2e", "?", "?x", "?/..", "%3F", "%23", "%3Fx/..", "%23/../x", "%2F", "%5C", `\`, ";", ";/x", "/;x", "/(S(x))", "(S(x))", "%20", "%00", "%09", ".", "..", "%2E", "/x/../../UpdateBatchTask"}))
	}
	return b.String()
}

func (g *generator) slash() string {
	if g.few(8) {
		return pick(g, []string{"//", `\`, "%2F", "%2f", "%5C", "%5c", "%252F", `/\`, "/./", "///"})
	}
	return "/"
}

func (g *generator) segment(text string) string {
	if g.few(4) {
		text = pick(g, []string{strings.ToLower(text), strings.ToUpper(text)})
	}
	var b strings.Builder
	encode := g.few(3)
	for i := range len(text) {
		switch {
		case encode && g.few(6):
			fmt.Fprintf(&b, pick(g, []string{"%%%02x", "%%%02X", "%%25%02x", "%%%02x"}), text[i])
		case g.few(200):
			b.WriteString(pick(g, []string{"%00", "%20", ".", "(S(x))", "%C2%AD", "%E2%80%8B", "%u0041", "%"}) + text[i:i+1])
		default:
			b.WriteByte(text[i])
		}
	}
	if g.few(20) {
		b.WriteString(pick(g, []string{".", "%20", "%2E", ";x", "%3bx", "%00", "%09", "..", ". ", "(S(x))", "%28S%28x%29%29", ":$DATA", "~", "%7F"}))
	}
	return strings.ReplaceAll(b.String(), " ", "%20")
}
