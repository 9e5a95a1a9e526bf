package caddymodule

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestMediaTypes(t *testing.T) {
	s := startSite(t, "")
	const jsonBody, patchBody, xmlBody, formBody = `{"Name":1}`, `[{"op":"remove","path":"/Name"}]`,
		`<BatchTaskInfo><Name>n</Name></BatchTaskInfo>`, `Name=n`
	for _, tc := range []struct{ contentType, sent, arrived string }{
		{"application/json", jsonBody, "{}"},
		{"text/json", jsonBody, "{}"},
		{"application/merge-patch+json", jsonBody, "{}"},
		{"application/json-patch+json", patchBody, "[]"},
		{"application/xml", xmlBody, "<BatchTaskInfo></BatchTaskInfo>"},
		{"text/xml", xmlBody, "<BatchTaskInfo></BatchTaskInfo>"},
		{"application/x-www-form-urlencoded", formBody, ""},
		{"APPLICATION/Json", jsonBody, "{}"},
		{"Text/XML;Charset=UTF-8", xmlBody, "<BatchTaskInfo></BatchTaskInfo>"},
		{"application/json; charset=utf-8", jsonBody, "{}"},
		{`application/json;charset="UTF-8"`, jsonBody, "{}"},
		{"application/json ; charset=us-ascii", jsonBody, "{}"},
		{"application/json; odata=verbose; charset=utf-8; v=1", jsonBody, "{}"},
		{"application/json;", jsonBody, "{}"},
		{"application/x-www-form-urlencoded; charset=UTF-8", formBody, ""},
		{"application/json-patch+json;charset=Utf-8", patchBody, "[]"},
		{"application/json; charset=utf8", jsonBody, "{}"},
		{`text/xml;charset="UTF8"`, xmlBody, "<BatchTaskInfo></BatchTaskInfo>"},
		{"application/json;;charset=utf-8 ; ;", jsonBody, "{}"},
		{`application/json;v="a;b, c=d";charset=utf-8`, jsonBody, "{}"},
		{"application/json; title*=utf-8''x", jsonBody, "{}"},
		// These are ASCII.
		{"application/json; charset=iso-8859-1", jsonBody, "{}"},
		{`application/json; charset="ISO-8859-15"`, jsonBody, "{}"},
		{"application/x-www-form-urlencoded; charset=Windows-1252", formBody, ""},
		{"application/json-patch+json; charset=latin1", patchBody, "[]"},
		{"text/xml; charset=koi8-r", xmlBody, "<BatchTaskInfo></BatchTaskInfo>"},
		{"application/xml; charset=cp1251", xmlBody, "<BatchTaskInfo></BatchTaskInfo>"},
	} {
		t.Run(tc.contentType, func(t *testing.T) {
			s.strips(t, tc.contentType, []strip{{"", tc.sent, tc.arrived, "Name"}})
		})
	}
}

const acceptPost = "application/json, text/json, application/merge-patch+json, application/json-patch+json, " +
	"application/xml, text/xml, application/x-www-form-urlencoded"

