package explain

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/credential"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// Guard is a guard to run.
type Guard struct {
	Handler Handler
	// Paths, XSRFHeader, XSRFCookie and TimeZoneMode are its options of these names, with defaults filled in.
	Paths                  []string
	XSRFHeader, XSRFCookie string
	TimeZoneMode           string
	// SelectOff is set if $select is ignored.
	SelectOff bool
	// Trace is the Tracer that the guard was provisioned with.
	Trace *Trace
	// Serve has the guard serve a request, with next as the handler behind it, and returns its placeholders.
	Serve func(w http.ResponseWriter, r *http.Request, next http.HandlerFunc) (Said, error)
}

// Said is what a guard reports about a request in its placeholders.
type Said struct{ Scheme, Select, TimeZone string }

// Run has the guard serve r, with the given response of the API, or nil, and reports what it did. An error means that the
// guard failed, not that it refused the request.
func Run(g *Guard, r *http.Request, response *Response) (*Report, error) {
	red := newRedactor(g.XSRFHeader)
	report := &Report{
		Handler: g.Handler,
		Request: Request{r.Method, r.RequestURI},
		Notes:   g.notes(),
	}
	report.Notes = append(report.Notes, dropAliases(r)...)
	before := headersOf(r)
	report.Taken = g.taken(r)
	cookieMatches := g.cookieMatches(r.Header)

	trace, w := g.Trace, newWriter()
	var served error
	said, err := g.Serve(w, r, func(w http.ResponseWriter, r *http.Request) {
		var body []byte
		if body, served = io.ReadAll(r.Body); served != nil {
			return
		}
		report.Upstream = &Upstream{Request{r.Method, r.URL.RequestURI()}, newContent(red.compare(before, headersOf(r)), body)}
		response.writeTo(w)
	})
	if served != nil {
		return nil, served
	}
	if err != nil && trace.problem == nil {
		return nil, err
	}
	report.conclude(trace, said, cookieMatches)
	report.Answer = g.answer(report, trace, said, response)
	report.Client = client(trace, w, red, response)
	return report, nil
}

// cookieMatches reports whether the XSRF token equals its cookie, which the guard does not report: it runs the guard's check
// with a policy that allows nothing else.
func (g *Guard) cookieMatches(h http.Header) bool {
	strict := credential.New(credential.Policy{XSRFHeader: g.XSRFHeader, XSRFCookie: g.XSRFCookie, RequireCookie: true})
	_, err := strict.Check(h, true)
	return err == nil
}

// notes returns what of the configuration the explanation does not cover.
func (g *Guard) notes() []string {
	if len(g.Handler.Matchers) == 0 {
		return nil
	}
	return []string{"the guard is in a route with matchers (" + strings.Join(g.Handler.Matchers, ", ") +
		"), which are not evaluated here: a request that they do not match does not reach it"}
}

// dropAliases drops the headers that Caddy's server drops by default before any handler, because CGI servers take "_" and "."
// for "-" (GHSA-f59h-q822-g45g, GHSA-49wc-4hcv-v58q), and returns a note on each.
func dropAliases(r *http.Request) []string {
	var notes []string
	for name := range r.Header {
		what := "a dot"
		switch i := strings.IndexAny(name, "_."); {
		case i < 0:
			continue
		case name[i] == '_':
			what = "an underscore"
		}
		delete(r.Header, name)
		notes = append(notes, "Caddy drops the header "+name+" before any handler, as its name has "+what)
	}
	slices.Sort(notes)
	return notes
}

// taken finds the path option that the request's path means, with the guard's matcher.
func (g *Guard) taken(r *http.Request) Taken {
	for _, path := range g.Paths {
		m, err := batchtask.NewMatcher(path)
		if err != nil || !m.Match(r.URL) {
			continue
		}
		t := Taken{Taken: !batchtask.IsSafe(r.Method), Path: path}
		means := "its path is " + path
		if r.URL.Path != path {
			means = "its path, as a server may read it, ends with " + path
		}
		t.Reason = means + ", and " + r.Method + " is not a method that only reads"
		if !t.Taken {
			t.Reason = means + ", but " + r.Method + " only reads: it describes the call and does not make it"
		}
		return t
	}
	return Taken{Reason: "its path neither is nor ends with " + strings.Join(g.Paths, " or ")}
}

// conclude fills in what the trace and the guard's placeholders report about the request.
func (report *Report) conclude(trace *Trace, said Said, cookieMatches bool) {
	report.Outcome = NotOperation
	if !report.Taken.Taken {
		return
	}
	report.Outcome = Forwarded
	report.Admission = &Admission{Admitted: true, Scheme: said.Scheme}
	report.Body = trace.body
	if f := trace.problem; f != nil {
		report.Outcome = Rejected
		report.Rejection = &Rejection{f.Kind.Type, f.Kind.Status, f.Kind.Title, f.Detail}
		if slices.Contains(admissionProblems, f.Kind) {
			report.Admission.Admitted, report.Admission.Reason = false, f.Detail
			return
		}
	}
	report.Admission.Reason = reasonAdmitted(said.Scheme, cookieMatches)
}

// client returns what the client gets.
func client(trace *Trace, w *writer, red redactor, response *Response) *Client {
	var before http.Header
	if response != nil && trace.problem == nil {
		before = response.Header
	}
	switch {
	case trace.problem != nil:
		c := &Client{Status: trace.problem.Kind.Status, Content: newContent(red.compare(before, w.header), w.body.Bytes())}
		c.BySite = w.status == 0
		return c
	case w.status == 0 && len(w.header) == 0:
		return nil
	}
	return &Client{Status: w.status, Content: newContent(red.compare(before, w.header), w.body.Bytes())}
}

// writeTo writes the response, if there is one, as the API would.
func (response *Response) writeTo(w http.ResponseWriter) {
	if response == nil {
		return
	}
	for name, values := range response.Header {
		w.Header()[name] = slices.Clone(values)
	}
	w.WriteHeader(response.Status)
	_, _ = w.Write(response.Body) // into memory
}

// writer is the client: it stores what is written.
type writer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newWriter() *writer { return &writer{header: make(http.Header)} }

// Header implements http.ResponseWriter.
func (w *writer) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *writer) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

// Write implements http.ResponseWriter.
func (w *writer) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// Trace collects what a guard decides about one request. It implements trace.Tracer.
type Trace struct {
	// Zones are the time zones that SO-TimeZone may name.
	Zones *timezone.Catalog

	plan       conversion
	body       *Body
	problem    *problem.Error
	records    int
	properties []Value
	result     string
	reason     string
}

// Provisioned implements trace.Tracer.
func (t *Trace) Provisioned(zones *timezone.Catalog) { t.Zones = zones }

// Taken implements trace.Tracer.
func (t *Trace) Taken() (*edit.Account, *[]int) { return new(edit.Account), new([]int) }

// Refused implements trace.Tracer.
func (t *Trace) Refused(p *problem.Error) { t.problem = p }

// PassedUnreshaped implements trace.Tracer.
func (t *Trace) PassedUnreshaped(reason, detail string) {
	t.result, t.reason = resultUnreshaped, reason
	if detail != "" {
		t.reason += ": " + detail
	}
}
