package names

import (
	"bytes"
	"hash/maphash"
)

// Seen remembers the names met in one object and tells which comes a second time, in whatever ASCII case. Looking up is
// constant time even for names chosen to collide, as the hash is seeded; it takes no hash for a name that the caller knows
// by its position in a Set. The zero value is ready for use.
type Seen struct {
	known []bool     // by position in that Set
	slots []seenName // open addressing, its length a power of two
	text  []byte     // the names in lower case, one after the other
	count int
	round uint32 // how often it was Reset since the slots were last cleared
}

type seenName struct {
	hash       uint32
	start, end uint32 // of the name in Seen.text; an unused slot has none, and an empty name ends past its start
	round      uint32 // of the name: a slot of another round is free
}

var seed = maphash.MakeSeed()

// Reset forgets all names and keeps the memory. It takes the same short time whatever there is to forget: a document may
// have one object of very many members and after it very many objects of few.
func (s *Seen) Reset() {
	clear(s.known)
	s.text, s.count = s.text[:0], 0
	if s.round++; s.round == 0 {
		clear(s.slots) // or names of a round long ago would be back
	}
}

// free reports whether a slot holds no name of this round.
func (s *Seen) free(o *seenName) bool { return o.end == 0 || o.round != s.round }

// Add adds name and reports whether it was new. Known is its position in a Set, the same for all calls until Reset, or -1
// if it is not in there.
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
	// A byte past the name tells an empty name from a free slot.
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

// Cap returns the bytes of memory held on to, for a pool to judge.
func (s *Seen) Cap() int { return cap(s.known) + 16*cap(s.slots) + cap(s.text) }
