package edit

// Account is what a strip reports beside what it strips: an explanation of a request needs it, a request that is only
// served does not. The zero value is ready for use.
type Account struct {
	kept       []keptName
	operations []string
	// wrapped is set if the document holds the record in a member. Of what is stripped, [from, to) is inside that.
	wrapped  bool
	from, to int
}

type keptName struct {
	name   string
	before int // how many properties had been stripped when it was met
}

// Operation describes an operation of a JSON Patch. Each is described, in the order of the document.
func (a *Account) Operation(description string) { a.operations = append(a.operations, description) }

// Keep reports a property that stays. Its name is unescaped, in its sender's spelling.
func (r *Result) Keep(name []byte) {
	if r.Account != nil {
		r.Account.kept = append(r.Account.kept, keptName{string(name), r.Stripped.Len()})
	}
}

// EnterRecord reports that what follows, up to LeaveRecord, is in the member that holds the record.
func (r *Result) EnterRecord() {
	if r.Account != nil {
		r.Account.wrapped, r.Account.from = true, r.Stripped.Len()
	}
}

// LeaveRecord reports that what follows is beside the record again.
func (r *Result) LeaveRecord() {
	if r.Account != nil {
		r.Account.to = r.Stripped.Len()
	}
}

// Judged is a property of a request, or an operation of a JSON Patch, with what a strip did with it.
type Judged struct {
	Name      string // of the property, or of that which the operation is about
	Operation string // its description
	Kept      bool
	Beside    bool // it is not in the record, but beside the member that holds it
}

// Judged lists everything that a strip has kept or stripped, in the order of the document. The strip must have had an
// Account.
func (r *Result) Judged() []Judged {
	a := r.Account
	list := make([]Judged, 0, len(a.kept)+r.Stripped.Len())
	kept := a.kept
	for i := range r.Stripped.Len() + 1 {
		for len(kept) > 0 && kept[0].before == i {
			list = append(list, Judged{Name: kept[0].name, Kept: true})
			kept = kept[1:]
		}
		if i < r.Stripped.Len() {
			list = append(list, Judged{Name: string(r.Stripped.Name(i)), Beside: a.wrapped && (i < a.from || i >= a.to)})
		}
	}
	for i, description := range a.operations {
		list[i].Operation = description
	}
	return list
}
