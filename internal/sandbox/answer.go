package sandbox

import (
	"io"
	"net/http"
	"strconv"
)

// An answer is a JSON document, and what it is called should the client want XML. The items of an array have that name,
// and the array is an ArrayOf it. Without a name the answer is always JSON.
type answer struct {
	status int
	root   string
	doc    string
}

// taskAnswer answers one task.
func taskAnswer(task string) answer {
	return answer{status: http.StatusOK, root: "BatchTaskInfo", doc: task}
}

// prepare sets the headers of the answer, in the form that the client accepts, and returns the body to send.
func (a answer) prepare(w http.ResponseWriter, r *http.Request) string {
	if a.status == http.StatusNoContent {
		return ""
	}
	mediaType, body := responseTypes[0], a.doc
	if a.root != "" {
		mediaType = negotiate(r.Header["Accept"])
	}
	if isXML(mediaType) {
		body = toXML(a.root, a.doc)
	}
	w.Header().Set("Content-Type", mediaType+"; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return ""
	}
	return body
}

// send sends the status, the headers and a body.
func send(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	// A failed write means that the client has gone, and there is nobody left to tell.
	_, _ = io.WriteString(w, body)
}

// prepareOptions sets the headers that tell what may be asked of a target.
func prepareOptions(w http.ResponseWriter, allow string) answer {
	w.Header().Set("Allow", allow)
	return answer{status: http.StatusNoContent}
}

// notAllowed refuses the method.
func notAllowed(w http.ResponseWriter, method, allow string) answer {
	w.Header().Set("Allow", allow)
	return refusal{status: http.StatusMethodNotAllowed, detail: "The method " + method + " is not allowed here."}.answer(false)
}
