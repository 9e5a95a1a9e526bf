package edit

import "sync"

// maxPooled is the size in bytes past which what a walk has used is left to the garbage collector instead of a pool, so
// that one large document does not hold on to memory for ever.
const maxPooled = 1 << 20

// Pool keeps what walks of one kind use from one document to the next.
type Pool[T any] struct{ sync.Pool }

// Take returns memory of an earlier walk, or new memory.
func (p *Pool[T]) Take() *T {
	if v, ok := p.Get().(*T); ok {
		return v
	}
	return new(T)
}

// Give keeps v, which holds on to size bytes, for a later Take.
func (p *Pool[T]) Give(v *T, size int) {
	if size <= maxPooled {
		p.Put(v)
	}
}
