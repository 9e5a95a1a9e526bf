package names

import (
	"bytes"
	"hash/maphash"
)

// Seen detects names that occur twice in an object, ignoring ASCII case. The hash is seeded, so that names can't be chosen
// to collide. Names that the caller has found in a Set are tracked by their index and not hashed. Unlike a map, it does not
// allocate for each name, and resetting it does not take time in proportion to its size. The zero value is ready for use.
type Seen struct {
	known []bool     // indexed like that Set
	slots []seenName // open addressing; the length is a power of two
	text  []byte     // the names in lower case, concatenated
	count int
	round uint32 // incremented by each Reset
}

type seenName struct {
	hash       uint32
	start, end uint32 // the name in Seen.text, including its terminator; end is 0 in a slot that was never used
	round      uint32 // a slot from another round is free
}

var seed = maphash.MakeSeed()

// Reset removes all names but keeps the memory, in constant time: a document may have one object with very many members,
// followed by very many objects with few.
func (s *Seen) Reset() {
	clear(s.known)
	s.text, s.count = s.text[:0], 0
	if s.round++; s.round == 0 {
		clear(s.slots) // the counter wrapped around: old names would reappear
	}
}

// free reports whether a slot does not hold a name from this round.
func (s *Seen) free(o *seenName) bool { return o.end == 0 || o.round != s.round }

// Add adds name and reports whether it was new. known is its index in a Set, or -1 if the Set does not contain it. The Set
// must be the same for all calls until Reset.
func (s *Seen) Add(name []byte, known int) bool {
	if known < 0 {
		return s.addUnknown(name)
	}
	for known >= len(s.known) {
		s.known = append(s.known, false)
	}
	isNew := !s.known[known]
	s.known[known] = true
	return isNew
}

func (s *Seen) addUnknown(name []byte) bool {
	if 2*s.count >= len(s.slots) {
		s.grow()
	}
	start := len(s.text)
	for _, c := range name {
		s.text = append(s.text, Lower(c))
	}
	// The terminator distinguishes an empty name from a free slot.
	s.text = append(s.text, 0)
	lower := s.text[start : len(s.text)-1]
	h := uint32(maphash.Bytes(seed, lower))
	mask := uint32(len(s.slots) - 1)
	i := h & mask
	for ; !s.free(&s.slots[i]); i = (i + 1) & mask {
		if o := &s.slots[i]; o.hash == h && bytes.Equal(lower, s.text[o.start:o.end-1]) {
			s.text = s.text[:start]
			return false
		}
	}
	s.slots[i] = seenName{h, uint32(start), uint32(len(s.text)), s.round}
	s.count++
	return true
}

func (s *Seen) grow() {
	old := s.slots
	s.slots = make([]seenName, max(64, 2*len(old)))
	mask := uint32(len(s.slots) - 1)
	for _, o := range old {
		if s.free(&o) {
			continue
		}
		i := o.hash & mask
		for !s.free(&s.slots[i]) {
			i = (i + 1) & mask
		}
		s.slots[i] = o
	}
}

// Cap returns the number of bytes allocated, by which a pool decides whether to keep s.
func (s *Seen) Cap() int { return cap(s.known) + 16*cap(s.slots) + cap(s.text) }
