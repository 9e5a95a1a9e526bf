package caddymodule

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
)

// Which requests the guard handles (contract section 2). Such a request without a credential gets a 401; any other reaches
// the upstream.
func TestPathsThatMeanTheOperation(t *testing.T) {
	s := startSite(t, "")
	for _, target := range []string{
		"/api/v1/Agents/Batch/UpdateBatchTask",
		"/api/v1/Agents/Batch/UpdateBatchTask?$select=Id",
		"/API/V1/AGENTS/BATCH/UPDATEBATCHTASK",
		"/api/v1/agents/batch/updatebatchtask",
		"/API/v1//agents/Batch/%55pdateBatchTask/",
		"/api/v1/Agents/Batch/UpdateBatchTask/",
		"/api/v1/Agents/Batch/UpdateBatchTask//",
		"/api/v1/Agents/Batch//UpdateBatchTask",
		"////api////v1/Agents/Batch/UpdateBatchTask",
		`/api\v1\Agents\Batch\UpdateBatchTask`,
		"/api%5Cv1%5cAgents/Batch/UpdateBatchTask",
		"/api%2Fv1/Agents%2fBatch/UpdateBatchTask",
		"/api/v1/Agents/Batch/UpdateBatchTask%2F",
		"/api/v1/Agents/Batch/UpdateBatchTask%5C",
		"/%61%70%69/v1/Agents/Batch/UpdateBatchTask",
		"/api/v1/Agents/Batch/%75%70%64%61%74%65%62%61%74%63%68%74%61%73%6b",
		"/api/v1/./Agents/Batch/UpdateBatchTask",
		"/api/v1/x/../Agents/Batch/UpdateBatchTask",
		"/api/v1/x%2F..%2FAgents/Batch/UpdateBatchTask",
		`/api/v1/x\..\Agents/Batch/UpdateBatchTask`,
		"/api/v1/%2e/Agents/Batch/UpdateBatchTask",
		"/api/v1/Agents/Batch/other/%2E%2e/UpdateBatchTask",
		"/../../api/v1/Agents/Batch/UpdateBatchTask",
		"/api/v1/Agents/Batch/UpdateBatchTask/.",
		"/api/v1/Agents/Batch/UpdateBatchTask/x/..",
		"/api/v1/Agents/Batch/UpdateBatchTask/x/../",
		"/Cust12345/api/v1/Agents/Batch/UpdateBatchTask",
		"/SuperOffice/api/v1/Agents/Batch/UpdateBatchTask",
		"/a/b/c/api/v1/Agents/Batch/UpdateBatchTask/",
		"/cust%C3%A9/api/v1/Agents/Batch/UpdateBatchTask",
		"http://other.example.com/api/v1/Agents/Batch/UpdateBatchTask",
		"/api/v1/Agents/Batch/%2555pdateBatchTask",
		"/api/v1/Agents/Batch/%25u0055pdateBatchTask",
		"/api/v1/(S(x))/Agents/Batch/UpdateBatchTask%20;v=1",
		"/api/(A(b)F(c))/v1/Agents/Batch/UpdateBatchTask",
		"/api/v1/Agents/Batch/%28X%281%29%29/UpdateBatchTask",
		"/api/v1/Agents//../Batch/UpdateBatchTask",
		"/api/v1/Agents/Batch/UpdateBatchTask//..",
		"/api/v1/Agents//%2e%2e/Batch/UpdateBatchTask",
		"/api/v1/Agents/x%2Fy/../Batch/UpdateBatchTask",
		"/api/v1/Agents/x%5Cy/../Batch/UpdateBatchTask",
		`/api/v1/Agents/x\y/../Batch/UpdateBatchTask`,
		"/api/v1/Agents/x/..;/Batch/UpdateBatchTask",
		"/api/v1/Agents/Batch/UpdateBatchTask...",
		"/api/v1/Agents/Batch/UpdateBatchTask%00",
		"/api/v1/Agents/Batch/UpdateBatchTask%3F/x/y",
		"/api/v1/Agents/Batch/UpdateBatchTask%23/x/y",
		"/api/v1/Agents/Batch/UpdateBatchTask/975",
		"/api/v1/Agents/Batch/UpdateBatchTask/%252e%252e",
	} {
		t.Run(target, func(t *testing.T) {
			s.refused(t, rawRequest("POST", target, "{}", jsonType), 401, "missing-credential")
		})
	}
}

