package edit

import "github.com/caddy-batchtask/caddy-batchtask/internal/names"

// Document is the rule for responses: which objects are records, and what happens to their members.
type Document struct {
	// Record is the name of a record's XML element, BatchTaskInfo. It is not used for JSON.
	Record string
	// Identity has the members that make an object a record, whatever else it has: Id.
	Identity *names.Set
	// Properties has the documented properties. An object with one of them but without the identity is a record, unless it
	// has one of Errors.
	Properties *names.Set
	// Errors has the members of the API's error objects, such as Message.
	Errors *names.Set
	// Rule decides what happens to each member of a record.
	Rule Rule
	// Found, unless nil, is filled with the offsets at which the records begin.
	Found *[]int
}

// NoteRecord reports a record that begins at offset at.
func (d *Document) NoteRecord(at int) {
	if d.Found != nil {
		*d.Found = append(*d.Found, at)
	}
}

// ForgetRecords takes back what NoteRecord has reported.
func (d *Document) ForgetRecords() {
	if d.Found != nil {
		*d.Found = (*d.Found)[:0]
	}
}

// Signs tells by the names of an object's members whether it is a record (contract section 5).
type Signs struct{ Identified, documented, failed bool }

// Note notes the name of a member.
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

// Response is the rule for the members of a response's records. It combines $select and SO-TimeZone (contract section 5). The
// zero Response changes nothing.
type Response struct {
	// Selection decides which properties are selected. Nil selects all.
	Selection Rule
	// DateTimes has the properties that hold a date-time. Converters has the converter of each by its index, or is nil if
	// none is converted.
	DateTimes  *names.Set
	Converters []Converter
}

// Member asks the selection first, since a property that is not selected need not be converted.
func (r *Response) Member(name []byte) Action {
	if r.Selection != nil {
		if action := r.Selection.Member(name); action.Verdict != Keep {
			return action
		}
	}
	if r.Converters != nil {
		if i := r.DateTimes.Index(name); i >= 0 {
			return Action{Verdict: Convert, Text: r.Converters[i]}
		}
	}
	return Action{Verdict: Keep}
}

// Unselected is never called, since a record has members.
func (r *Response) Unselected() Verdict { return Keep }
