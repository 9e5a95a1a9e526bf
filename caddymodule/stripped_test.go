package caddymodule

import (
	"fmt"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
)

// numbered returns a record with n properties that can't be updated, p0, p1 and so on.
func numbered(n int) (body, list string) {
	var b, l strings.Builder
	b.WriteString(`{"Id":1`)
	for i := range n {
		fmt.Fprintf(&b, `,"p%d":%d`, i, i)
		if i > 0 {
			l.WriteString(", ")
		}
		fmt.Fprintf(&l, "p%d", i)
	}
	return b.String() + "}", l.String()
}

// unlistable returns n members whose names can't be sent in a header.
func unlistable(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"é%d":1,`, i)
	}
	return b.String()
}

// The header that lists what was stripped (contract section 4).
func TestStrippedHeader(t *testing.T) {
	s := startSite(t, "")
	body32, list32 := numbered(32)
	body33, _ := numbered(33)
	body5000, _ := numbered(5000)
	name64, name65 := strings.Repeat("n", 64), strings.Repeat("n", 65)
	s.strips(t, "application/json", []strip{
		{"32 names", body32, `{"Id":1}`, list32},
		{"33 names", body33, `{"Id":1}`, list32 + ", +1"},
		{"5000 names", body5000, `{"Id":1}`, list32 + ", +4968"},
		{"64 bytes", `{"` + name64 + `":1}`, `{}`, name64},
		{"65 bytes", `{"` + name65 + `":1,"a":2}`, `{}`, "a, +1"},
		{"after thousands of those", `{` + unlistable(3000) + `"Name":2}`, `{}`, "Name, +3000"},
		{"no token", `{"a b":1,"a,b":2,"a\r\nX: y":3,"é":4,"(c)":5,"":6}`, `{}`, "+6"},
		{"every token character", "{\"!#$%&'*+-.^_`|~09azAZ\":1}", `{}`, "!#$%&'*+-.^_`|~09azAZ"},
		{"those that don't fit don't count", strings.Replace(body32, `"p0":`, `"a b":1,"`+name65+`":2,"p0":`, 1), `{"Id":1}`, list32 + ", +2"},
		{"the sender's spelling", `{"NAME":1,"cReated":2,"\u0046ileName":3}`, `{}`, "NAME, cReated, FileName"},
	})
}

func TestStrippedHeaderWhateverTheAPIAnswers(t *testing.T) {
	s := startSite(t, "")
	for name, response := range map[string]string{
		"200":                   jsonResponse(`{"Id":1}`),
		"200 null":              jsonResponse(`null`),
		"204":                   "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
		"401":                   "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
		"500":                   "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno",
		"chunked":               sampleResponseHead + "Transfer-Encoding: chunked\r\n\r\n" + chunked(`{"Id":1}`, 3),
		"to the end":            sampleResponseHead + "\r\n{}",
		"a header of that name": typedResponse(`{}`, "X-Stripped-Properties: Other", "Content-Type: application/json"),
		"103 and 200":           "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + jsonResponse(`{"Id":1}`),
		"no response":           "",
		"no HTTP":               "what?\r\n\r\n",
		"302":                   "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
	} {
		for _, query := range []string{"", "?$select=Name"} {
			t.Run(name+query, func(t *testing.T) {
				s.upstream.answers(response)
				got, resp := s.passed(t, request(query, `{"Id":1,"Name":"n","x":1}`))
				if got.body != `{"Id":1}` {
					t.Errorf("arrived %q", got.body)
				}
				if h := strings.Join(resp.header["X-Stripped-Properties"], "|"); h != "Name, x" {
					t.Errorf("%d: stripped header %q", resp.status, h)
				}
				if strings.HasPrefix(name, "no ") && resp.status != 502 {
					t.Errorf("response %d", resp.status)
				}
			})
		}
	}
	t.Run("nothing stripped", func(t *testing.T) {
		s.upstream.answers(jsonResponse("{}"))
		if _, resp := s.passed(t, request("", `{"Id":1}`)); resp.header["X-Stripped-Properties"] != nil {
			t.Errorf("stripped header %q", resp.header["X-Stripped-Properties"])
		}
	})
}

func TestStrippedHeaderOption(t *testing.T) {
	for options, want := range map[string]string{
		"stripped_header x-gone": "Name", "stripped_header off": "", "": "",
	} {
		t.Run(options, func(t *testing.T) {
			s := startSite(t, options)
			_, resp := s.passed(t, request("", `{"Name":1}`))
			if h := resp.header.Get("X-Gone"); h != want {
				t.Errorf("X-Gone %q", h)
			}
			if h := resp.header.Get("X-Stripped-Properties"); (h != "") != (options == "") {
				t.Errorf("X-Stripped-Properties %q", h)
			}
		})
	}
}

func TestReject(t *testing.T) {
	s := startSite(t, "non_updatable reject")
	body40, list40 := numbered(40)
	body1025, _ := numbered(1025)
	_, list1024 := numbered(1024)
	for _, tc := range []struct{ name, contentType, sent, named string }{
		{"JSON", "application/json", `{"Id":1,"Name":2,"created":3}`, "Name, created"},
		{"beside the record", "text/json", `{"x":1,"BatchTaskInfo":{"Name":1},"State":2}`, "x, Name, State"},
		{"merge patch", "application/merge-patch+json", `{"FileName":null}`, "FileName"},
		{"patch", "application/json-patch+json", `[{"op":"remove","path":"/Name"},{"op":"move","from":"/Id","path":"/State"}]`, "Name, Id"},
		{"form", "application/x-www-form-urlencoded", "Id=1&BatchTaskInfo%5BName%5D=x", "Name"},
		{"XML", "text/xml", "<BatchTaskInfo><Id>1</Id><Name/><x:Created xmlns:x='u'/></BatchTaskInfo>", "Name, Created"},
		{"every one of 40", "application/json", body40, list40},
		{"so many that it takes a number", "application/json", body1025, list1024 + ", and 1 more"},
		{"names that are no tokens", "application/json", `{"a b":1,"a\"\r\nb":2,"":3}`, `"a b", "a\"\r\nb", ""`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			resp := s.refused(t, request("", tc.sent, "Content-Type: "+tc.contentType), 422, "non-updatable-property")
			if p := problemOf(t, resp); !strings.HasSuffix(p.Detail, ": "+tc.named) {
				t.Errorf("detail %q", p.Detail)
			}
			if resp.header["X-Stripped-Properties"] != nil {
				t.Errorf("stripped header %q", resp.header["X-Stripped-Properties"])
			}
		})
	}
	for contentType, body := range map[string]string{
		"application/json":                  `{"BatchTaskInfo":{"Id":1,"State":"x"}}`,
		"application/json-patch+json":       `[{"op":"test","path":"/Name","value":1}]`,
		"application/x-www-form-urlencoded": "Id=1",
		"application/xml":                   "<BatchTaskInfo><Id>1</Id></BatchTaskInfo>",
	} {
		if got, _ := s.passed(t, request("", body, "Content-Type: "+contentType)); got.body != body {
			t.Errorf("arrived %q", got.body)
		}
	}
	t.Run("what is malformed is so first", func(t *testing.T) {
		s.refused(t, request("", `{"Name":1,"Id":}`), 400, "malformed-body")
	})
}

// The stripped header can name every documented property.
func TestDocumentedPropertiesCanBeListed(t *testing.T) {
	for i := range batchtask.Properties.Len() {
		if name := batchtask.Properties.Name(i); len(name) > maxListedName || !isToken(name) {
			t.Errorf("%q can't be sent in a header", name)
		}
	}
}
