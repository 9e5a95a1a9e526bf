package edit

// Stripped lists the names of the properties that were stripped, unescaped and in the order in which they occur. Its memory
// is in proportion to the document. The zero value is ready for use.
type Stripped struct {
	text []byte
	list []strippedName
}

type strippedName struct {
	end   int // in Stripped.text; the name starts at the end of the previous one
	known int
}

// Reset removes all names but keeps the memory.
func (s *Stripped) Reset() { s.text, s.list = s.text[:0], s.list[:0] }

// Add appends a name. known is its index in Filter.Known, or -1.
func (s *Stripped) Add(name []byte, known int) {
	s.text = append(s.text, name...)
	s.list = append(s.list, strippedName{len(s.text), known})
}

// Len returns the number of properties that were stripped.
func (s *Stripped) Len() int { return len(s.list) }

// Size returns the length in bytes of the list of names, each followed by a comma and a blank.
func (s *Stripped) Size() int { return len(s.text) + len(", ")*len(s.list) }

// Name returns the name at index i. It is valid until the next Add or Reset.
func (s *Stripped) Name(i int) []byte {
	start := 0
	if i > 0 {
		start = s.list[i-1].end
	}
	return s.text[start:s.list[i].end]
}

// Known returns the index in Filter.Known of the name at index i, or -1.
func (s *Stripped) Known(i int) int { return s.list[i].known }

// Cap returns the number of bytes allocated, by which a pool decides whether to keep s.
func (s *Stripped) Cap() int { return cap(s.text) + cap(s.list)*16 }

// Result is the result of stripping a document: the edits to make, and the names of the properties that they remove. The zero
// value is ready for use. After a Reset it is used again without allocating.
type Result struct {
	Edits    Edits
	Stripped Stripped
	// Account, unless nil, is filled with what is kept.
	Account *Account
}

// Reset empties the result but keeps the memory.
func (r *Result) Reset() {
	r.Edits.Reset()
	r.Stripped.Reset()
	if r.Account != nil {
		*r.Account = Account{}
	}
}

// Cap returns the number of bytes allocated, by which a pool decides whether to keep r.
func (r *Result) Cap() int { return r.Edits.Cap() + r.Stripped.Cap() }
