package document

import (
	"errors"
	"mime"
	"regexp"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/charset"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// TestMediaDetails checks that details quote the request and say how to correct it.
func TestMediaDetails(t *testing.T) {
	const types = "application/json, text/json, application/merge-patch+json, application/json-patch+json, application/xml, text/xml, " +
		"application/x-www-form-urlencoded"
	for _, tc := range []struct{ contentType, body, want string }{
		{"text/plain;charset=UTF-8", "{}", `the Content-Type "text/plain" is not one of: ` + types},
		{"json", "{}", `the Content-Type "json" is malformed, or its charset can be read in more than one way`},
		{"text/xml; charset=a; charset=b", "<a/>", `the Content-Type "text/xml; charset=a; charset=b" is malformed, or its charset can be read in more than one way`},
		{"application/json; charset=utf-16", "{}", `the charset "utf-16" of the Content-Type is not supported: send UTF-8 (charset=utf-8)`},
		{"application/json; charset=latin1", "{\"\xe5\"", `the byte at offset 2 is not ASCII, and the charset of the Content-Type is "latin1": send UTF-8 (charset=utf-8)`},
		{"application/x-www-form-urlencoded", "\n [1]", `the body begins with "[" like JSON, but the Content-Type is that of a form, ` +
			`which curl -d and other HTTP clients send by default: set Content-Type: application/json`},
	} {
		media, err := RequestMedia(tc.contentType)
		if err == nil {
			err = media.Check([]byte(tc.body))
		}
		var p *problem.Error
		if !errors.As(err, &p) || p.Detail != tc.want {
			t.Errorf("%s: %v\nwant %s", tc.contentType, err, tc.want)
		}
	}
}

// careless matches what a parser may take for the charset if it ignores the rest of the syntax.
var careless = regexp.MustCompile(`(?i)charset[^=;]*=\s*['"]?([^;'"\s]*)`)

// FuzzRequestMedia checks that other parsers see the same media type, and no unsupported charset, in whatever is accepted.
func FuzzRequestMedia(f *testing.F) {
	for _, seed := range []string{
		"application/json", "text/xml; charset=utf8", `application/json; v="a;b"; charset="UTF-8"`, "application/json;;charset=latin1;",
		"application/json; charset=utf-7; charset*0=utf-8", `application/json; v="; charset=utf-16"`, "application/json; v*=utf-8''x",
		`application/json; v="\"; charset=utf-16"`, "application/json; charset=utf-8, text/xml", "application/json; charset = utf-8",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, contentType string) {
		media, err := RequestMedia(contentType)
		if err != nil {
			return
		}
		plain, _, _ := strings.Cut(contentType, ";")
		if requestFormat(strings.TrimSpace(plain)) != media.Format {
			t.Fatalf("%q is accepted as format %d", contentType, media.Format)
		}
		for _, label := range careless.FindAllStringSubmatch(contentType, -1) {
			if got := charset.CharsetOf(label[1]); got == charset.UnsupportedCharset || (got == charset.SingleByte) != (media.ascii != "") {
				t.Fatalf("%q is accepted, but may have the charset %q", contentType, label[1])
			}
		}
		// Package mime rejects empty parameters except at the end, and joins only some continuations of RFC 2231.
		if mediaType, params, err := mime.ParseMediaType(contentType); err == nil {
			if requestFormat(mediaType) != media.Format {
				t.Fatalf("%q is accepted as format %d, but is %s", contentType, media.Format, mediaType)
			}
			if label, given := params["charset"]; given && charset.CharsetOf(label) == charset.UnsupportedCharset {
				t.Fatalf("%q is accepted, but has the charset %q", contentType, label)
			}
		}
	})
}
