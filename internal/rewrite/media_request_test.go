package rewrite

import (
	"mime"
	"regexp"
	"strings"
	"testing"
)

// careless is how a reader might look for the charset without reading the rest.
var careless = regexp.MustCompile(`(?i)charset[^=;]*=\s*['"]?([^;'"\s]*)`)

// Whatever passes, other readers of media types see the same type and no charset that is not supported.
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
			t.Fatalf("%q passes as %d", contentType, media.Format)
		}
		for _, label := range careless.FindAllStringSubmatch(contentType, -1) {
			if got := CharsetOf(label[1]); got == UnsupportedCharset || (got == SingleByte) != (media.ascii != "") {
				t.Fatalf("%q passes with the charset %q", contentType, label[1])
			}
		}
		// Package mime has no empty parameters but at the end, and reads only some names that are split up.
		if mediaType, params, err := mime.ParseMediaType(contentType); err == nil {
			if requestFormat(mediaType) != media.Format {
				t.Fatalf("%q passes as %d, but is %s", contentType, media.Format, mediaType)
			}
			if label, given := params["charset"]; given && CharsetOf(label) == UnsupportedCharset {
				t.Fatalf("%q passes with the charset %q", contentType, label)
			}
		}
	})
}
