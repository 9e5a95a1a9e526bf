package edit

import "sync"

// maxPooled is the maximum size in bytes of a pooled value. Larger ones are left to the garbage collector, so that a single
// large document does not occupy memory forever.
const maxPooled = 1 << 20

// Pool keeps the state of walks for reuse with other documents.
type Pool[T any] struct{ sync.Pool }

// Take returns a value from the pool, or a new one.
func (p *Pool[T]) Take() *T {
	if v, ok := p.Get().(*T); ok {
		return v
	}
	return new(T)
}

// Give returns v, which occupies size bytes, to the pool.
func (p *Pool[T]) Give(v *T, size int) {
	if size <= maxPooled {
		p.Put(v)
	}
}
