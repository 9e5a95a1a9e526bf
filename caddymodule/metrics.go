package caddymodule

import (
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/operation"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// The values of the metrics' labels (contract section 7), besides the kinds of faults and the known properties. Each is
// looked up once, when the guard is provisioned: no client can make a new one.
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
	stripped                          []prometheus.Counter // by position in operation.Properties, then "other"
	reshaped, untouched, unreshaped   prometheus.Counter
	dateTimes                         [3]prometheus.Counter // by rewrite.Outcome
	requestDuration, responseDuration prometheus.Observer
}

// newMetrics registers the collectors with a registry. There is one for each load of the configuration, which all guards
// in it share.
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
	responses := counter("responses_total", "Answers to forwarded requests.", "result")
	dateTimes := counter("date_times_total", "Date-times in responses for which a time zone was asked.", "result")
	durations := register(registry, prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: namespace, Subsystem: subsystem, Name: "duration_seconds",
		Help:    "Time that the guard itself took, without waiting for client or API.",
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
	for i := range operation.Properties.Len() {
		m.stripped = append(m.stripped, stripped.WithLabelValues(operation.Properties.Name(i)))
	}
	m.stripped = append(m.stripped, stripped.WithLabelValues(otherProperty))
	return m, nil
}

// register registers a collector, or returns the one of its name that another guard has registered already.
func register[C prometheus.Collector](registry *prometheus.Registry, c C, failed *error) C {
	if err := registry.Register(c); err != nil {
		var already prometheus.AlreadyRegisteredError
		if errors.As(err, &already) {
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

// countDateTimes counts what became of the date-times of one response.
func (m *metrics) countDateTimes(e *edit.Edits) {
	for outcome, counter := range m.dateTimes {
		if n := e.Conversions(edit.Outcome(outcome)); n > 0 {
			counter.Add(float64(n))
		}
	}
}

func observe(o prometheus.Observer, d time.Duration) { o.Observe(d.Seconds()) }
