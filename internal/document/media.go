package document

import (
	"bytes"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/caddy-batchtask/caddy-batchtask/internal/charset"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// Media is the parsed Content-Type of a request.
type Media struct {
	Format Format
	ascii  string // the label of a SingleByte charset; the body must then be ASCII
}

// RequestMedia parses the Content-Type of a request (contract section 4). Errors are of the kinds
// problem.UnsupportedMediaType and problem.UnsupportedCharset.
func RequestMedia(contentType string) (Media, error) {
	if format := requestFormat(withoutUTF8(contentType)); format != None {
		return Media{Format: format}, nil
	}
	mediaType, label, ok := parseMediaType(contentType)
	if !ok {
		return Media{}, problem.New(problem.UnsupportedMediaType, "the Content-Type %s is malformed, or its charset can be read in more than one way",
			problem.Quote(contentType))
	}
	format := requestFormat(mediaType)
	if format == None {
		return Media{}, problem.New(problem.UnsupportedMediaType, "the Content-Type %s is not one of: %s",
			problem.Quote(mediaType), AcceptPost)
	}
	if label == nil {
		return Media{Format: format}, nil
	}
	switch charset.CharsetOf(*label) {
	case charset.UTF8:
		return Media{Format: format}, nil
	case charset.SingleByte:
		return Media{Format: format, ascii: *label}, nil
	}
	return Media{}, problem.New(problem.UnsupportedCharset, "the charset %s of the Content-Type is not supported: send UTF-8 (charset=utf-8)",
		problem.Quote(*label))
}

func requestFormat(mediaType string) Format {
	for _, t := range requestTypes {
		if names.Equal(mediaType, t.mediaType) {
			return t.format
		}
	}
	return None
}

// Check returns an error if the body contradicts its Content-Type: if it is not ASCII although the charset requires that, or
// if it is JSON labelled as a form, which a form parser would read as one long key.
func (m Media) Check(body []byte) error {
	if m.ascii != "" {
		if at := charset.FirstNonASCII(body); at >= 0 {
			return problem.New(problem.UnsupportedCharset,
				"the byte at offset %d is not ASCII, and the charset of the Content-Type is %s: send UTF-8 (charset=utf-8)",
				at, problem.Quote(m.ascii))
		}
	}
	if m.Format == Form {
		if start := jsonStart(body); start != "" {
			return problem.New(problem.UnsupportedMediaType, "the body begins with %q like JSON, but the Content-Type is that of a form,"+
				" which curl -d and other HTTP clients send by default: set Content-Type: application/json", start)
		}
	}
	return nil
}

// jsonStart returns what JSON in the body begins with, or "". It may be percent-encoded as a whole, as by curl --data-urlencode.
func jsonStart(body []byte) string {
	start := bytes.TrimLeft(body, " \t\r\n")
	if len(start) > 0 && (start[0] == '{' || start[0] == '[') {
		return string(start[:1])
	}
	if len(start) >= 3 && (names.Equal(start[:3], "%7B") || names.Equal(start[:3], "%5B")) && !bytes.ContainsRune(start, '=') {
		return string(start[:3])
	}
	return ""
}

// parseMediaType splits a Content-Type into its media type and its charset, or nil (RFC 9110 section 8.3.1). ok is false if
// two parsers could see different charsets: if it contains a backslash, or the word charset twice or other than as the name
// of a parameter. That includes charset*= and charset*0= of RFC 2231, which HTTP does not use.
func parseMediaType(contentType string) (mediaType string, label *string, ok bool) {
	mediaType, params, _ := strings.Cut(contentType, ";")
	mediaType = strings.Trim(mediaType, blanks)
	if major, minor, _ := strings.Cut(mediaType, "/"); !isToken(major) || !isToken(minor) {
		return "", nil, false
	}
	for {
		params = strings.TrimLeft(params, blanks+";") // parameters may be empty
		if params == "" {
			break
		}
		name, rest, _ := strings.Cut(params, "=")
		value, rest, ok := cutValue(rest)
		if !isToken(name) || !ok {
			return "", nil, false
		}
		if names.Equal(name, "charset") {
			label = &value
		}
		params = rest
	}
	if n := count(contentType, "charset"); n > 1 || n == 1 && label == nil {
		return "", nil, false
	}
	return mediaType, label, true
}

// cutValue cuts a parameter's value, a token or a quoted string, and the semicolon after it from the beginning of s.
func cutValue(s string) (value, rest string, ok bool) {
	if quoted, found := strings.CutPrefix(s, `"`); found {
		value, s, ok = strings.Cut(quoted, `"`)
		s, rest, _ = strings.Cut(s, ";")
		return value, rest, ok && strings.Trim(s, blanks) == "" && !strings.ContainsFunc(value, isAmbiguous)
	}
	value, rest, _ = strings.Cut(s, ";")
	value = strings.TrimRight(value, blanks)
	return value, rest, isToken(value)
}

const blanks = " \t"

// isAmbiguous reports whether a character is invalid in a quoted string, or parsers disagree about it.
func isAmbiguous(c rune) bool { return c < ' ' && c != '\t' || c > '~' || c == '\\' }

// isToken reports whether s is a token (RFC 9110 section 5.6.2).
func isToken(s string) bool { return httpguts.ValidHeaderFieldName(s) }

// count returns the number of times name occurs in s, in any case.
func count(s, name string) (n int) {
	for i := range len(s) {
		if names.HasPrefix(s[i:], name) {
			n++
		}
	}
	return n
}