func TestMediaTypesThatAreRefused(t *testing.T) {
	s := startSite(t, "")
	for _, tc := range []struct{ contentType, kind string }{
		{"", "unsupported-media-type"},
		{"text/plain", "unsupported-media-type"},
		{"multipart/form-data; boundary=x", "unsupported-media-type"},
		{"application/octet-stream", "unsupported-media-type"},
		{"application/vnd.api+json", "unsupported-media-type"},
		{"application/problem+xml", "unsupported-media-type"},
		{"application/*", "unsupported-media-type"},
		{"json", "unsupported-media-type"},
		{"application/json, application/xml", "unsupported-media-type"},
		{"application/json charset=utf-8", "unsupported-media-type"},
		{"application/json; charset", "unsupported-media-type"},
		{"application/json; charset=utf-8; charset=utf-16", "unsupported-media-type"},
		{`application/json; charset="utf-8`, "unsupported-media-type"},
		{"application/j\u017Fon", "unsupported-media-type"},
		{"application/json; charset=utf-16", "unsupported-charset"},
		{"application/json; charset=UTF-16LE", "unsupported-charset"},
		{"application/json; charset=utf-7", "unsupported-charset"},
		{"application/json; charset=utf-8-sig", "unsupported-charset"},
		{"application/json; charset=unicode", "unsupported-charset"},
		{"application/json; charset=utf-32", "unsupported-charset"},
		{"application/json; charset=Shift_JIS", "unsupported-charset"},
		{"application/json; charset=iso-2022-jp", "unsupported-charset"},
		{"application/json; charset=gb18030", "unsupported-charset"},
		{"text/xml; charset=ibm037", "unsupported-charset"},
		{"application/json; charset='utf-8'", "unsupported-charset"},
		{`application/json; charset=" utf-8"`, "unsupported-charset"},
		{"application/x-www-form-urlencoded; charset=utf-16", "unsupported-charset"},
		{`application/json; charset=""`, "unsupported-charset"},
		{"application/json; charset=", "unsupported-media-type"},
		// Not all parsers implement RFC 2231 parameters.
		{"application/json; charset*=utf-8''utf-16", "unsupported-media-type"},
		{"application/json; charset*0=utf-; charset*1=16", "unsupported-media-type"},
		{"application/json; charset=utf-7; charset*0=utf-8", "unsupported-media-type"},
		{"application/json; charset*=us-ascii''utf-8; charset=utf-16", "unsupported-media-type"},
		{`application/json; charset="ut\f-8"`, "unsupported-media-type"},
		{`application/json; v="\"; charset=utf-16"`, "unsupported-media-type"},
		// A parser that only searches for the word finds another charset, or two.
		{`application/json; v="; charset=utf-16"`, "unsupported-media-type"},
		{`application/json; v="charset=utf-16"; charset=utf-8`, "unsupported-media-type"},
		{"application/json; xcharset=utf-16; charset=utf-8", "unsupported-media-type"},
		{"application/json; charset=utf-8; charset=utf-8", "unsupported-media-type"},
		{`application/json; charset=utf-8; Charset="UTF-8"`, "unsupported-media-type"},
		{"application/json; charset = utf-8", "unsupported-media-type"},
		{"application/json; charset=utf-8 x", "unsupported-media-type"},
		{`application/json; charset="utf-8"x`, "unsupported-media-type"},
		{"application/json; charset=utf-8, application/xml", "unsupported-media-type"},
		{"application/json; charset=utf-8 (text)", "unsupported-media-type"},
		{"application/json; v=\u00e9", "unsupported-media-type"},
		{"application/json; =utf-16", "unsupported-media-type"},
		{"; charset=utf-8", "unsupported-media-type"},
	} {
		t.Run(tc.contentType, func(t *testing.T) {
			resp := s.refused(t, rawRequest("POST", operationPath, "{}", ticket, "Content-Type: "+tc.contentType), 415, tc.kind)
			if h := resp.header["Accept-Post"]; !slices.Equal(h, []string{acceptPost}) {
				t.Errorf("Accept-Post %q", h)
			}
		})
	}
	t.Run("none", func(t *testing.T) {
		resp := s.refused(t, rawRequest("POST", operationPath, "{}", ticket), 415, "unsupported-media-type")
		if h := resp.header["Accept-Post"]; !slices.Equal(h, []string{acceptPost}) {
			t.Errorf("Accept-Post %q", h)
		}
		s.refused(t, rawRequest("POST", operationPath, chunked("{}", 9), ticket, "Transfer-Encoding: chunked"), 415, "unsupported-media-type")
	})
}

