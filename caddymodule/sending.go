package caddymodule

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"slices"
	"sync"
	"time"
)

// sending is an update on its way to the API (contract section 4, What is sent on). The next handler gets a context made
// from it, with which two things differ from the client's: a client that leaves does not end it before the update has been
// written, and it traces each attempt to send.
//
// A sending is the parent of that context, and as such a context that has the client's values and never ends.
type sending struct {
	client  context.Context
	ctx     context.Context // what the next handler gets
	cancel  context.CancelCauseFunc
	unwatch func() bool   // stops waiting for the client to leave
	request *http.Request // what the next handler gets
	data    []byte        // the update

	mu       sync.Mutex
	attempts int
	newest   *attempt
	earlier  []*attempt    // those that may still be reading
	changed  chan struct{} // closed when what an attempt waits for may have happened; nil if none waits
	buffered bool          // the update has been read whole outside of any attempt
	written  time.Time     // when the newest attempt had written it; zero if it has not
	holding  *time.Timer   // ends ctx; nil as long as the client has not left
	failed   bool          // the next handler has returned an error
	failures int           // how many attempts there were by then

	firstAttempt attempt // spares most requests an allocation, as do these:
	firstBodies  [3]body
	bodies       int // how many of firstBodies are in use
}

const (
	// maxHold bounds how long an attempt goes on for a client that has left before the update was written.
	maxHold = 30 * time.Second
	// flushTime is how long an attempt goes on after net/http has reported the request as written. It does so before it
	// flushes the last of it, and nothing reports the flush.
	flushTime = time.Second
	// settleTime is the same for a client that had left by then. Nobody waits for the response, but an API that is busy may
	// not have read the update yet, and would lose it to the end of the connection or of the HTTP/2 stream.
	settleTime = 3 * time.Second
)

// prepare returns the request for the next handler.
func (l *lasting) prepare(r *http.Request) *http.Request {
	s := &l.sending
	s.client = r.Context()
	s.ctx, s.cancel = context.WithCancelCause(s)
	l.request = *r.WithContext(s.ctx)
	if len(s.data) > 0 {
		l.request.Body = s.newBody() // r keeps one that nobody has begun to read
	}
	s.request = &l.request
	s.unwatch = context.AfterFunc(s.client, s.leave)
	return s.request
}

// hasLeft reports whether the client has left.
func (s *sending) hasLeft() bool { return s.client.Err() != nil }

