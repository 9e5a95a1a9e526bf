// Package problem defines the errors with which a request is refused (contract section 6). They are created where the problem
// is found, and written to the client in one place.
package problem

import (
	"fmt"
	"unicode/utf8"
)

// Kind is a kind of problem. Type is its stable name, used as the fragment of the problem's "type", as `reason` in logs and as
// the `reason` label of metrics. The set of kinds is closed.
type Kind struct {
	Status int
	Type   string
	Title  string
}

// The kinds, in the order of contract section 6.
var (
	DuplicateHeader   = &Kind{400, "duplicate-header", "A header is given more than once"}
	MalformedSelect   = &Kind{400, "malformed-select", "The query's $select can't be read"}
	UnknownTimeZone   = &Kind{400, "unknown-time-zone", "The time zone asked for is not known"}
	MalformedTimeZone = &Kind{400, "malformed-time-zone", "The SO-TimeZone header can't be read"}
	MalformedBody     = &Kind{400, "malformed-body", "The body can't be read"}
	DuplicateProperty = &Kind{400, "duplicate-property", "A property is given more than once"}

	MissingCredential   = &Kind{401, "missing-credential", "Neither credential nor XSRF token"}
	UnsupportedScheme   = &Kind{401, "unsupported-scheme", "The authentication scheme is not accepted here"}
	MalformedCredential = &Kind{401, "malformed-credential", "The credential is not well formed"}
	MissingAppToken     = &Kind{401, "missing-app-token", "SoTicket needs an SO-AppToken here"}

	XSRFMismatch = &Kind{403, "xsrf-mismatch", "The XSRF token does not match its cookie"}

	RequestTimeout = &Kind{408, "request-timeout", "The body took too long to arrive"}
	BodyTooLarge   = &Kind{413, "body-too-large", "The body is too large"}

	UnsupportedMediaType = &Kind{415, "unsupported-media-type", "The media type is not supported"}
	UnsupportedCharset   = &Kind{415, "unsupported-charset", "The charset is not supported"}
	UnsupportedCoding    = &Kind{415, "unsupported-content-coding", "The content coding is not supported"}

	NonUpdatableProperty = &Kind{422, "non-updatable-property", "The body has properties that can't be updated"}

	ClientClosedRequest = &Kind{499, "client-closed-request", "The client left before its request had arrived"}
)

// Kinds lists every kind.
var Kinds = []*Kind{
	DuplicateHeader, MalformedSelect, UnknownTimeZone, MalformedTimeZone, MalformedBody, DuplicateProperty,
	MissingCredential, UnsupportedScheme, MalformedCredential, MissingAppToken,
	XSRFMismatch,
	RequestTimeout, BodyTooLarge,
	UnsupportedMediaType, UnsupportedCharset, UnsupportedCoding,
	NonUpdatableProperty,
	ClientClosedRequest,
}

// Error is a problem with a request. Detail tells a person which header, property, position or limit it concerns. It never
// contains a credential or a token.
type Error struct {
	Kind   *Kind
	Detail string
}

// New returns an error of the given kind. Its detail is formatted as by fmt.Sprintf.
func New(kind *Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Detail: fmt.Sprintf(format, args...)}
}

// Error returns the kind's type and the detail.
func (e *Error) Error() string { return e.Kind.Type + ": " + e.Detail }

// maxQuoted is the maximum number of bytes of a client's text in a detail.
const maxQuoted = 64

// Quote quotes a client's text for use in a detail, as by %q. Text longer than 64 bytes is cut at a character boundary.
func Quote[T ~string | ~[]byte](text T) string {
	if len(text) > maxQuoted {
		end := maxQuoted
		for end > maxQuoted-utf8.UTFMax && !utf8.RuneStart(text[end]) {
			end--
		}
		return fmt.Sprintf("%q…", string(text[:end]))
	}
	return fmt.Sprintf("%q", string(text))
}
