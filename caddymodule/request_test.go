package caddymodule

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A strip is a row of contract section 4: what is sent, what arrives at the API, and the stripped header of the answer.
type strip struct{ name, sent, arrived, stripped string }

func (s *site) strips(t *testing.T, contentType string, rows []strip) {
	t.Helper()
	for _, tc := range rows {
		t.Run(tc.name, func(t *testing.T) {
			got, resp := s.passed(t, request("", tc.sent, "Content-Type: "+contentType))
			if got.body != tc.arrived {
				t.Errorf("arrived  %q\nexpected %q", got.body, tc.arrived)
			}
			if h := resp.header["X-Stripped-Properties"]; strings.Join(h, "|") != tc.stripped || (len(h) > 0) != (tc.stripped != "") {
				t.Errorf("stripped header %q, want %q", h, tc.stripped)
			}
			if got.header.Get("Content-Type") != contentType {
				t.Errorf("arrived as %q", got.header.Get("Content-Type"))
			}
		})
	}
}

// A wrong is a body that is refused with a 400.
type wrong struct{ name, sent, kind string }

func (s *site) refuses(t *testing.T, contentType string, rows []wrong) {
	t.Helper()
	for _, tc := range rows {
		t.Run(tc.name, func(t *testing.T) {
			s.refused(t, request("", tc.sent, "Content-Type: "+contentType), 400, tc.kind)
		})
	}
}

// What is sent on besides the body: all as it came, but for what the contract names.
func TestRequestHead(t *testing.T) {
	s := startSite(t, "")
	sent := `{"BatchTaskInfo":{"Id":1,"Name":"n"}}`
	target := "/Cust12345/api/v1//Agents/Batch/%55pdateBatchTask/?%24Select=State&a=%zz&a=b;c&&x"
	got, _ := s.passed(t, rawRequest("PATCH", target, chunked(sent, 7), ticket, jsonType, "Transfer-Encoding: chunked",
		"Trailer: X-Sum", "SO-TimeZone: NO", "so-timezone: includeTZOffset", "SO-Language: en", "Accept-Language:",
		"Cookie: a=b; c", "X-Two: 1", "X-Two: 2", "Accept: application/json", "Accept-Encoding: gzip, br",
		"X-XSRF-TOKEN: t", "X-HTTP-Method-Override: PUT"))
	if line, _, _ := strings.Cut(got.head, "\r\n"); line != "PATCH "+target+" HTTP/1.1" {
		t.Errorf("arrived %q", line)
	}
	want := http.Header{
		"Authorization": {"SoTicket 7T:abc123=="}, "Content-Type": {"application/json"}, "Content-Length": {"26"},
		"So-Language": {"en"}, "Accept-Language": {""}, "Cookie": {"a=b; c"}, "X-Two": {"1", "2"},
		"Accept": {"application/json"}, "Accept-Encoding": {"identity"}, "X-Xsrf-Token": {"t"},
		"X-Http-Method-Override": {"PUT"},
	}
	if h := forwardedHeader(got.header); !maps.EqualFunc(h, want, slices.Equal) {
		t.Errorf("arrived %v\nexpected %v", h, want)
	}
	if got.body != `{"BatchTaskInfo":{"Id":1}}` || !strings.Contains(got.head, "Host: crm.example.com") {
		t.Errorf("arrived %s\n\n%s", got.head, got.body)
	}
}

// Identity is asked for when, and only when, the answer may have to be reshaped.
func TestAcceptEncodingIsAskedFor(t *testing.T) {
	for _, tc := range []struct {
		options, query, zone, arrives string
	}{
		{"", "", "", "gzip;q=0.5, br"},
		{"", "?$select=", "", "gzip;q=0.5, br"},
		{"", "?$select=*", "", "gzip;q=0.5, br"},
		{"", "?$select=Name,*", "", "gzip;q=0.5, br"},
		{"", "?select=Name", "", "gzip;q=0.5, br"},
		{"", "", " \t", "gzip;q=0.5, br"},
		{"", "?$select=Name", "", "identity"},
		{"", "", "NO", "identity"},
		{"", "", "includeTZOffset", "identity"},
		{"select off", "?$select=Name", "", "gzip;q=0.5, br"},
		{"select off", "?$select=%zz", "", "gzip;q=0.5, br"},
		{"timezone off", "", "NO", "gzip;q=0.5, br"},
		{"timezone upstream", "", "NO", "gzip;q=0.5, br"},
		{"timezone off", "?$select=Name", "NO", "identity"},
		{"timezone {\nunknown ignore\n}", "", "nowhere", "gzip;q=0.5, br"},
	} {
		t.Run(tc.options+" "+tc.query+" "+tc.zone, func(t *testing.T) {
			s := startSite(t, tc.options)
			got, _ := s.passed(t, request(tc.query, "{}", "SO-TimeZone: "+tc.zone, "Accept-Encoding: gzip;q=0.5, br"))
			if h := got.header.Get("Accept-Encoding"); h != tc.arrives {
				t.Errorf("arrived %q, want %q", h, tc.arrives)
			}
		})
	}
}

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
		{"application/json; charset=iso-8859-1", "unsupported-charset"},
		{"text/xml; charset=windows-1252", "unsupported-charset"},
		{"application/x-www-form-urlencoded; charset=utf-16", "unsupported-charset"},
		{`application/json; charset=""`, "unsupported-charset"},
		{"application/json; charset=", "unsupported-media-type"},
		// What RFC 2231 says of parameters some read and some do not.
		{"application/json; charset*=utf-8''utf-16", "unsupported-media-type"},
		{"application/json; charset*0=utf-; charset*1=16", "unsupported-media-type"},
		{"application/json; charset=utf-7; charset*0=utf-8", "unsupported-media-type"},
		{"application/json; charset*=us-ascii''utf-8; charset=utf-16", "unsupported-media-type"},
		{`application/json; charset="ut\f-8"`, "unsupported-media-type"},
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

