package xmledit

import (
	"bytes"
	"hash/maphash"

	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// The namespaces that the scanner and the editors know.
const (
	xmlNamespace      = "http://www.w3.org/XML/1998/namespace"
	xmlnsNamespace    = "http://www.w3.org/2000/xmlns/"
	instanceNamespace = "http://www.w3.org/2001/XMLSchema-instance"
)

// maxBound is the maximum number of prefixes in scope, because the time of a lookup is proportional to it.
const maxBound = 256

// binding binds a prefix to a namespace. The default namespace has an empty prefix.
type binding struct {
	prefix, space []byte
	hash          uint64 // of space, so that long namespaces need not be compared again and again
	instance      bool   // space is the XML Schema instance namespace
	hidden        bool   // an inner binding has the same prefix
	hides         int    // the index in scanner.bound, plus one, of the outer binding with the same prefix, or 0
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

// bind binds the prefixes that the last start tag declares, resolves those that it uses and refuses duplicate attributes
// (Namespaces in XML 1.0 sections 3, 5 and 6.3).
func (s *scanner) bind() bool {
	// Attributes hold pointers into s.bound, so nothing may be appended to it once the first is resolved.
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
	if a := s.twice(); a != nil {
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
		return s.fail(a.name.start, "a reserved prefix or namespace bound to something else")
	case isXML:
		return true // always bound
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

// unbind removes all bindings but the first n.
func (s *scanner) unbind(n int) {
	for i := len(s.bound) - 1; i >= n; i-- {
		if h := s.bound[i].hides; h > 0 {
			s.bound[h-1].hidden = false
		}
	}
	s.bound = s.bound[:n]
}

// resolve returns the binding of a prefix, or nil.
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

// instancePrefix returns the innermost prefix that is bound to the XML Schema instance namespace at the last start tag and
// not hidden, or nil.
func (s *scanner) instancePrefix() []byte {
	for i := len(s.bound) - 1; i >= 0; i-- {
		// The default namespace does not apply to attributes.
		if b := &s.bound[i]; b.instance && len(b.prefix) > 0 && !b.hidden {
			return b.prefix
		}
	}
	return nil
}

// fewAttributes is the number of attributes up to which comparing all pairs is faster than a map.
const fewAttributes = 8

// attrName is the name of an attribute. A namespace may be long, so its hash stands for it. The hash is seeded: a client can't
// choose namespaces that have the same one.
type attrName struct {
	space uint64 // the hash of the namespace, or 0 for none
	local string
}

// twice returns an attribute of the last start tag with the same namespace and local name as an earlier one, or nil.
func (s *scanner) twice() *attr {
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
	seen := make(map[attrName]struct{}, len(attrs))
	for i := range attrs {
		name := attrName{local: string(s.localName(attrs[i].name))}
		if space := attrs[i].space; space != nil {
			name.space = space.hash
		}
		if _, ok := seen[name]; ok {
			return &attrs[i]
		}
		seen[name] = struct{}{}
	}
	return nil
}

// same reports whether two attributes have the same namespace and local name.
func (s *scanner) same(a, b *attr) bool {
	if !bytes.Equal(s.localName(a.name), s.localName(b.name)) {
		return false
	}
	if a.space == nil || b.space == nil {
		return a.space == b.space
	}
	return a.space == b.space || a.space.hash == b.space.hash && bytes.Equal(a.space.space, b.space.space)
}
