package edit

import "github.com/caddy-batchtask/caddy-batchtask/internal/names"

// MaxDepth is how deep a request document may nest, the outermost object, array or root counted as 1 (contract section 4).
const MaxDepth = 64

// Filter is the strip rule: which properties of a request's record go on.
type Filter struct {
	// Record is the name of the member (element, key prefix, first path segment) that holds the record: BatchTaskInfo.
	Record string
	// Kept are the properties that a document keeps: the identity and the updatable ones.
	Kept *names.Set
	// Updatable are the properties that an operation of a JSON Patch may change.
	Updatable *names.Set
	// Structured are the kept properties that may hold an object, an array or child elements. All others hold one plain value.
	Structured *names.Set
	// Reserved are the names of a record's properties and of the record: what a reader that is led out of a structured
	// property could set.
	Reserved *names.Set
	// Known are names that documents usually have. A strip tells them by their position in here, which is faster than by
	// their text; what it does with them is the same.
	Known *names.Set
}

// Document is the reshape rule of a response: which of its objects are records, and what becomes of their members.
type Document struct {
	// Record is the name of a record's XML element: BatchTaskInfo. JSON does not use it.
	Record string
	// Identity are the members by any of which an object is known to be a record: Id.
	Identity *names.Set
	// Properties are those that a record is known to have. An object that has one of them but not the identity is a record
	// too, unless it has one of Errors.
	Properties *names.Set
	// Errors are members by which an object is known to report an error: Message.
	Errors *names.Set
	// Rule is asked for each member of a record.
	Rule Rule
}

// Signs are what the names of an object's members say about whether it is a record (contract section 5).
type Signs struct{ Identified, documented, failed bool }

// Note takes note of one name.
func (s *Signs) Note(name []byte, doc *Document) {
	switch {
	case s.Identified:
	case doc.Identity.Has(name):
		s.Identified = true
	case doc.Errors.Has(name):
		s.failed = true
	case !s.documented:
		s.documented = doc.Properties.Has(name)
	}
}

// Record reports whether an object with the names noted is a record.
func (s *Signs) Record() bool { return s.Identified || s.documented && !s.failed }

// Rule says what becomes of the members of one object.
type Rule interface {
	// Member says what becomes of the member called name (unescaped, in its sender's spelling). It keeps no reference to it.
	Member(name []byte) Action
	// Unselected says what becomes of a value that Member descended into and that has no members: Null or Omit.
	Unselected() Verdict
}

// Verdict is what becomes of a member.
type Verdict uint8

const (
	// Keep leaves the member as it is, whole.
	Keep Verdict = iota
	// Null leaves its name and replaces its value by null.
	Null
	// Omit removes the member.
	Omit
	// Into keeps it if it is an object, or an array of them, and asks Action.Within for the members inside.
	Into
	// Convert keeps it and, if it is a string, lets Action.Text rewrite it.
	Convert
)

// Action is a verdict with what it needs.
type Action struct {
	Verdict Verdict
	Within  Rule      // with Into
	Text    Converter // with Convert
}

// Converter rewrites the text of a property.
type Converter interface {
	// Convert appends the rewritten text to dst if the outcome is Converted, and returns dst unchanged otherwise. The text
	// is decoded: it holds no escapes, references or markup, and the converter writes nothing that would need them.
	Convert(dst, text []byte) ([]byte, Outcome)
}

// Outcome is the result of one conversion.
type Outcome uint8

const (
	// Unchanged means that the text already is what it should be.
	Unchanged Outcome = iota
	// Converted means that the text was rewritten, to a different one.
	Converted
	// Unreadable means that the converter could not read the text, or not write the result, and left it alone.
	Unreadable

	outcomes = iota
)
