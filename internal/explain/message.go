package explain

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// ParseRequest reads a raw HTTP/1.1 request: request line, header, empty line, body. Lines may end in a bare line feed, as
// in a file written by hand. If no header gives the length of the body, the body is the rest but for a line break at its
// end, and a Content-Length is added, as a client would.
func ParseRequest(raw []byte) (*http.Request, error) {
	head, body := split(raw)
	if head == "" {
		return nil, errors.New("reading the request: there is none")
	}
	if len(body) > 0 && !givesLength(head) {
		body = trimLineEnd(body)
		head += "Content-Length: " + strconv.Itoa(len(body)) + "\r\n"
	}
	r, err := http.ReadRequest(bufio.NewReader(io.MultiReader(strings.NewReader(head+"\r\n"), bytes.NewReader(body))))
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("it breaks off in its header")
	}
	if err != nil {
		return nil, fmt.Errorf("reading the request: %w", err)
	}
	for name, values := range r.Header {
		if !httpguts.ValidHeaderFieldName(name) {
			return nil, fmt.Errorf("reading the request: %q is not a header name; Caddy answers such a request with a 400", name)
		}
		for _, value := range values {
			if !httpguts.ValidHeaderFieldValue(value) {
				return nil, fmt.Errorf("reading the request: the header %s has a control character; Caddy answers such a request with a 400", name)
			}
		}
	}
	return r, nil
}

// Compose writes the raw request that the flags of the command describe. A URL may be a whole one or a path and query; the
// host is that of the URL or of a Host header, or else the given one.
func Compose(method, target, host string, headers []string, body []byte) ([]byte, error) {
	if strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://") {
		u, err := url.Parse(target)
		if err != nil {
			return nil, err
		}
		host, target = u.Host, u.RequestURI()
	}
	if strings.ContainsAny(target, " \t\r\n") {
		return nil, fmt.Errorf("the URL %q has a blank: write it as %%20", target)
	}
	if !httpguts.ValidHeaderFieldName(method) {
		return nil, fmt.Errorf("%q is not a method", method)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", method, target)
	hasHost := false
	for _, line := range headers {
		name, value, ok := strings.Cut(line, ":")
		if !ok || strings.ContainsAny(line, "\r\n") {
			return nil, errors.New("a --header is not of the form 'Name: value'") // which may be a credential
		}
		hasHost = hasHost || strings.EqualFold(name, "Host")
		fmt.Fprintf(&b, "%s: %s\r\n", name, strings.TrimSpace(value))
	}
	if !hasHost {
		fmt.Fprintf(&b, "Host: %s\r\n", host)
	}
	if len(body) > 0 && !givesLength(b.String()) {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes(), nil
}

// Response is the API's response.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// ParseResponse reads a raw HTTP response, as ParseRequest does a request, or the bare body of a 200 in JSON or XML.
func ParseResponse(raw []byte, r *http.Request) (*Response, error) {
	if !bytes.HasPrefix(raw, []byte("HTTP/")) {
		mediaType := "application/json; charset=utf-8"
		if bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\uFEFF")), " \t\r\n"), []byte("<")) {
			mediaType = "application/xml; charset=utf-8"
		}
		body := trimLineEnd(raw)
		return &Response{http.StatusOK, http.Header{
			"Content-Type":   {mediaType},
			"Content-Length": {strconv.Itoa(len(body))},
		}, body}, nil
	}
	head, body := split(raw)
	if !givesLength(head) {
		body = trimLineEnd(body)
		head += "Content-Length: " + strconv.Itoa(len(body)) + "\r\n"
	}
	resp, err := http.ReadResponse(bufio.NewReader(io.MultiReader(strings.NewReader(head+"\r\n"), bytes.NewReader(body))), r)
	if err != nil {
		return nil, fmt.Errorf("reading the response: %w", err)
	}
	defer resp.Body.Close()
	if body, err = io.ReadAll(resp.Body); err != nil {
		return nil, fmt.Errorf("reading the response: its body is not what its header says: %w", err)
	}
	return &Response{resp.StatusCode, resp.Header, body}, nil
}

// split returns the head of a raw message, including its last line break, and its body. The empty line may be missing.
func split(raw []byte) (head string, body []byte) {
	raw = bytes.TrimLeft(raw, "\r\n")
	for at := 0; ; {
		n := bytes.IndexByte(raw[at:], '\n')
		if n < 0 {
			if at < len(raw) {
				return string(raw) + "\r\n", nil
			}
			return string(raw), nil
		}
		if line := raw[at : at+n]; len(line) == 0 || string(line) == "\r" {
			return string(raw[:at]), raw[at+n+1:]
		}
		at += n + 1
	}
}

// givesLength reports whether a head gives the length of the body.
func givesLength(head string) bool {
	for line := range strings.Lines(head) {
		name, _, _ := strings.Cut(line, ":")
		if strings.EqualFold(name, "Content-Length") || strings.EqualFold(name, "Transfer-Encoding") {
			return true
		}
	}
	return false
}

func trimLineEnd(body []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(body, []byte("\n")), []byte("\r"))
}
