package caddymodule

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

var passes = names.NewSet("Id", "State", "Description", "Response", "Request")

// In whatever is forwarded, an independent decoder finds only the identity and updatable properties.
func FuzzGuard(f *testing.F) {
	for _, seed := range []struct{ method, target, contentType, zone, body string }{
		{"POST", operationPath, "application/json", "NO", `{"BatchTaskInfo":{"Id":1,"Name":2,"State":3}}`},
		{"PUT", "/x" + operationPath + "/?$select=Id,a/b", "text/json", "utc,includeTZOffset", `{"ſtate":1,"sTATE":2}`},
		{"POST", "/api//v1/agents/./batch/updatebatchtask", "application/merge-patch+json", "", `{"id":1,"x":null}`},
		{"POST", operationPath, "application/json-patch+json", "", `[{"op":"replace","path":"/Name","value":1},{"op":"add","path":"/state","value":2}]`},
		{"POST", operationPath, "application/xml; charset=utf-8", "+02:00", `<a><BatchTaskInfo><Id>1</Id><Name/></BatchTaskInfo><b/></a>`},
		{"POST", operationPath, "application/x-www-form-urlencoded", "261", `BatchTaskInfo%5BName%5D=1&state=2`},
		{"POST", operationPath, "application/json-patch+json", "", `[{"op":"add","path":"batchTaskInfo/State","value":[1]},{"op":"test","path":"x","value":{"$id":1}}]`},
		{"POST", operationPath, "application/json-patch+json", "", `{"batchTaskInfo":{"State":{"$id":{}},"Name":2}}`},
		{"POST", operationPath, "text/xml", "", `<?xml version='1.0' encoding='latin1'?><a><State><x/></State><Name/></a>`},
		{"POST", operationPath + "?%24select=%zz", "application/json", "", `{}`},
		{"GET", operationPath, "", "", ""},
	} {
		f.Add(seed.method, seed.target, seed.contentType, seed.zone, []byte(seed.body))
	}
	g := provisioned(f, new(Guard))
	g.logger = zap.NewNop()
	f.Fuzz(func(t *testing.T, method, target, contentType, zone string, body []byte) {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			return
		}
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
		r.Method, r.URL = method, u
		r.Header = http.Header{"Authorization": {"Bearer t"}, "Content-Type": {contentType}, "So-Timezone": {zone}}
		next := caddyhttp.HandlerFunc(func(w http.ResponseWriter, r *http.Request) error {
			sent, err := io.ReadAll(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			if r.ContentLength != int64(len(sent)) && g.operation.Match(r.URL) && r.Method == method && len(body) > 0 && !safe(method) {
				t.Fatalf("length %d of %q", r.ContentLength, sent)
			}
			if g.operation.Match(r.URL) && !safe(method) {
				checkSent(t, contentType, sent)
			}
			w.Header().Set("Content-Type", contentType)
			_, err = w.Write(body)
			return err
		})
		w := httptest.NewRecorder()
		if err := g.ServeHTTP(w, r, next); err != nil {
			t.Fatal(err)
		}
		if length := w.Header().Get("Content-Length"); length != "" && json.Valid([]byte(length)) && w.Body.Len() > 0 &&
			length != jsonNumber(w.Body.Len()) {
			t.Fatalf("Content-Length %s of %d bytes", length, w.Body.Len())
		}
	})
}

func jsonNumber(n int) string {
	text, _ := json.Marshal(n) // a number can be marshaled
	return string(text)
}

func safe(method string) bool {
	return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE"
}

// checkSent decodes a forwarded body by its media type.
func checkSent(t *testing.T, contentType string, sent []byte) {
	t.Helper()
	if len(sent) == 0 {
		return
	}
	mediaType, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	switch strings.TrimSpace(mediaType) {
	case "application/json", "text/json", "application/merge-patch+json":
		checkSentJSON(t, sent)
	case "application/json-patch+json":
		if bytes.HasPrefix(bytes.TrimLeft(sent, " \t\r\n"), []byte("{")) {
			checkSentJSON(t, sent)
			return
		}
		checkSentPatch(t, sent)
	case "application/xml", "text/xml":
		checkSentXML(t, sent)
	case "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(sent))
		if err != nil {
			t.Fatalf("forwarded %q: %v", sent, err)
		}
		for key := range values {
			lower := strings.ToLower(key)
			lower = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(lower, "batchtaskinfo."), "batchtaskinfo["), "]")
			if !passes.HasString(lower) {
				t.Fatalf("forwarded %q with %q", sent, key)
			}
		}
	default:
		t.Fatalf("forwarded %q as %q", sent, contentType)
	}
}

// checkSentPatch checks that each operation changes an updatable property and gives it a plain value.
func checkSentPatch(t *testing.T, sent []byte) {
	t.Helper()
	var patch []map[string]json.RawMessage
	if err := json.Unmarshal(sent, &patch); err != nil {
		t.Fatalf("forwarded %q: %v", sent, err)
	}
	for _, members := range patch {
		var op, path string
		var value json.RawMessage
		for name, member := range members {
			var err error
			switch strings.ToLower(name) {
			case "op":
				err = json.Unmarshal(member, &op)
			case "path":
				err = json.Unmarshal(member, &path)
			case "value":
				value = member
			}
			if err != nil || strings.HasPrefix(name, "$") {
				t.Fatalf("forwarded %q: %q, %v", sent, name, err)
			}
		}
		property := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(path), "/"), "batchtaskinfo/")
		property = strings.NewReplacer("~1", "/", "~0", "~").Replace(property)
		if op != "test" && (names.Equal(property, "Id") || !passes.HasString(property) || (op == "add" || op == "replace") && !isPlain(value)) {
			t.Fatalf("forwarded %q", sent)
		}
	}
}

// isPlain reports whether a value is neither an object nor an array.
func isPlain(value json.RawMessage) bool { return value[0] != '{' && value[0] != '[' }

func checkSentJSON(t *testing.T, sent []byte) {
	t.Helper()
	var document map[string]json.RawMessage
	if err := json.Unmarshal(sent, &document); err != nil {
		t.Fatalf("forwarded %q: %v", sent, err)
	}
	for name, value := range document {
		if names.Equal(name, "BatchTaskInfo") {
			var record map[string]json.RawMessage
			if err := json.Unmarshal(value, &record); err != nil || len(document) != 1 {
				t.Fatalf("forwarded %q: %v", sent, err)
			}
			for name, value := range record {
				if !passes.HasString(name) || !isPlain(value) {
					t.Fatalf("forwarded %q with %q", sent, name)
				}
			}
		} else if !passes.HasString(name) || !isPlain(value) {
			t.Fatalf("forwarded %q with %q", sent, name)
		}
	}
}

// checkSentXML checks the root, the record if the root contains one, and its children.
func checkSentXML(t *testing.T, sent []byte) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(sent)))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // the body is ASCII
	depth, record := 0, 1
	for {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("forwarded %q: %v", sent, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			switch name := token.Name.Local; {
			case depth == 2 && record == 1 && names.Equal(name, "BatchTaskInfo"):
				record = 2
			case depth == record+1 && !passes.HasString(name), depth > record+1:
				t.Fatalf("forwarded %q with %q", sent, name)
			}
		case xml.EndElement:
			depth--
		}
	}
}
