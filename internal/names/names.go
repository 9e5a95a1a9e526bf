// Package names compares names as the contract does: ignoring ASCII case only, so that neither "ſtate" nor the Kelvin sign
// ever matches.
package names

// Text is the type of a name.
type Text interface{ ~string | ~[]byte }

// Lower returns c converted to ASCII lower case.
func Lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return c
}

// Equal reports whether a and b are equal, ignoring ASCII case.
func Equal[A, B Text](a A, b B) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		if x, y := a[i], b[i]; x != y && Lower(x) != Lower(y) {
			return false
		}
	}
	return true
}

// HasPrefix reports whether s begins with prefix, ignoring ASCII case.
func HasPrefix[A, B Text](s A, prefix B) bool {
	return len(s) >= len(prefix) && Equal(s[:len(prefix)], prefix)
}

// Set is an immutable, ordered set of names. Lookups do not allocate. A nil set is empty.
//
// Every property of every document is looked up in a Set. A map keyed by the lower-case name takes three times as long.
type Set struct {
	list  []string
	slots []int16 // open addressing: the index into list plus one, or 0 if free
}

// NewSet returns a set of the given names in the order of their first occurrence.
func NewSet(list ...string) *Set {
	size := 8
	for size < 4*len(list) {
		size *= 2
	}
	s := &Set{slots: make([]int16, size)}
	for _, name := range list {
		if find(s, name) < 0 {
			s.list = append(s.list, name)
			i := hash(name) & uint(size-1)
			for s.slots[i] != 0 {
				i = (i + 1) & uint(size-1)
			}
			s.slots[i] = int16(len(s.list))
		}
	}
	return s
}

// Index returns the index of name, or -1 if it is not in the set.
func (s *Set) Index(name []byte) int { return find(s, name) }

// Has reports whether name is in the set.
func (s *Set) Has(name []byte) bool { return find(s, name) >= 0 }

// HasString reports whether name is in the set.
func (s *Set) HasString(name string) bool { return find(s, name) >= 0 }

// Len returns the number of names in the set.
func (s *Set) Len() int { return len(s.list) }

// Name returns the name at index i, as spelled in the call to NewSet.
func (s *Set) Name(i int) string { return s.list[i] }

func find[N Text](s *Set, name N) int {
	if s == nil {
		return -1
	}
	mask := uint(len(s.slots) - 1)
	for i := hash(name) & mask; s.slots[i] != 0; i = (i + 1) & mask {
		if j := int(s.slots[i]) - 1; Equal(name, s.list[j]) {
			return j
		}
	}
	return -1
}

// hash combines the length with three letters, which is enough to distinguish the properties of a record.
func hash[N Text](name N) uint {
	n := len(name)
	if n == 0 {
		return 0
	}
	return uint(n) + uint(Lower(name[0]))*31 + uint(Lower(name[n-1]))*131 + uint(Lower(name[n/2]))*17
}
