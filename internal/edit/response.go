package edit

import "github.com/caddy-batchtask/caddy-batchtask/internal/names"

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

// Response is the rule for the properties of a response's records: $select and SO-TimeZone in one (contract section 5). The
// zero value changes nothing.
type Response struct {
	// Selection decides which properties are selected; nil selects all.
	Selection Rule
	// DateTimes are the properties that hold a date-time, and Converters how each is converted, by position. Without
	// converters they stay as they are.
	DateTimes  *names.Set
	Converters []Converter
}

// Member asks the selection first: what it nulls needs no conversion.
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

// Unselected is never asked of a record: it has members.
func (r *Response) Unselected() Verdict { return Keep }
