package caddymodule

import "sync"

// buffer is pooled memory for a body.
type buffer struct{ data []byte }

// maxPooled is the size in bytes past which memory is left to the garbage collector instead of a pool, so that one large
// body does not hold on to it for ever.
const maxPooled = 1 << 20

var buffers = sync.Pool{New: func() any { return new(buffer) }}

func getBuffer() *buffer { return buffers.Get().(*buffer) }

func putBuffer(b *buffer) {
	if cap(b.data) <= maxPooled {
		b.data = b.data[:0]
		buffers.Put(b)
	}
}

// grow makes room for at least one byte more. It doubles the memory, but not past what is expected of the body (or -1):
// memory follows what has arrived and not what is announced, so that many idle requests hold little of it.
func (b *buffer) grow(expected int64) {
	const least = 4 << 10
	size := max(least, 2*cap(b.data))
	if int64(len(b.data)) <= expected && expected < int64(size) {
		size = int(expected) + 1 // and one byte in which to meet the end
	}
	b.data = append(make([]byte, 0, size), b.data...)
}
