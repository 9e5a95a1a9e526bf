// Package explain reports what the guard would do with a request and its response, and why. It runs the guard itself, with
// the client and the API in memory: the decisions are the guard's, and only the words are this package's. It does not
// import Caddy; package command connects the two.
package explain

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/credential"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// Outcome is what the guard does with a request.
type Outcome string

// The outcomes.
const (
	Forwarded    Outcome = "forwarded"     // sent to the API
	Rejected     Outcome = "rejected"      // refused by the guard
	NotOperation Outcome = "not_operation" // passed on untouched, as it does not call the operation
)

// ExitCode returns the exit code for scripts: 0, 3 or 4. A request that can't be explained gives 1.
func (o Outcome) ExitCode() int {
	switch o {
	case Forwarded:
		return 0
	case Rejected:
		return 3
	default:
		return 4
	}
}

// Report is the whole explanation, and as JSON the output of `explain --json`: members may be added, but existing ones keep
// their names and meaning. Steps that were not reached are absent. Credentials are redacted throughout.
type Report struct {
	Outcome Outcome `json:"outcome"`
	// Handler is the guard that was run.
	Handler Handler `json:"handler"`
	// Request is the request as it was read.
	Request Request `json:"request"`
	// Notes are remarks on the setting, such as headers that Caddy drops before any handler.
	Notes []string `json:"notes,omitempty"`

	// Taken reports whether the guard takes the request for a call of the operation.
	Taken Taken `json:"taken"`
	// Admission reports whether the request's credential lets it pass.
	Admission *Admission `json:"admission,omitempty"`
	// Body lists the request's properties, in the order of the document.
	Body *Body `json:"body,omitempty"`
	// Rejection is the problem that a refused request ends in.
	Rejection *Rejection `json:"rejection,omitempty"`
	// Upstream is the request as the next handler gets it.
	Upstream *Upstream `json:"upstream,omitempty"`
	// Answer is what was asked of the response and, if there is one, a list of its properties.
	Answer *Answer `json:"answer,omitempty"`
	// Client is what the client gets: if the response is not known, only the headers that the guard adds.
	Client *Client `json:"client,omitempty"`
}

// Handler is the place of a guard in the configuration.
type Handler struct {
	Number int    `json:"number"` // among the configuration's guards, from 1
	Of     int    `json:"of"`     // how many there are
	Config string `json:"config"` // its path in the JSON configuration
	// Listen are the addresses of its server, and Hosts the hosts that its routes match.
	Listen []string `json:"listen,omitempty"`
	Hosts  []string `json:"hosts,omitempty"`
	// Matchers are the other matchers of the routes around it. They are not evaluated.
	Matchers []string `json:"matchers,omitempty"`
}

// Request is a request's first line.
type Request struct {
	Method string `json:"method"`
	Target string `json:"target"`
}

// Taken is the first decision (contract section 2).
type Taken struct {
	Taken  bool   `json:"taken"`
	Path   string `json:"path,omitempty"` // the path option that the request's path means
	Reason string `json:"reason"`
}

// Admission is the second decision (contract section 3).
type Admission struct {
	Admitted bool   `json:"admitted"`
	Scheme   string `json:"scheme,omitempty"` // Basic, SoTicket, Bearer or XSRF; absent if none was recognized
	Reason   string `json:"reason"`
}

// Body lists the properties of a request (contract section 4).
type Body struct {
	Format     string     `json:"format"` // JSON, JSON Patch, XML or form
	Kept       int        `json:"kept"`
	Stripped   int        `json:"stripped"`
	Properties []Property `json:"properties"`
}

// Property is a property of a request, or an operation of a JSON Patch.
type Property struct {
	Name      string  `json:"name"`
	Operation string  `json:"operation,omitempty"` // of a JSON Patch, with its path
	Verdict   Verdict `json:"verdict"`
	Reason    string  `json:"reason"`
}

// Verdict is what the guard did with a property.
type Verdict string

// The verdicts. Properties of a request are kept or stripped, those of a response anything but stripped.
const (
	Kept      Verdict = "kept"
	Stripped  Verdict = "stripped"
	Nulled    Verdict = "nulled"
	Omitted   Verdict = "omitted"
	Converted Verdict = "converted"
)

// Rejection is the problem that a request ends in (contract section 6). Kind is the `reason` in logs and metrics.
type Rejection struct {
	Kind   string `json:"kind"`
	Status int    `json:"status"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

// Content is what requests and responses have in common.
type Content struct {
	Headers []Header `json:"headers"`
	// Body is the body if it is UTF-8, else BodyBase64 is.
	Body       string `json:"body,omitempty"`
	BodyBase64 []byte `json:"body_base64,omitempty"`
}

// Upstream is the forwarded request.
type Upstream struct {
	Request
	Content
}

// Client is the response that the client gets.
type Client struct {
	Status int `json:"status,omitempty"`
	// BySite is set if the site's handle_errors writes the response: the option `errors caddy`.
	BySite bool `json:"by_site,omitempty"`
	Content
}

// Answer lists the properties of a response (contract section 5).
type Answer struct {
	Select        string `json:"select,omitempty"`   // the query's $select, decoded
	TimeZone      string `json:"timezone,omitempty"` // the zone that date-times are written in
	Base          string `json:"base,omitempty"`     // the zone that date-times without offset are in
	IncludeOffset bool   `json:"include_offset,omitempty"`
	// Result is reshaped, untouched or passed_unreshaped, as in the metric; absent if no response was given.
	Result     string  `json:"result,omitempty"`
	Reason     string  `json:"reason,omitempty"`
	Records    int     `json:"records,omitempty"` // how many batch tasks the response holds
	Properties []Value `json:"properties,omitempty"`
}

// Value is a property of a record in a response.
type Value struct {
	Record  int     `json:"record"` // which of the records, from 1
	Path    string  `json:"path"`   // names from the record down, separated by slashes, elements of arrays as [0]
	Verdict Verdict `json:"verdict"`
	From    string  `json:"from,omitempty"` // a date-time as the API wrote it
	To      string  `json:"to,omitempty"`   // what it was converted to
	Reason  string  `json:"reason,omitempty"`
}

// admissionProblems lists the kinds of problems that the check of credentials reports.
var admissionProblems = []*problem.Kind{
	problem.DuplicateHeader, problem.MissingCredential, problem.UnsupportedScheme, problem.MalformedCredential,
	problem.XSRFMismatch, problem.MissingAppToken,
}

// reasonAdmitted says why a request that authenticates by scheme was admitted.
func reasonAdmitted(scheme string, cookieMatches bool) string {
	switch {
	case scheme != credential.XSRF:
		return "the scheme " + scheme + " is allowed and its credential is well formed; the API judges whether it is valid"
	case cookieMatches:
		return "there is no Authorization, and the XSRF token equals its cookie; the API judges whether it is valid"
	default:
		return "there is no Authorization, and the XSRF token comes without its cookie, as one from a hidden input field does; the API judges whether it is valid"
	}
}
