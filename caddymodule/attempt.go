package caddymodule

import (
	"context"
	"net/http/httptrace"
	"slices"
	"time"
)

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