func TestPathsThatMeanSomethingElse(t *testing.T) {
	s := startSite(t, "")
	for _, target := range []string{
		"/",
		"/api/v1/Agents/Batch",
		"/api/v1/Agents/Batch/",
		"/api/v1/Agents/Batch/GetBatchTaskInfo",
		"/api/v1/Agents/Batch/UpdateBatchTask2",
		"/api/v1/Agents/Batch/XUpdateBatchTask",
		"/api/v1/Agents/Batch/UpdateBatchTas",
		"/api/v1/Agents/Batch/UpdateBatchTask/x/y",
		"/api/v1/Agents/Batch/UpdateBatchTask/..",
		"/api/v1/Agents/Batch/UpdateBatchTask/../GetBatchTaskInfo",
		"/xapi/v1/Agents/Batch/UpdateBatchTask",
		"/api/v2/Agents/Batch/UpdateBatchTask",
		"/v1/Agents/Batch/UpdateBatchTask",
		"/api/v1/Agents/Batch/UpdateBatchTa%C5%BFk",    // a long s is not an s
		"/api/v1/Agents/Batch/UpdateBatchTas%E2%84%AA", // a Kelvin sign is not a k
		"/api/v1/(S(x)/Agents/Batch/UpdateBatchTask",   // not a group: it is not closed
		"/other?path=/api/v1/Agents/Batch/UpdateBatchTask",
		"/other?/api/v1/Agents/Batch/UpdateBatchTask",
	} {
		t.Run(target, func(t *testing.T) {
			got, resp := s.passed(t, rawRequest("POST", target, `{"Name":"n"}`, jsonType))
			if line, _, _ := strings.Cut(got.head, "\r\n"); line != "POST "+target+" HTTP/1.1" || got.body != `{"Name":"n"}` {
				t.Errorf("arrived %q %q", line, got.body)
			}
			if resp.status != 200 || resp.body != `{"Id":975}` {
				t.Errorf("response %d %q", resp.status, resp.body)
			}
		})
	}
}

func TestMethodsThatItTakes(t *testing.T) {
	s := startSite(t, "")
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "MERGE", "post", "get", "head", "PROPFIND"} {
		t.Run(method, func(t *testing.T) {
			s.refused(t, rawRequest(method, operationPath, "{}", jsonType), 401, "missing-credential")
		})
	}
	for _, method := range []string{"GET", "HEAD", "OPTIONS", "TRACE"} {
		t.Run(method, func(t *testing.T) {
			got, _ := s.passed(t, rawRequest(method, operationPath+"?$select=%zz", "", "SO-TimeZone: nowhere"))
			if line, _, _ := strings.Cut(got.head, "\r\n"); line != method+" "+operationPath+"?$select=%zz HTTP/1.1" {
				t.Errorf("arrived %q", line)
			}
			if got.header.Get("SO-TimeZone") != "nowhere" {
				t.Errorf("arrived %q", got.head)
			}
		})
	}
}

// forwardedHeader returns a received header without the lines that reverse_proxy adds to every request.
func forwardedHeader(h http.Header) http.Header {
	h = maps.Clone(h)
	for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Via"} {
		delete(h, name)
	}
	return h
}

