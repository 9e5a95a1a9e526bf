package explain

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/credential"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Header is a header of a message, and how the guard changed it.
type Header struct {
	Name string `json:"name"`
	// Value is what the guard sends on, several values joined by commas; Was is what it received, if that differs.
	Value  string `json:"value,omitempty"`
	Was    string `json:"was,omitempty"`
	Change Change `json:"change"`
}

// Change is how the guard changed a header.
type Change string

// The changes.
const (
	Same    Change = "same"
	Added   Change = "added"
	Changed Change = "changed"
	Removed Change = "removed"
)

// redacted stands for what is secret.
const redacted = "[redacted]"

// redactor hides the values of headers that carry credentials.
type redactor struct{ secret *names.Set }

// newRedactor returns a redactor for a guard that reads the XSRF token from the given header.
func newRedactor(xsrfHeader string) redactor {
	return redactor{names.NewSet("Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "SO-AppToken",
		"X-XSRF-TOKEN", xsrfHeader)}
}

// value returns a header's values for a report. The scheme of an Authorization is shown only if the operation knows it:
// anything else may be the credential itself.
func (d redactor) value(name string, values []string) string {
	if !d.secret.HasString(name) {
		return strings.Join(values, ", ")
	}
	if given, _, ok := strings.Cut(values[0], " "); ok && names.Equal(name, "Authorization") {
		if slices.ContainsFunc(credential.Schemes, func(scheme string) bool { return names.Equal(scheme, given) }) {
			return given + " " + redacted
		}
	}
	return redacted
}

// compare lists the headers before and after, sorted by name.
func (d redactor) compare(before, after http.Header) []Header {
	all := maps.Clone(after)
	if all == nil {
		all = http.Header{}
	}
	maps.Copy(all, before)
	list := make([]Header, 0, len(all))
	for _, name := range slices.Sorted(maps.Keys(all)) {
		was, had := before[name]
		is, has := after[name]
		h := Header{Name: name, Change: Same}
		if has && len(is) > 0 {
			h.Value = d.value(name, is)
		}
		switch {
		case !has:
			h.Change, h.Was = Removed, d.value(name, was)
		case !had:
			h.Change = Added
		case !slices.Equal(was, is):
			h.Change, h.Was = Changed, d.value(name, was)
		}
		list = append(list, h)
	}
	return list
}

// headersOf returns the headers of a request as sent on the wire, with those that net/http keeps elsewhere.
func headersOf(r *http.Request) http.Header {
	h := r.Header.Clone()
	if r.Host != "" {
		h["Host"] = []string{r.Host}
	}
	if len(r.TransferEncoding) > 0 {
		h["Transfer-Encoding"] = r.TransferEncoding
	}
	if len(r.Trailer) > 0 {
		h["Trailer"] = slices.Sorted(maps.Keys(r.Trailer))
	}
	return h
}

// newContent returns headers and body for a report.
func newContent(headers []Header, body []byte) Content {
	if !utf8.Valid(body) {
		return Content{Headers: headers, BodyBase64: body}
	}
	return Content{Headers: headers, Body: string(body)}
}