// Charset and bytes: only if every byte is ASCII does a UTF-8 parser read what the client wrote.
func TestCharsetsOfBytes(t *testing.T) {
	s := startSite(t, "")
	const ascii = `{"Id":1,"State":"a"}`
	for _, tc := range []struct {
		name, contentType, body, coding string
		passes                          bool
	}{
		{"UTF-8", "application/json; charset=utf8", `{"Id":1,"State":"å"}`, "", true},
		{"Latin-1, ASCII", "application/json; charset=iso-8859-1", ascii, "", true},
		{"Latin-1 after a UTF-8 mark", "application/json; charset=iso-8859-1", "\xEF\xBB\xBF" + ascii, "", true},
		{"Latin-1, escaped", "application/json; charset=latin1", `{"Id":1,"State":"\u00e5"}`, "", true},
		{"Latin-1, coded", "application/json; charset=iso-8859-1", coded(t, gzipper, ascii), "gzip", true},
		{"Latin-1, percent-encoded", "application/x-www-form-urlencoded; charset=iso-8859-1", "State=%E5", "", true},
		{"US-ASCII", "text/xml; charset=us-ascii", "<BatchTaskInfo><State>&#229;</State></BatchTaskInfo>", "", true},
		{"Latin-1, a letter of Latin-1", "application/json; charset=iso-8859-1", "{\"Id\":1,\"State\":\"\xe5\"}", "", false},
		{"Latin-1, a letter in UTF-8", "application/json; charset=iso-8859-1", `{"Id":1,"State":"å"}`, "", false},
		{"Latin-1, in what is stripped", "application/json; charset=iso-8859-1", `{"Id":1,"Name":"å"}`, "", false},
		{"Latin-1, coded, a letter", "application/json; charset=iso-8859-1", coded(t, gzipper, `{"State":"å"}`), "gzip", false},
		{"Latin-1, a form", "application/x-www-form-urlencoded; charset=iso-8859-1", "State=\xe5", "", false},
		{"Windows-1252, a patch", "application/json-patch+json; charset=windows-1252", `[{"op":"add","path":"/State","value":"å"}]`, "", false},
		{"KOI8-R, XML", "application/xml; charset=koi8-r", "<BatchTaskInfo><State>å</State></BatchTaskInfo>", "", false},
		{"US-ASCII, a letter", "application/json; charset=us-ascii", `{"Id":1,"State":"å"}`, "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			raw := request("", tc.body, "Content-Type: "+tc.contentType, "Content-Encoding: "+tc.coding)
			if tc.passes {
				if got, _ := s.passed(t, raw); got.header.Get("Content-Type") != tc.contentType {
					t.Errorf("arrived as %q", got.header.Get("Content-Type"))
				}
				return
			}
			resp := s.refused(t, raw, 415, "unsupported-charset")
			if detail := problemOf(t, resp).Detail; !strings.Contains(detail, "send UTF-8") || !strings.Contains(detail, "offset") {
				t.Errorf("detail %q", detail)
			}
			if h := resp.header["Accept-Post"]; !slices.Equal(h, []string{acceptPost}) {
				t.Errorf("Accept-Post %q", h)
			}
		})
	}
}

// JSON that is labeled as a form, the default of many HTTP clients, is refused instead of being parsed as a form.
func TestJSONLabelledAsAForm(t *testing.T) {
	s := startSite(t, "")
	const form = "Content-Type: application/x-www-form-urlencoded"
	for name, body := range map[string]string{
		"an object":        `{"BatchTaskInfo":{"Id":1,"State":"a"}}`,
		"an array":         `[{"op":"replace","path":"/State","value":"a"}]`,
		"behind a mark":    "\xEF\xBB\xBF{}",
		"behind blanks":    " \t\r\n{}",
		"behind all":       "\xEF\xBB\xBF\n[]",
		"half":             "{",
		"with a form's =":  `{"State":"="}&State=a`,
		"with bad escapes": `{"State":"100%"}`,
		"percent-encoded":  `%7B%22Id%22%3A1%2C%22State%22%3A%22x%22%7D`,
		"half of it":       "%7B",
		"behind a blank":   " %7B%7D",
		"in lower case":    "%5b%7b%22op%22%3a%22test%22%7d%5d",
	} {
		t.Run(name, func(t *testing.T) {
			resp := s.refused(t, request("", body, form+"; charset=utf-8"), 415, "unsupported-media-type")
			if detail := problemOf(t, resp).Detail; !strings.Contains(detail, "Content-Type: application/json") {
				t.Errorf("detail %q", detail)
			}
			if h := resp.header["Accept-Post"]; !slices.Equal(h, []string{acceptPost}) {
				t.Errorf("Accept-Post %q", h)
			}
		})
	}
	s.refused(t, request("", coded(t, gzipper, "{}"), form, "Content-Encoding: gzip"), 415, "unsupported-media-type")
	for _, body := range []string{"State={}", "State=[1]&Id=2", "%7B%7D=1", "x{=1", "=%7B"} {
		s.passed(t, request("", body, form))
	}
}