// A request to anything but the operation is forwarded as without the guard.
func TestOtherRequestsAreUntouched(t *testing.T) {
	s := startSite(t, "")
	body := `{"BatchTaskInfo":{"Name":"n"}}`
	got, resp := s.passed(t, rawRequest("POST", "/api/v1/Agents/Batch/DeleteBatchTask?$select=%zz", body,
		"Content-Type: application/json; charset=utf-16", "Content-Encoding: gzip", "Accept-Encoding: br", "SO-TimeZone: x, y",
		"X-HTTP-Method-Override: PUT", "Authorization: Negotiate a", "X-XSRF-TOKEN: a", "Cookie: XSRF-TOKEN=b"))
	want := http.Header{
		"Content-Type": {"application/json; charset=utf-16"}, "Content-Encoding": {"gzip"}, "Accept-Encoding": {"br"},
		"So-Timezone": {"x, y"}, "X-Http-Method-Override": {"PUT"}, "Authorization": {"Negotiate a"},
		"X-Xsrf-Token": {"a"}, "Cookie": {"XSRF-TOKEN=b"}, "Content-Length": {"30"},
	}
	if h := forwardedHeader(got.header); !maps.EqualFunc(h, want, slices.Equal) {
		t.Errorf("arrived %v\nwant %v", h, want)
	}
	if got.body != body || resp.body != `{"Id":975}` || resp.header.Get("X-Stripped-Properties") != "" {
		t.Errorf("arrived %q, response %q", got.body, resp.body)
	}
}

// Other requests cost no allocation.
func TestOtherRequestsAllocateNothing(t *testing.T) {
	g := provisioned(t, new(Guard))
	next := caddyhttp.HandlerFunc(func(http.ResponseWriter, *http.Request) error { return nil })
	w := &sink{http.Header{}}
	for _, r := range []*http.Request{
		httptest.NewRequest("GET", "/api/v1/Contact/1?$select=Name", nil),
		httptest.NewRequest("POST", "/api//v1/Agents/../Agents/Batch/GetBatchTask", strings.NewReader("{}")),
		httptest.NewRequest("GET", operationPath, nil),
	} {
		if n := testing.AllocsPerRun(100, func() { _ = g.ServeHTTP(w, r, next) }); n != 0 {
			t.Errorf("%s %s: %v allocations", r.Method, r.URL, n)
		}
	}
}

func TestMethodOverrides(t *testing.T) {
	s := startSite(t, "")
	for _, tc := range []struct {
		method, target, name string
		arrives              bool
	}{
		{"GET", operationPath, "X-HTTP-Method-Override", false},
		{"GET", operationPath, "X-HTTP-Method", false},
		{"GET", operationPath, "X-Method-Override", false},
		{"GET", operationPath, "x-http-method-override", false},
		{"HEAD", operationPath, "X-HTTP-Method-Override", false},
		{"HEAD", operationPath, "X-HTTP-Method", false},
		{"HEAD", operationPath, "X-Method-Override", false},
		{"OPTIONS", operationPath, "X-HTTP-Method-Override", false},
		{"GET", "/cust/API/v1/agents//batch/%55pdatebatchtask/", "X-HTTP-Method-Override", false},
		{"GET", "/api/v1/Agents/Batch/GetBatchTaskInfo", "X-HTTP-Method-Override", true},
		{"POST", "/api/v1/Agents/Batch/GetBatchTaskInfo", "X-HTTP-Method", true},
		{"POST", operationPath, "X-HTTP-Method-Override", true},
	} {
		t.Run(tc.method+" "+tc.target+" "+tc.name, func(t *testing.T) {
			got, _ := s.passed(t, rawRequest(tc.method, tc.target, "", tc.name+": PUT", tc.name+": POST", "X_HTTP_Method_Override: PUT",
				"X-Other: kept", "Connection: "+tc.name+"2", ticket))
			if arrived := got.header["X_http_method_override"]; arrived != nil {
				t.Errorf("arrived with an underscore: %q", arrived)
			}
			if arrived := got.header[http.CanonicalHeaderKey(tc.name)]; (len(arrived) > 0) != tc.arrives {
				t.Errorf("arrived %q", arrived)
			}
			if got.header.Get("X-Other") != "kept" || !strings.HasPrefix(got.head, tc.method+" "+tc.target+" ") {
				t.Errorf("arrived %q", got.head)
			}
		})
	}
}