// leave is called when the client leaves, and when the request is over after an error.
func (s *sending) leave() {
	if !errors.Is(s.client.Err(), context.Canceled) {
		s.end() // a deadline that another handler has set
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holding = time.AfterFunc(s.patience(), s.end)
}

// patience returns how much longer the context is to last for a client that has left.
func (s *sending) patience() time.Duration {
	if !s.written.IsZero() {
		limit := flushTime
		if s.holding != nil {
			limit = settleTime
		}
		return limit - time.Since(s.written)
	}
	if s.failed && (s.attempts == s.failures || s.newest.done) {
		return flushTime // in which handle_errors may begin an attempt
	}
	return maxHold
}

// holdOn applies a change of patience. It is called with the lock held.
func (s *sending) holdOn() {
	if s.holding != nil {
		s.holding.Reset(s.patience())
	}
}

// end ends the context for the reason for which the client's has ended.
func (s *sending) end() { s.cancel(context.Cause(s.client)) }

// finish is called when the request is over.
func (s *sending) finish() {
	s.unwatch()
	s.mu.Lock()
	if s.holding != nil {
		s.holding.Stop()
	}
	s.mu.Unlock()
	s.cancel(context.Canceled)
}

// fail is called when the next handler has returned an error. It prepares r for handle_errors, which may send the update
// to another server.
func (l *lasting) fail(r *http.Request) {
	s := &l.sending
	*r = *r.WithContext(s.ctx)
	l.setBody(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.request = r
	s.failed, s.failures = true, s.attempts
}

// Deadline implements context.Context.
func (s *sending) Deadline() (time.Time, bool) { return s.client.Deadline() }

// Done implements context.Context.
func (s *sending) Done() <-chan struct{} { return nil }

// Err implements context.Context.
func (s *sending) Err() error { return nil }

// Value implements context.Context. Whoever asks for the trace is about to send: reverse_proxy asks once per attempt,
// whatever its transport.
func (s *sending) Value(key any) any {
	if key == traceKey {
		return s.begin()
	}
	return s.client.Value(key)
}

// traceKey is the key by which httptrace finds a trace in a context. It is not exported, but each context is asked for it.
var traceKey = func() any {
	var ctx keyRecorder
	httptrace.ContextClientTrace(&ctx)
	return ctx.key
}()

// keyRecorder is a context that records what it is asked for.
type keyRecorder struct {
	context.Context
	key any
}

func (r *keyRecorder) Value(key any) any {
	r.key = key
	return nil
}

// attempt is one attempt to send the update, as far as its trace tells. The trace's two functions are called by the
// goroutine that reads the body, before and after it reads. A transport that traces nothing (FastCGI) reads before it
// returns, so that its attempts follow one another.
type attempt struct {
	sending *sending
	number  int
	body    *body // what it reads, once it does
	writing bool  // between the two calls
	done    bool  // after the second
	trace   httptrace.ClientTrace
	outer   *httptrace.ClientTrace // what to call too: another guard's, or another module's
}

// endTime is how long a new attempt waits for the one before it to end, whether or not they share a body. One whose
// response was discarded for a retry ends at once.
const endTime = 100 * time.Millisecond

// begin begins an attempt and returns its trace.
func (s *sending) begin() *httptrace.ClientTrace {
	outer := httptrace.ContextClientTrace(s.client)
	s.mu.Lock()
	defer s.mu.Unlock()
	if last := s.newest; last != nil && last.writing {
		for timer := time.NewTimer(endTime); last.writing; {
			if s.wait(timer) != nil {
				break
			}
		}
		if last.writing {
			s.earlier = append(s.earlier, last)
		}
	}
	a := &s.firstAttempt
	if s.attempts > 0 {
		a = new(attempt)
	}
	s.attempts++
	a.sending, a.number = s, s.attempts
	if outer != nil {
		a.trace, a.outer = *outer, outer
	}
	a.trace.WroteHeaders, a.trace.WroteRequest = a.wroteHeaders, a.wroteRequest
	s.newest, s.written = a, time.Time{}
	s.holdOn()
	// Its handler has taken the request's body already. The next handler that sends the request is to have its own.
	if b, ok := s.request.Body.(*body); ok && b.sending == s {
		s.request.Body = s.newBody()
	}
	return &a.trace
}

func (a *attempt) wroteHeaders() {
	if a.outer != nil && a.outer.WroteHeaders != nil {
		a.outer.WroteHeaders()
	}
	s := a.sending
	s.mu.Lock()
	defer s.mu.Unlock()
	if a != s.newest && !a.writing {
		s.earlier = append(s.earlier, a)
	}
	a.writing, a.done = true, false
}

func (a *attempt) wroteRequest(info httptrace.WroteRequestInfo) {
	if a.outer != nil && a.outer.WroteRequest != nil {
		a.outer.WroteRequest(info)
	}
	s := a.sending
	s.mu.Lock()
	defer s.mu.Unlock()
	a.writing, a.done = false, true
	if i := slices.Index(s.earlier, a); i >= 0 {
		s.earlier = slices.Delete(s.earlier, i, i+1)
	}
	s.notify()
	if a != s.newest {
		return
	}
	// An attempt that has not read the update was another request, such as that of forward_auth.
	if info.Err == nil && (len(s.data) == 0 || s.buffered || a.body != nil && a.body.at == len(s.data)) {
		s.written = time.Now()
	}
	s.holdOn()
}

// mayRead reports whether the attempt may be reading b.
func (a *attempt) mayRead(b *body) bool {
	return !a.done && a.number > b.since && (a.body == nil || a.body == b)
}

// wait gives up the lock until something has changed. It returns an error if the timer or the context ends first.
func (s *sending) wait(timer *time.Timer) error {
	if s.changed == nil {
		s.changed = make(chan struct{})
	}
	changed := s.changed
	s.mu.Unlock()
	defer s.mu.Lock()
	select {
	case <-changed:
		return nil
	case <-timer.C:
		return errBodyInUse
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
}

// notify wakes those that wait.
func (s *sending) notify() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}
