package sandbox

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/accept"
)

// responseTypes are the media types of responses; the first is the default.
var responseTypes = []string{
	"application/json",
	"text/json",
	"application/xml",
	"text/xml",
	"application/merge-patch+json",
	"application/json-patch+json",
}

// negotiate returns the media type for an Accept header. Like the API, it falls back to JSON rather than respond with 406.
func negotiate(lines []string) string {
	return responseTypes[max(0, accept.Best(lines, responseTypes...))]
}

// isXML reports whether a media type is written in XML.
func isXML(mediaType string) bool { return strings.HasSuffix(mediaType, "xml") }

// A response is a JSON document and the name of its XML root element. For an array, root names the items, and the root
// element is ArrayOf followed by that name. A response without a root is always sent as JSON.
type response struct {
	status int
	root   string
	doc    string
}

func taskResponse(task string) response {
	return response{status: http.StatusOK, root: "BatchTaskInfo", doc: task}
}

// prepare sets the response headers and returns the body to send, in the media type that the client accepts.
func (res response) prepare(w http.ResponseWriter, r *http.Request) string {
	if res.status == http.StatusNoContent {
		return ""
	}
	mediaType, body := responseTypes[0], res.doc
	if res.root != "" {
		mediaType = negotiate(r.Header["Accept"])
	}
	if isXML(mediaType) {
		body = toXML(res.root, res.doc)
	}
	w.Header().Set("Content-Type", mediaType+"; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return ""
	}
	return body
}

func send(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	// A failed write means that the client has disconnected, so there is nobody to report it to.
	_, _ = io.WriteString(w, body)
}

// methodResponse responds to OPTIONS and to methods that are not in allow.
func methodResponse(w http.ResponseWriter, method, allow string) response {
	w.Header().Set("Allow", allow)
	if method == http.MethodOptions {
		return response{status: http.StatusNoContent}
	}
	return apiError{status: http.StatusMethodNotAllowed, detail: "The method " + method + " is not allowed here."}.response(false)
}
