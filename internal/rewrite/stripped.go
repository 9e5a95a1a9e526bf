package rewrite

// Stripped is what a strip took out: the names of the properties, unescaped and in the order met. The memory that it
// takes is in proportion to the document. The zero value is ready for use.
type Stripped struct {
	text []byte
	ends []int
}

// Reset forgets all names and keeps the memory.
func (s *Stripped) Reset() { s.text, s.ends = s.text[:0], s.ends[:0] }

// Add appends a name.
func (s *Stripped) Add(name []byte) {
	s.text = append(s.text, name...)
	s.ends = append(s.ends, len(s.text))
}

// Len returns how many properties were stripped.
func (s *Stripped) Len() int { return len(s.ends) }

// Size returns the bytes that the names take when listed with a comma and a blank behind each.
func (s *Stripped) Size() int { return len(s.text) + len(", ")*len(s.ends) }

// Name returns the name at position i. It is valid until the next Add or Reset.
func (s *Stripped) Name(i int) []byte {
	start := 0
	if i > 0 {
		start = s.ends[i-1]
	}
	return s.text[start:s.ends[i]]
}

// Cap returns the bytes of memory held on to, for a pool to judge.
func (s *Stripped) Cap() int { return cap(s.text) + cap(s.ends)*8 }

// Result is what a strip has found: the edits that make the document fit to go on, and the names that they take out. The
// zero value is ready for use; one that is Reset and used again allocates nothing.
type Result struct {
	Edits    Edits
	Stripped Stripped
}

// Reset empties the result and keeps the memory.
func (r *Result) Reset() { r.Edits.Reset(); r.Stripped.Reset() }

// Cap returns the bytes of memory held on to, for a pool to judge.
func (r *Result) Cap() int { return r.Edits.Cap() + r.Stripped.Cap() }
