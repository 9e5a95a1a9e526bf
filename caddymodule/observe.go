package caddymodule

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// The names of the placeholders, after {http.vars.}.
const (
	varScheme   = directive + ".scheme"
	varStripped = directive + ".stripped"
	varSelect   = directive + ".select"
	varTimeZone = directive + ".timezone"
)

// annotation describes a request: the object update_batch_task in the access log, whose members are placeholders as well.
type annotation struct{ scheme, stripped, selects, zone text }

// text is a string held by reference: putting a string into an interface would allocate.
type text string

// String implements fmt.Stringer, through which placeholders and matchers read it.
func (t *text) String() string { return string(*t) }

// MarshalLogObject implements zapcore.ObjectMarshaler.
func (a *annotation) MarshalLogObject(enc zapcore.ObjectEncoder) error {
	enc.AddString("scheme", string(a.scheme))
	enc.AddString("stripped", string(a.stripped))
	enc.AddString("select", string(a.selects))
	enc.AddString("timezone", string(a.zone))
	return nil
}

// annotate sets the placeholders and, if there is an access log, the fields of its entry (contract section 7). They contain no
// credential.
func (g *Guard) annotate(r *http.Request, x *exchange) {
	ctx := r.Context()
	a := &x.note
	*a = annotation{text(x.scheme), text(x.stripped), text(x.selects), text(x.zone)}
	if vars, ok := ctx.Value(caddyhttp.VarsCtxKey).(map[string]any); ok {
		setVar(vars, varScheme, &a.scheme)
		setVar(vars, varStripped, &a.stripped)
		setVar(vars, varSelect, &a.selects)
		setVar(vars, varTimeZone, &a.zone)
	}
	if server, ok := ctx.Value(caddyhttp.ServerCtxKey).(*caddyhttp.Server); !ok || server == nil || server.Logs == nil {
		return
	}
	if extra, ok := ctx.Value(caddyhttp.ExtraLogFieldsCtxKey).(*caddyhttp.ExtraLogFields); ok {
		extra.Set(zap.Object(directive, a))
	}
}

// setVar sets a placeholder. A value set by an outer guard is kept if this one has none.
func setVar(vars map[string]any, name string, value *text) {
	if earlier, ok := vars[name].(*text); ok && *value == "" {
		*value = *earlier
	}
	vars[name] = value
}

// The values of the metrics' labels (contract section 7), besides the problem types and the known properties. Each is looked
// up once, when the guard is provisioned: no client can add one.
const (
	outcomeForwarded = "forwarded"
	outcomeRejected  = "rejected"

	resultReshaped   = "reshaped"
	resultUntouched  = "untouched"
	resultUnreshaped = "passed_unreshaped"

	resultConverted  = "converted"
	resultUnreadable = "unreadable"

	stageRequest  = "request"
	stageResponse = "response"

	otherProperty = "other"
)

// metrics are the guard's collectors, resolved to one per label value.
type metrics struct {
	forwarded, rejected               prometheus.Counter
	rejections                        map[*problem.Kind]prometheus.Counter
	stripped                          []prometheus.Counter // by position in batchtask.Properties, then "other"
	reshaped, untouched, unreshaped   prometheus.Counter
	dateTimes                         [3]prometheus.Counter // by edit.Outcome
	requestDuration, responseDuration prometheus.Observer
}

