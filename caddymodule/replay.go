package caddymodule

import (
	"io"
	"sync"
)

// replayBody is a request body that starts over once it is closed: a transport closes the body after each attempt, so a
// retry to another upstream sends the whole of it instead of what the last attempt has left.
type replayBody struct {
	mu   sync.Mutex // a transport may close the body from another goroutine than the one that reads it
	data []byte
	at   int
}

// Read implements io.Reader.
func (b *replayBody) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := copy(p, b.data[b.at:])
	b.at += n
	if b.at == len(b.data) {
		return n, io.EOF // which spares the reader another turn
	}
	return n, nil
}

// Close implements io.Closer. The next Read begins at the start.
func (b *replayBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = 0
	return nil
}
