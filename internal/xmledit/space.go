package xmledit

import (
	"bytes"
	"hash/maphash"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// The namespaces that have a meaning here.
const (
	xmlNamespace      = "http://www.w3.org/XML/1998/namespace"
	xmlnsNamespace    = "http://www.w3.org/2000/xmlns/"
	instanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"
)

// maxBound bounds how many prefixes are bound at one place, as the time that looking one up takes is in proportion.
const maxBound = 256

// binding is what a prefix is bound to. The default namespace has an empty prefix.
type binding struct {
	prefix, space []byte
	hash          uint64 // of space, so that names are told apart without comparing long ones again and again
	instance      bool   // space is the XML-Schema-instance namespace
	hidden        bool   // a binding further in has the same prefix
	hides         int    // the binding further out that this one hides in turn: its place in scanner.bound plus one, or 0
}

var (
	hashSeed   = maphash.MakeSeed()
	boundXML   = newBinding([]byte("xml"), []byte(xmlNamespace))
	boundXMLNS = newBinding([]byte("xmlns"), []byte(xmlnsNamespace))
)

func newBinding(prefix, space []byte) binding {
	return binding{
		prefix: prefix, space: space, hash: maphash.Bytes(hashSeed, space), instance: string(space) == instanceNamespace,
	}
}

// bind binds the prefixes that the last start tag declares, and checks those that it uses (Namespaces in XML 1.0).
func (s *scanner) bind() bool {
	// Attributes point to their bindings, so all are declared before the first is looked up.
	for i := range s.tag.attrs {
		if a := &s.tag.attrs[i]; s.declares(a) && !s.declare(a) {
			return false
		}
	}
	if name := s.tag.name; name.prefixed() {
		if space := s.resolve(s.prefix(name)); space == nil || space == &boundXMLNS {
			return s.fail(name.start, "an element whose prefix is not bound: %s", problem.Quote(s.prefix(name)))
		}
	}
	for i := range s.tag.attrs {
		a := &s.tag.attrs[i]
		if !a.name.prefixed() {
			continue
		}
		if a.space = s.resolve(s.prefix(a.name)); a.space == nil {
			return s.fail(a.name.start, "an attribute whose prefix is not bound: %s", problem.Quote(s.prefix(a.name)))
		}
	}
	if a := s.twice.find(s); a != nil {
		return s.fail(a.name.start, "an attribute given twice: %s", problem.Quote(s.src[a.name.start:a.name.end]))
	}
	return true
}

// declares reports whether the attribute is a namespace declaration.
func (s *scanner) declares(a *attr) bool {
	if a.name.prefixed() {
		return string(s.prefix(a.name)) == "xmlns"
	}
	return string(s.localName(a.name)) == "xmlns"
}

// declare binds the prefix of a namespace declaration.
func (s *scanner) declare(a *attr) bool {
	var prefix []byte
	if a.name.prefixed() {
		prefix = s.localName(a.name)
	}
	space := s.value(a)
	isXML := string(space) == xmlNamespace
	switch {
	case string(prefix) == "xmlns", string(space) == xmlnsNamespace, isXML != (string(prefix) == "xml"):
		return s.fail(a.name.start, "a reserved prefix or namespace bound otherwise")
	case isXML:
		return true // bound from the start
	case len(prefix) > 0 && len(space) == 0:
		return s.fail(a.name.start, "a prefix bound to nothing: %s", problem.Quote(prefix))
	case len(s.bound) == maxBound:
		return s.fail(a.name.start, "more than %d prefixes bound", maxBound)
	}
	b := newBinding(prefix, space)
	for i := len(s.bound) - 1; i >= 0; i-- {
		if bytes.Equal(s.bound[i].prefix, prefix) {
			s.bound[i].hidden, b.hides = true, i+1
			break
		}
	}
	s.bound = append(s.bound, b)
	return true
}

// unbind takes back all bindings but the first n.
func (s *scanner) unbind(n int) {
	for i := len(s.bound) - 1; i >= n; i-- {
		if h := s.bound[i].hides; h > 0 {
			s.bound[h-1].hidden = false
		}
	}
	s.bound = s.bound[:n]
}

// resolve returns what a prefix is bound to, or nil.
func (s *scanner) resolve(prefix []byte) *binding {
	for i := len(s.bound) - 1; i >= 0; i-- {
		if bytes.Equal(s.bound[i].prefix, prefix) {
			return &s.bound[i]
		}
	}
	switch string(prefix) {
	case "xml":
		return &boundXML
	case "xmlns":
		return &boundXMLNS
	}
	return nil
}

// instancePrefix returns the prefix bound to the XML-Schema-instance namespace at the last start tag: the one bound
// innermost of those that no inner declaration hides. There is none if it is empty.
func (s *scanner) instancePrefix() []byte {
	for i := len(s.bound) - 1; i >= 0; i-- {
		// An attribute without a prefix is in no namespace, so the default one is of no use.
		if b := &s.bound[i]; b.instance && len(b.prefix) > 0 && !b.hidden {
			return b.prefix
		}
	}
	return nil
}

// duplicateFinder finds an attribute given twice: by its name, or by the namespace and local name that it stands for. Its table
// is filled only for elements with many attributes and is seeded, so that no choice of names makes it slow.
type duplicateFinder [2 * maxAttributes]uint16

// fewAttributes is up to how many attributes comparing each with each is faster than a table.
const fewAttributes = 8

func (t *duplicateFinder) find(s *scanner) *attr {
	attrs := s.tag.attrs
	if len(attrs) <= fewAttributes {
		for i := range attrs {
			for j := range i {
				if s.same(&attrs[i], &attrs[j]) {
					return &attrs[i]
				}
			}
		}
		return nil
	}
	clear(t[:])
	for i := range attrs {
		a := &attrs[i]
		h := maphash.Bytes(hashSeed, s.localName(a.name))
		if a.space != nil {
			h += a.space.hash
		}
		for h %= uint64(len(t)); t[h] != 0; h = (h + 1) % uint64(len(t)) {
			if s.same(a, &attrs[t[h]-1]) {
				return a
			}
		}
		t[h] = uint16(i + 1)
	}
	return nil
}

// same reports whether two attributes have the same name.
func (s *scanner) same(a, b *attr) bool {
	if !bytes.Equal(s.localName(a.name), s.localName(b.name)) {
		return false
	}
	if a.space == nil || b.space == nil {
		return a.space == b.space
	}
	return a.space == b.space || a.space.hash == b.space.hash && bytes.Equal(a.space.space, b.space.space)
}