// An empty body is forwarded, whatever the header says about it.
func TestEmptyBodies(t *testing.T) {
	s := startSite(t, "")
	for name, lines := range map[string][]string{
		"plain":               nil,
		"JSON":                {jsonType},
		"XML":                 {"Content-Type: text/xml"},
		"form":                {"Content-Type: application/x-www-form-urlencoded"},
		"a page's default":    {"Content-Type: text/plain;charset=UTF-8"},
		"a malformed type":    {"Content-Type: json"},
		"a blank type":        {"Content-Type:"},
		"another charset":     {"Content-Type: application/json; charset=utf-16"},
		"gzip":                {jsonType, "Content-Encoding: gzip"},
		"another coding":      {jsonType, "Content-Encoding: br"},
		"a coding, no type":   {"Content-Encoding: gzip, br"},
		"a type and a coding": {"Content-Type: text/plain", "Content-Encoding: br"},
	} {
		for framing, raw := range map[string]string{
			"no length": rawRequest("POST", operationPath, "", append(lines, ticket)...),
			"length 0":  rawRequest("POST", operationPath, "", append(lines, ticket, "Content-Length: 0")...),
			"no chunks": rawRequest("POST", operationPath, "0\r\n\r\n", append(lines, ticket, "Transfer-Encoding: chunked")...),
		} {
			t.Run(name+" "+framing, func(t *testing.T) {
				got, resp := s.passed(t, raw)
				if got.body != "" || got.header.Get("Content-Length") != "0" || strings.Contains(got.head, "chunked") || resp.status != 200 {
					t.Errorf("arrived %s\n\n%q; response %d", got.head, got.body, resp.status)
				}
				if resp.header["X-Stripped-Properties"] != nil {
					t.Errorf("stripped %q", resp.header["X-Stripped-Properties"])
				}
			})
		}
	}
	t.Run("nothing, coded", func(t *testing.T) {
		for coding, body := range map[string]string{
			"gzip": coded(t, gzipper, ""), "deflate": coded(t, zlibber, ""), "x-gzip": coded(t, gzipper, ""),
		} {
			got, _ := s.passed(t, request("", body, "Content-Encoding: "+coding))
			if got.body != "" || got.header.Get("Content-Length") != "0" || got.header["Content-Encoding"] != nil {
				t.Errorf("%s: arrived %s\n\n%q", coding, got.head, got.body)
			}
		}
	})
}

// A chunked body of a refused type is read only until it is known not to be empty, and not at all if the client waits for
// 100 Continue.
func TestTypeOfChunksIsRefusedEarly(t *testing.T) {
	s := startSite(t, "")
	for name, raw := range map[string]string{
		"a first byte":       rawRequest("POST", operationPath, "1\r\n{\r\n", ticket, "Content-Type: text/plain", "Transfer-Encoding: chunked"),
		"a first byte, bare": rawRequest("POST", operationPath, "ff\r\n{", ticket, "Transfer-Encoding: chunked"),
		"a length":           rawRequest("POST", operationPath, "", ticket, "Content-Length: 2"),
		"an expectation": rawRequest("POST", operationPath, "", ticket, "Content-Type: text/plain", "Transfer-Encoding: chunked",
			"Expect: 100-continue"),
	} {
		t.Run(name, func(t *testing.T) {
			w := s.dial(t)
			w.write(t, raw)
			if resp := w.read(t); resp.status != 415 {
				t.Errorf("response %d %v", resp.status, resp.err)
			}
		})
	}
}

