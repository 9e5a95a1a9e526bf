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

// sending is an update on its way to the API (contract section 4). The next handler gets a context derived from it, which
// differs from the client's in two ways: a client that leaves does not cancel it before the update has been written, and it
// traces each attempt to send.
//
// A sending is itself the parent of that context: one that has the client's values and is never canceled.
type sending struct {
	client  context.Context
	ctx     context.Context // for the next handler
	cancel  context.CancelCauseFunc
	unwatch func() bool   // stops waiting for the client to leave
	request *http.Request // for the next handler
	data    []byte        // the update

	mu       sync.Mutex
	attempts int
	newest   *attempt
	earlier  []*attempt    // those that may still be reading
	changed  chan struct{} // closed to wake attempts that wait; nil if none does
	buffered int           // how many of its bytes have been read outside of any attempt
	written  time.Time     // when the newest attempt had written it; zero if it has not
	holding  *time.Timer   // ends ctx; nil as long as the client has not left
	failed   bool          // the next handler has returned an error
	failures int           // how many attempts had begun by then

	firstAttempt attempt // saves most requests an allocation, as do these:
	firstBodies  [3]body
	bodies       int // how many of firstBodies are in use
}

const (
	// maxHold bounds how long an attempt continues for a client that left before the update was written.
	maxHold = 30 * time.Second
	// flushTime is how long an attempt continues after net/http has reported the request as written: it does so before
	// it flushes the last part, and nothing reports the flush.
	flushTime = time.Second
	// settleTime is the same for a client that had left by then. Nobody waits for the response, but a busy API may not have
	// read the update yet, and would lose it when the connection or HTTP/2 stream ends.
	settleTime = 3 * time.Second
)

// prepare returns the request for the next handler.
func (l *lasting) prepare(r *http.Request) *http.Request {
	s := &l.sending
	s.client = r.Context()
	s.ctx, s.cancel = context.WithCancelCause(s)
	l.request = *r.WithContext(s.ctx)
	if len(s.data) > 0 {
		l.request.Body = s.newBody() // r keeps an unread one
	}
	s.request = &l.request
	s.unwatch = context.AfterFunc(s.client, s.leave)
	return s.request
}

// hasLeft reports whether the client has left.
func (s *sending) hasLeft() bool { return s.client.Err() != nil }

// leave is called when the client leaves, and when the request ends after an error.
func (s *sending) leave() {
	if !errors.Is(s.client.Err(), context.Canceled) {
		s.end() // another handler's deadline
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.holding = time.AfterFunc(s.patience(), s.end)
}

// patience returns how much longer the context lasts for a client that has left.
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

// end cancels the context with the cause of the client's.
func (s *sending) end() { s.cancel(context.Cause(s.client)) }

// finish is called when the request has ended.
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

// Value implements context.Context. A request for the trace means that an attempt begins: reverse_proxy asks once per attempt,
// whatever its transport.
func (s *sending) Value(key any) any {
	if key == traceKey {
		return s.begin()
	}
	return s.client.Value(key)
}

// traceKey is the key under which httptrace looks up a trace in a context. It is not exported, but every context sees it.
var traceKey = func() any {
	var ctx keyRecorder
	httptrace.ContextClientTrace(&ctx)
	return ctx.key
}()

// keyRecorder is a context that records the key of a lookup.
type keyRecorder struct {
	context.Context
	key any
}

func (r *keyRecorder) Value(key any) any {
	r.key = key
	return nil
}

// attempt is one attempt to send the update, as its trace reports it. The trace's two functions are called on the goroutine
// that reads the body, before and after it reads. A transport without tracing (FastCGI) reads the body before it returns, so
// its attempts follow one another.
type attempt struct {
	sending *sending
	number  int
	body    *body // the one it reads, once it has begun to
	writing bool  // between the two calls
	done    bool  // after the second
	trace   httptrace.ClientTrace
	outer   *httptrace.ClientTrace // to be called too: that of an outer guard, or of another module
}

// endTime is how long a new attempt waits for the previous one to end, whether or not they share a body. An attempt whose
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
	// Its handler already has the request's body. The next handler that sends the request needs another.
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
	if info.Err == nil && (s.buffered == len(s.data) || a.body != nil && a.body.at == len(s.data)) {
		s.written = time.Now()
	}
	s.holdOn()
}

// mayRead reports whether the attempt could be reading b.
func (a *attempt) mayRead(b *body) bool {
	return !a.done && a.number > b.since && (a.body == nil || a.body == b)
}

// wait releases the lock until something has changed. It returns an error if the timer fires or the context ends first.
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

// notify wakes the attempts that wait.
func (s *sending) notify() {
	if s.changed != nil {
		close(s.changed)
		s.changed = nil
	}
}
