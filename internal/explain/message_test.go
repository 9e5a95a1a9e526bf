package explain

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestParseRequest(t *testing.T) {
	for _, tc := range []struct{ name, raw, body, length string }{
		{"by hand", "POST /x HTTP/1.1\nHost: a\n\n{}\n", "{}", "2"},
		{"CRLF", "POST /x HTTP/1.1\r\nHost: a\r\n\r\n{}\r\n", "{}", "2"},
		{"blank lines first", "\n\nPOST /x HTTP/1.1\nHost: a\n\n{\n}\n\n", "{\n}\n", "4"},
		{"no empty line", "POST /x HTTP/1.1\nHost: a", "", ""},
		{"length given", "POST /x HTTP/1.1\nHost: a\ncontent-length: 1\n\n{}\n", "{", "1"},
		{"chunked", "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "{}", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := ParseRequest([]byte(tc.raw))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(r.Body)
			if err != nil || string(body) != tc.body || r.Header.Get("Content-Length") != tc.length {
				t.Errorf("body %q, length %q, error %v", body, r.Header.Get("Content-Length"), err)
			}
		})
	}
	for _, raw := range []string{"", "\n", "hello", "POST /x\nHost: a\n\n", "POST /x HTTP/1.1\nno colon\n\n", "POST /x HTTP/1.1\na: \x01\n\n"} {
		if _, err := ParseRequest([]byte(raw)); err == nil {
			t.Errorf("%q was read", raw)
		}
	}
}

func TestCompose(t *testing.T) {
	for _, tc := range []struct {
		target  string
		headers []string
		body    string
		want    string
	}{
		{"/x", nil, "", "PUT /x HTTP/1.1\r\nHost: localhost\r\n\r\n"},
		{"https://a:8/x?y=%20", []string{"b:c "}, "d", "PUT /x?y=%20 HTTP/1.1\r\nb: c\r\nHost: a:8\r\nContent-Length: 1\r\n\r\nd"},
		{"/x", []string{"host: h", "transfer-encoding: chunked"}, "0\r\n", "PUT /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\n"},
	} {
		if got, err := Compose("PUT", tc.target, "localhost", tc.headers, []byte(tc.body)); err != nil || string(got) != tc.want {
			t.Errorf("%s: got %q, error %v", tc.target, got, err)
		}
	}
	for _, header := range []string{"secret", "a: b\r\nc: secret"} {
		if _, err := Compose("PUT", "/", "localhost", []string{header}, nil); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: error %v", header, err)
		}
	}
}

func TestParseResponse(t *testing.T) {
	for _, tc := range []struct {
		raw, contentType, body string
		status                 int
	}{
		{`{"Id":1}` + "\n", "application/json; charset=utf-8", `{"Id":1}`, 200},
		{"\uFEFF <a/>", "application/xml; charset=utf-8", "\uFEFF <a/>", 200},
		{"HTTP/1.1 404 Not Found\nContent-Type: text/html\n\n<p>\n", "text/html", "<p>", 404},
		{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "", "{}", 200},
		{"HTTP/1.1 204 No Content\n\n", "", "", 204},
	} {
		got, err := ParseResponse([]byte(tc.raw), new(http.Request))
		if err != nil {
			t.Errorf("%q: %v", tc.raw, err)
			continue
		}
		if got.Status != tc.status || got.Header.Get("Content-Type") != tc.contentType || string(got.Body) != tc.body {
			t.Errorf("%q: got %d %v %q", tc.raw, got.Status, got.Header, got.Body)
		}
	}
	for _, raw := range []string{"HTTP/1.1\n\n", "HTTP/1.1 200 OK\nContent-Length: 9\n\n{}"} {
		if _, err := ParseResponse([]byte(raw), new(http.Request)); err == nil {
			t.Errorf("%q was read", raw)
		}
	}
}

func TestCompareRedacts(t *testing.T) {
	r := newRedactor("X-Token")
	before := http.Header{"Authorization": {"soticket topsecret"}, "Cookie": {"a=topsecret"}, "X-Token": {"topsecret"}, "So-Apptoken": {"topsecret"}, "Plain": {"a", "b"}}
	after := http.Header{"Authorization": {"topsecret topsecret"}, "Set-Cookie": {"a=topsecret"}, "X-Xsrf-Token": {"topsecret"}, "Plain": {"a", "b"}}
	var got strings.Builder
	for _, h := range r.compare(before, after) {
		got.WriteString(h.Name + "=" + h.Value + "<" + h.Was + " " + string(h.Change) + "\n")
	}
	const want = `Authorization=[redacted]<soticket [redacted] changed
Cookie=<[redacted] removed
Plain=a, b< same
Set-Cookie=[redacted]< added
So-Apptoken=<[redacted] removed
X-Token=<[redacted] removed
X-Xsrf-Token=[redacted]< added
`
	if got.String() != want {
		t.Errorf("got\n%s", got.String())
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"Ærlig → ok": "Ærlig → ok", "\x1b[31m": `\u001b[31m`, "a\x9bb": `a\x9bb`, "\u009b": `\u009b`, "\u202e": `\u202e`, "\t": `\u0009`,
	} {
		if got := printable(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
