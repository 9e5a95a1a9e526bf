package main

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// operationPath is the default of the guard's option path.
const operationPath = "/api/v1/Agents/Batch/UpdateBatchTask"

// request is the request that a case repeats.
type request struct {
	method string
	target string // the path and query
	header [][2]string
	body   []byte
}

// Each selects three properties. The bulk of a grown response is its ParameterObject.
const (
	selectKept   = "Id,LastStarted,ParameterObject"
	selectNulled = "Id,LastStarted,State"
)

// call returns a request that uses everything the guard can do: a Bearer token, a $select, a zone and, if it has a body,
// properties to strip. The site determines which of these are applied.
func call(response, selected string, body []byte) request {
	r := request{
		method: http.MethodPost,
		target: "/" + response + operationPath + "?$select=" + selected,
		header: [][2]string{
			{"Authorization", "Bearer 8A:Cust12345.AGYAbWVhc3VyZWQtYnktdGhlLWJlbmNo"},
			{"Accept", "application/json"},
			{"SO-TimeZone", "US-NY"},
			{"Content-Length", strconv.Itoa(len(body))},
		},
		body: body,
	}
	if len(body) > 0 {
		r.header = append(r.header, [2]string{"Content-Type", "application/json; charset=utf-8"})
	}
	return r
}

// otherCall returns a request that is not the operation.
func otherCall() request {
	return request{
		method: http.MethodGet,
		target: "/" + responseSample + "/api/v1/Contact/1",
		header: [][2]string{
			{"Authorization", "Bearer 8A:Cust12345.AGYAbWVhc3VyZWQtYnktdGhlLWJlbmNo"},
			{"Accept", "application/json"},
		},
	}
}

// wire returns the request in wire format.
func (r *request) wire(host string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", r.method, r.target, host)
	for _, field := range r.header {
		fmt.Fprintf(&b, "%s: %s\r\n", field[0], field[1])
	}
	b.WriteString("\r\n")
	b.Write(r.body)
	return b.Bytes()
}

// script returns the request as a wrk script, which reads the body from a file.
func (r *request) script(bodyFile string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "wrk.method = %q\n", r.method)
	for _, field := range r.header {
		fmt.Fprintf(&b, "wrk.headers[%q] = %q\n", field[0], field[1])
	}
	if len(r.body) > 0 {
		fmt.Fprintf(&b, "local file = assert(io.open(%q, \"rb\"))\nwrk.body = file:read(\"*a\")\nfile:close()\n", bodyFile)
	}
	b.WriteString(`
done = function(summary)
	local e = summary.errors
	io.write(string.format("result %d %d %d %d\n", summary.requests, summary.duration,
		e.connect + e.read + e.write + e.timeout, e.status))
end
`)
	return b.String()
}