// newMetrics registers the collectors with a registry. Each load of the configuration has its own, shared by all guards.
func newMetrics(registry *prometheus.Registry) (*metrics, error) {
	const namespace, subsystem = "caddy", "update_batch_task"
	var err error
	counter := func(name, help, label string) *prometheus.CounterVec {
		vec := prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Subsystem: subsystem, Name: name, Help: help,
		}, []string{label})
		return register(registry, vec, &err)
	}
	requests := counter("requests_total", "Requests that call UpdateBatchTask.", "outcome")
	rejections := counter("rejections_total", "Requests that were rejected.", "reason")
	stripped := counter("stripped_properties_total", "Properties stripped from requests.", "property")
	responses := counter("responses_total", "Responses to forwarded requests.", "result")
	dateTimes := counter("date_times_total", "Date-times in responses to requests with a time zone.", "result")
	durations := register(registry, prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: namespace, Subsystem: subsystem, Name: "duration_seconds",
		Help:    "Time spent in the guard itself, without waiting for the client or the API.",
		Buckets: []float64{5e-6, 10e-6, 25e-6, 50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 5e-3, 25e-3, 100e-3},
	}, []string{"stage"}), &err)
	if err != nil {
		return nil, err
	}
	m := &metrics{
		forwarded:  requests.WithLabelValues(outcomeForwarded),
		rejected:   requests.WithLabelValues(outcomeRejected),
		rejections: make(map[*problem.Kind]prometheus.Counter, len(problem.Kinds)),
		reshaped:   responses.WithLabelValues(resultReshaped),
		untouched:  responses.WithLabelValues(resultUntouched),
		unreshaped: responses.WithLabelValues(resultUnreshaped),
		dateTimes: [...]prometheus.Counter{
			edit.Unchanged:  dateTimes.WithLabelValues(resultUntouched),
			edit.Converted:  dateTimes.WithLabelValues(resultConverted),
			edit.Unreadable: dateTimes.WithLabelValues(resultUnreadable),
		},
		requestDuration:  durations.WithLabelValues(stageRequest),
		responseDuration: durations.WithLabelValues(stageResponse),
	}
	for _, kind := range problem.Kinds {
		m.rejections[kind] = rejections.WithLabelValues(kind.Type)
	}
	for i := range batchtask.Properties.Len() {
		m.stripped = append(m.stripped, stripped.WithLabelValues(batchtask.Properties.Name(i)))
	}
	m.stripped = append(m.stripped, stripped.WithLabelValues(otherProperty))
	return m, nil
}

// register registers a collector, or returns the one of the same name that another guard has registered.
func register[C prometheus.Collector](registry *prometheus.Registry, c C, failed *error) C {
	if err := registry.Register(c); err != nil {
		if already, ok := errors.AsType[prometheus.AlreadyRegisteredError](err); ok {
			if existing, ok := already.ExistingCollector.(C); ok {
				return existing
			}
		}
		*failed = err
	}
	return c
}

func (m *metrics) countRejection(kind *problem.Kind) {
	m.rejected.Inc()
	m.rejections[kind].Inc()
}

func (m *metrics) countStripped(s *edit.Stripped) {
	other := m.stripped[len(m.stripped)-1]
	for i := range s.Len() {
		if property := s.Known(i); property >= 0 {
			m.stripped[property].Inc()
		} else {
			other.Inc()
		}
	}
}

// countDateTimes counts the date-times of one response by outcome.
func (m *metrics) countDateTimes(e *edit.Edits) {
	for outcome, counter := range m.dateTimes {
		if n := e.Conversions(edit.Outcome(outcome)); n > 0 {
			counter.Add(float64(n))
		}
	}
}

func observe(o prometheus.Observer, d time.Duration) { o.Observe(d.Seconds()) }

// The bounds of the stripped header (contract section 4).
const (
	maxListed     = 32 // names
	maxListedName = 64 // bytes of each
)

// listStripped returns the value of the stripped header: the names in document order, separated by commas, and "+N" for those
// that don't fit or can't be sent in a header.
func listStripped(s *edit.Stripped) string {
	var b strings.Builder
	b.Grow(min(s.Size(), maxListed*(maxListedName+len(", "))) + len("+") + 20)
	listed := 0
	for i := 0; i < s.Len() && listed < maxListed; i++ {
		name := s.Name(i)
		if s.Known(i) < 0 && (len(name) > maxListedName || !isToken(string(name))) {
			continue // documented properties are short tokens, and need no check
		}
		if listed++; listed > 1 {
			b.WriteString(", ")
		}
		b.Write(name)
	}
	if rest := s.Len() - listed; rest > 0 {
		if listed > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('+')
		b.WriteString(strconv.Itoa(rest))
	}
	return b.String()
}

// maxNamed bounds how many names an error contains, and so the length of a log line.
const maxNamed = 1024

// listAll names every stripped property for people to read; beyond maxNamed it gives only a count.
func listAll(s *edit.Stripped) string {
	var b strings.Builder
	for i := range min(s.Len(), maxNamed) {
		if i > 0 {
			b.WriteString(", ")
		}
		if name := s.Name(i); len(name) <= maxListedName && isToken(string(name)) {
			b.Write(name)
		} else {
			b.WriteString(problem.Quote(name))
		}
	}
	if rest := s.Len() - maxNamed; rest > 0 {
		b.WriteString(", and " + strconv.Itoa(rest) + " more")
	}
	return b.String()
}
