package edit

// Stripped is what a strip took out: the names of the properties, unescaped and in the order met. The memory that it
// takes is in proportion to the document. The zero value is ready for use.
type Stripped struct {
	text []byte
	list []strippedName
}

type strippedName struct {
	end   int // in Stripped.text; it begins where the one before ends
	known int
}

// Reset forgets all names and keeps the memory.
func (s *Stripped) Reset() { s.text, s.list = s.text[:0], s.list[:0] }

// Add appends a name; known is its position in Filter.Known, or -1.
func (s *Stripped) Add(name []byte, known int) {
	s.text = append(s.text, name...)
	s.list = append(s.list, strippedName{len(s.text), known})
}

// Len returns how many properties were stripped.
func (s *Stripped) Len() int { return len(s.list) }

// Size returns the bytes that the names take when listed with a comma and a blank behind each.
func (s *Stripped) Size() int { return len(s.text) + len(", ")*len(s.list) }

// Name returns the name at position i. It is valid until the next Add or Reset.
func (s *Stripped) Name(i int) []byte {
	start := 0
	if i > 0 {
		start = s.list[i-1].end
	}
	return s.text[start:s.list[i].end]
}

// Known returns the position of the name at position i in Filter.Known, or -1.
func (s *Stripped) Known(i int) int { return s.list[i].known }

// Cap returns the bytes of memory held on to, for a pool to judge.
func (s *Stripped) Cap() int { return cap(s.text) + cap(s.list)*16 }

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