// coded returns body in a content coding.
func coded(t *testing.T, open func(io.Writer) io.WriteCloser, body string) string {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipper(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
func zlibber(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }
func flater(w io.Writer) io.WriteCloser {
	f, _ := flate.NewWriter(w, flate.BestCompression) // the level is valid
	return f
}

func TestContentCodings(t *testing.T) {
	s := startSite(t, "max_request_body 1000")
	const sent, arrived = `{"Id":1,"Name":"nnnnnnnnnnnnnnnnnnnnnnnnn"}`, `{"Id":1}`
	zipped, zlibbed := coded(t, gzipper, sent), coded(t, zlibber, sent)
	for _, tc := range []struct{ coding, body string }{
		{"gzip", zipped}, {"GZIP", zipped}, {"x-gzip", zipped}, {"X-GZip", zipped},
		{"gzip", coded(t, gzipper, `{"Id":1,`) + coded(t, gzipper, `"Name":2}`)}, // members
		{"deflate", coded(t, zlibber, sent)}, {"Deflate", coded(t, flater, sent)},
		{"gzip", coded(t, gzipper, "\xEF\xBB\xBF"+sent)},
		{"gzip", coded(t, gzipper, `{"Id":1,"Name":"`+strings.Repeat("n", 1000-18)+`"}`)},
	} {
		got, resp := s.passed(t, request("", tc.body, "Content-Encoding: "+tc.coding))
		if got.body != arrived || got.header.Get("Content-Length") != "8" || got.header["Content-Encoding"] != nil {
			t.Errorf("%s: arrived %s\n\n%q", tc.coding, got.head, got.body)
		}
		if resp.header.Get("X-Stripped-Properties") != "Name" {
			t.Errorf("stripped %q", resp.header.Get("X-Stripped-Properties"))
		}
	}
	for _, tc := range []struct{ name, coding, body, kind string }{
		{"truncated", "gzip", zipped[:len(zipped)-9], "malformed-body"},
		{"without its end", "gzip", zipped[:len(zipped)-1], "malformed-body"},
		{"corrupt", "gzip", strings.Replace(zipped, zipped[20:24], "\xff\xff\xff\xff", 1), "malformed-body"},
		{"something after it", "gzip", zipped + "x", "malformed-body"},
		{"plain", "gzip", sent, "malformed-body"},
		{"plain", "deflate", sent, "malformed-body"},
		{"zlib with a wrong sum", "deflate", zlibbed[:len(zlibbed)-4] + "xxxx", "malformed-body"},
		{"decodes to no JSON", "gzip", coded(t, gzipper, "{"), "malformed-body"},
		{"one byte too large", "gzip", coded(t, gzipper, `{"Id":1,"Name":"`+strings.Repeat("n", 1000-17)+`"}`), "body-too-large"},
		{"a bomb", "deflate", coded(t, flater, strings.Repeat(" ", 800_000)), "body-too-large"},
		{"a bomb", "gzip", coded(t, gzipper, strings.Repeat(" ", 800_000)), "body-too-large"},
	} {
		t.Run(tc.coding+" "+tc.name, func(t *testing.T) {
			status := map[string]int{"malformed-body": 400, "body-too-large": 413}[tc.kind]
			s.refused(t, request("", tc.body, "Content-Encoding: "+tc.coding), status, tc.kind)
		})
	}
	for _, lines := range [][]string{
		{"Content-Encoding: identity"}, {"Content-Encoding: Identity"}, {"Content-Encoding:"}, {"Content-Encoding:", "content-encoding: ,"},
	} {
		got, _ := s.passed(t, rawRequest("POST", operationPath, sent, append(lines, ticket, jsonType)...))
		if got.body != arrived || got.header["Content-Encoding"] != nil {
			t.Errorf("%q: arrived %s\n\n%q", lines, got.head, got.body)
		}
	}
	for _, coding := range []string{"br", "zstd", "compress", "gzip, gzip", "gzip, identity", "gzip;q=1", "aes128gcm", "identity, gzip", "g\u017Fip"} {
		t.Run(coding, func(t *testing.T) {
			resp := s.refused(t, request("", zipped, "Content-Encoding: "+coding), 415, "unsupported-content-coding")
			if h := resp.header["Accept-Encoding"]; !slices.Equal(h, []string{"gzip, deflate"}) || resp.header["Accept-Post"] != nil {
				t.Errorf("Accept-Encoding %q", h)
			}
		})
	}
	t.Run("two headers", func(t *testing.T) {
		resp := s.refused(t, request("", zipped, "Content-Encoding: gzip", "Content-Encoding: br"), 415, "unsupported-content-coding")
		if detail := problemOf(t, resp).Detail; !strings.Contains(detail, `"gzip, br"`) {
			t.Errorf("detail %q", detail)
		}
		if got, _ := s.passed(t, request("", zipped, "Content-Encoding:", "Content-Encoding: gzip")); got.body != arrived {
			t.Errorf("arrived %q", got.body)
		}
	})
}
