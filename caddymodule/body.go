package caddymodule

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

// body is a reader of the update. Every handler that sends gets its own, but all attempts of one reverse_proxy share it, and an
// attempt whose response came early may still be reading when the next one begins. So each attempt reads it from the start,
// waits until it can, or fails: no two share a position.
type body struct {
	sending *sending
	since   int      // how many attempts had begun when it was made; none of them reads it
	attempt *attempt // the one that reads it, or the last that did
	at      int
	taken   bool // its beginning was read outside of any attempt, and can't be read again
	waiting bool // a Read waits until it is known which attempt it belongs to
}

var (
	errBodyTaken = errors.New("the update can't be sent again: its beginning was buffered and is gone")
	errBodyInUse = errors.New("the update can't be sent again: an earlier attempt is still reading it")
	errBodySent  = errors.New("the update can't be sent again: the server may have read it")
)

// maxBodyWait bounds how long an attempt waits for an earlier one to stop reading the same body.
const maxBodyWait = 5 * time.Second

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	s := b.sending
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.readerOf(b)
	switch {
	case err != nil:
	case a != b.attempt:
		err = b.turnTo(a)
	case a == nil && b.taken:
		err = errBodyTaken
	}
	if err != nil {
		return 0, err
	}
	n := copy(p, s.data[b.at:])
	b.at += n
	if a == nil {
		s.buffered = max(s.buffered, b.at)
	}
	if b.at < len(s.data) {
		return n, nil
	}
	return n, io.EOF // spares the caller another Read
}

// Close implements io.Closer. It does not mean that reading has ended: HTTP/2 closes the body first.
func (b *body) Close() error {
	b.sending.mu.Lock()
	defer b.sending.mu.Unlock()
	b.taken = b.taken || b.attempt == nil && b.partlyRead()
	return nil
}

func (b *body) partlyRead() bool { return 0 < b.at && b.at < len(b.sending.data) }

// turnTo makes attempt a read the body from its start. If request_buffers has read the beginning, the first attempt continues
// from there, and no other can follow.
func (b *body) turnTo(a *attempt) error {
	switch {
	case a == nil && b.partlyRead():
		return errBodyInUse
	case a == nil:
		return nil
	case b.taken:
		return errBodyTaken
	case b.attempt == nil && b.partlyRead():
		b.taken = true
	default:
		b.at = 0
	}
	b.attempt, a.body = a, b
	b.sending.notify()
	return nil
}

// readerOf returns the attempt that is reading b, or nil if none has begun since b was made. While it could be either of two, it
// releases the lock and waits.
func (s *sending) readerOf(b *body) (*attempt, error) {
	a, several := s.readersOf(b)
	if !several {
		return a, nil
	}
	if b.waiting {
		return nil, errBodyInUse // another Read is waiting already
	}
	b.waiting = true
	defer func() { b.waiting = false }()
	timer := time.NewTimer(maxBodyWait)
	defer timer.Stop()
	for several {
		if err := s.wait(timer); err != nil {
			return nil, err
		}
		a, several = s.readersOf(b)
	}
	return a, nil
}

// readersOf returns an attempt that may be reading b, and whether there are several.
func (s *sending) readersOf(b *body) (a *attempt, several bool) {
	for _, earlier := range s.earlier {
		if earlier.mayRead(b) {
			a, several = earlier, a != nil
		}
	}
	// If an earlier attempt is traced, so is the newest, and its trace is called before it reads.
	if s.newest != nil && s.newest.mayRead(b) && (a == nil || s.newest.writing) {
		a, several = s.newest, a != nil
	}
	return a, several
}

// newBody returns a body for the next handler that sends.
func (s *sending) newBody() *body {
	var b *body
	if s.bodies < len(s.firstBodies) {
		b = &s.firstBodies[s.bodies]
		s.bodies++
	} else {
		b = new(body)
	}
	b.sending, b.since = s, s.attempts
	return b
}

// setBody makes the update the body of r and replaces the fields that described the old one.
func (l *lasting) setBody(r *http.Request) {
	s := &l.sending
	size := len(s.data)
	r.TransferEncoding = nil
	if r.ContentLength != int64(size) || size > 0 && r.Header["Content-Length"] == nil {
		l.contentLength.set(r.Header, "Content-Length", strconv.Itoa(size))
	}
	r.ContentLength = int64(size)
	r.Body, r.GetBody = http.NoBody, nil
	if size > 0 {
		r.Body, r.GetBody = s.newBody(), s.bodyAgain
	}
}

// bodyAgain is the request's GetBody, which lets a transport send the update again by itself: if the connection turns out to be
// closed before anything is written, but also after a PROTOCOL_ERROR or, if there is an Idempotency-Key, when a connection
// breaks. It fails once a server may have read any part of the update.
func (s *sending) bodyAgain() (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a := s.newest; a != nil && (a.writing || a.body != nil || a.done && s.buffered > 0) {
		return nil, errBodySent
	}
	b := s.newBody()
	b.since = max(0, s.attempts-1) // for the attempt that asks
	return b, nil
}