// The path is forwarded unchanged, however it is interpreted.
func TestPathIsSentAsItWas(t *testing.T) {
	s := startSite(t, "")
	for _, target := range []string{
		"/api/v1/(S(x))/Agents//x%2Fy/../Batch/UpdateBatchTask%20;v=1",
		"/API/v1/Agents/Batch/%2555pdateBatchTask/975/?$select=Id",
	} {
		got, _ := s.passed(t, rawRequest("POST", target, `{"State":1,"Name":"n"}`, jsonType, ticket))
		if line, _, _ := strings.Cut(got.head, "\r\n"); line != "POST "+target+" HTTP/1.1" || got.body != `{"State":1}` {
			t.Errorf("arrived %q %q", line, got.body)
		}
	}
}

// A rewrite before the guard determines the forwarded path, and so what the guard matches.
func TestPathsThatOthersRewrite(t *testing.T) {
	s := startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
}
GUARD {
	handle_path /gone/* {
		update_batch_task
		reverse_proxy UPSTREAM
	}
	uri strip_prefix /cut
	uri replace /old/ /v1/
	update_batch_task
	reverse_proxy UPSTREAM
}
`)
	for _, target := range []string{
		"/gone/api/v1/Agents/Batch/UpdateBatchTask", "/gone/api/v1/Agents/x%2Fy/../Batch/(S(x))/UpdateBatchTask",
		"/cut/api/v1/Agents/Batch/UpdateBatchTask", "/cut/api%2Fv1/Agents/Batch/UpdateBatchTask;x",
		"/api/old/Agents/Batch/UpdateBatchTask", "/api/old/Agents/Batch/%2555pdateBatchTask",
	} {
		s.refused(t, rawRequest("POST", target, "{}", jsonType), 401, "missing-credential")
	}
}

func TestPathOption(t *testing.T) {
	s := startSite(t, "path /Batch/Update /other/update/ /api/v1/BatchTask/*")
	for target, taken := range map[string]bool{
		"/batch/update": true, "/x/BATCH//update/": true, "/other/update": true, "/x/Other/Update/": true,
		"/batch/update/x": true, "/batch/update/x/y": false, "/abatch/update": false, operationPath: false,
		"/api/v1/BatchTask/975": true, "/Cust1/api/v1/batchtask/(S(x))/975/": true, "/api/v1/BatchTask/975/x": true,
		"/api/v1/BatchTask": false, "/api/v1/BatchTask/": false, "/api/v1/BatchTask/975/x/y": false,
	} {
		got, resp := s.forwarded(rawRequest("POST", target, "{}", jsonType))
		if (got == nil) != taken || (resp.status == 401) != taken {
			t.Errorf("%s: response %d, want taken %v", target, resp.status, taken)
		}
	}
}

// The guard runs before handle and route blocks that precede it in the file, and after a rewrite.
func TestDirectiveOrder(t *testing.T) {
	s := startCaddyfile(t, `
{
	admin off
	auto_https off
	persist_config off
	log default {
		output discard
	}
}
GUARD {
	handle /api/* {
		reverse_proxy UPSTREAM
	}
	handle_path /short/* {
		reverse_proxy UPSTREAM
	}
	rewrite /alias `+operationPath+`
	update_batch_task
	reverse_proxy UPSTREAM
}
`)
	s.refused(t, rawRequest("POST", operationPath, "{}", jsonType), 401, "missing-credential")
	s.refused(t, rawRequest("POST", "/short"+operationPath, "{}", jsonType), 401, "missing-credential")
	s.refused(t, rawRequest("POST", "/alias", "{}", jsonType), 401, "missing-credential")
}

func TestDropMethodOverrides(t *testing.T) {
	h := http.Header{
		"X-Http-Method-Override": {"POST"}, "X-Http-Method": {"POST"}, "X-Method-Override": {"POST"},
		"X_http_method_override": {"POST"}, "X.http-Method": {"POST"}, "X-Method": {"kept"}, "X-Http-Methods": {"kept"},
	}
	dropMethodOverrides(h)
	if len(h) != 2 || h["X-Method"] == nil || h["X-Http-Methods"] == nil {
		t.Errorf("left %v", h)
	}
}