func TestEmptyBodies(t *testing.T) {
	s := startSite(t, "")
	for name, raw := range map[string]string{
		"nothing":        rawRequest("POST", operationPath, "", ticket),
		"length 0":       rawRequest("POST", operationPath, "", ticket, "Content-Length: 0"),
		"JSON":           rawRequest("POST", operationPath, "", ticket, jsonType, "Content-Length: 0"),
		"XML":            rawRequest("POST", operationPath, "", ticket, "Content-Type: text/xml"),
		"form":           rawRequest("POST", operationPath, "", ticket, "Content-Type: application/x-www-form-urlencoded"),
		"no chunks":      rawRequest("POST", operationPath, "0\r\n\r\n", ticket, "Transfer-Encoding: chunked"),
		"no JSON chunks": rawRequest("POST", operationPath, "0\r\n\r\n", ticket, jsonType, "Transfer-Encoding: chunked"),
	} {
		t.Run(name, func(t *testing.T) {
			got, resp := s.passed(t, raw)
			if got.body != "" || got.header.Get("Content-Length") != "0" || strings.Contains(got.head, "chunked") || resp.status != 200 {
				t.Errorf("arrived %s\n\n%q; answer %d", got.head, got.body, resp.status)
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
	f, _ := flate.NewWriter(w, flate.BestCompression) // the level is a valid one
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
		{"something behind", "gzip", zipped + "x", "malformed-body"},
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
	for _, coding := range []string{"br", "zstd", "compress", "gzip, gzip", "gzip, identity", "gzip;q=1", "aes128gcm"} {
		t.Run(coding, func(t *testing.T) {
			resp := s.refused(t, request("", zipped, "Content-Encoding: "+coding), 415, "unsupported-content-coding")
			if h := resp.header["Accept-Encoding"]; !slices.Equal(h, []string{"gzip, deflate"}) || resp.header["Accept-Post"] != nil {
				t.Errorf("Accept-Encoding %q", h)
			}
		})
	}
	t.Run("two headers", func(t *testing.T) {
		s.refused(t, request("", zipped, "Content-Encoding: gzip", "Content-Encoding: identity"), 415, "unsupported-content-coding")
	})
}

func TestMaxRequestBody(t *testing.T) {
	s := startSite(t, "max_request_body 20")
	const fits, tooLong = `{"Id":1,"State":"a"}`, `{"Id":1,"State":"ab"}`
	if got, _ := s.passed(t, request("", fits)); got.body != fits {
		t.Errorf("arrived %q", got.body)
	}
	if got, _ := s.passed(t, rawRequest("POST", operationPath, chunked(fits, 3), ticket, jsonType, "Transfer-Encoding: chunked")); got.body != fits {
		t.Errorf("arrived %q", got.body)
	}
	s.refused(t, request("", tooLong), 413, "body-too-large")
	s.refused(t, rawRequest("POST", operationPath, chunked(tooLong, 3), ticket, jsonType, "Transfer-Encoding: chunked"), 413, "body-too-large")
	t.Run("announced, it is not read", func(t *testing.T) {
		w := s.dial(t)
		w.write(t, rawRequest("POST", operationPath, "", ticket, jsonType, "Content-Length: 21", "Expect: 100-continue"))
		if resp := w.read(t); resp.status != 413 {
			t.Errorf("answer %d", resp.status)
		}
	})
	t.Run("default", func(t *testing.T) {
		s := startSite(t, "")
		body := `{"Name":"` + strings.Repeat("n", 1<<20-11) + `"}`
		if got, _ := s.passed(t, request("", body)); got.body != "{}" {
			t.Errorf("arrived %.100q", got.body)
		}
		s.refused(t, request("", body+" "), 413, "body-too-large")
	})
}
