package xmledit

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Reshape lets doc's rule say what becomes of the child elements of each record in an XML response (contract section
// 5). Which elements are records: a root named doc.Record; the children of a root that are all named doc.Record; a root
// that has a record's child elements. Any other document stays as it is. Names are compared by their local part.
//
// What a verdict means in XML:
//
//   - Null: the element is emptied and gets nil="true" in the XML-Schema-instance namespace, by the prefix bound to that
//     innermost, else by one that the root then declares. Its other attributes stay.
//   - Omit: the element goes, with the white space before it.
//   - Into: the rule within is asked for the child elements; an element that has none, or is left with none, becomes what
//     that rule makes of the unselected. XML has no arrays: an element is taken for one if all its children have the same
//     name and the rule within would null or omit that. The rule is then applied within each of them in turn. The entries
//     of a dictionary (isEntry) are members by what their Key says, and what becomes of a member becomes of its Value; with
//     Omit the entry goes.
//   - Convert: the text may be rewritten, the white space around it left out.
//
// An error says that the response is not well formed, not in UTF-8 (a byte-order mark tolerated), has a DOCTYPE or nests
// deeper than 512; what e, which has to be empty before, then holds means nothing.
func Reshape(src []byte, doc *edit.Document, e *edit.Edits) error {
	v := reshapers.Take()
	defer v.release()
	if !v.read(src, doc, e) {
		return v.err
	}
	return nil
}

var reshapers edit.Pool[reshaper]

// reshaper is the walk over one response.
type reshaper struct {
	scanner
	doc   *edit.Document
	edits draft
	// other is what will take the place of edits where what is taken for an array turns out to be none.
	other  draft
	spare  edit.Edits // of other
	prefix []byte     // that the root will declare, if one is needed
	runs   []textRun  // of the last text read
	joined []byte     // that text, if it is not in one piece in the source
}

func (v *reshaper) release() {
	v.reset(nil, 0)
	v.doc, v.edits = nil, draft{}
	v.spare.Reset()
	reshapers.Give(v, v.spare.Cap()+24*cap(v.runs)+cap(v.joined))
}

func (v *reshaper) read(src []byte, doc *edit.Document, e *edit.Edits) bool {
	v.reset(src, edit.MaxResponseDepth)
	v.doc, v.edits, v.other, v.prefix = doc, draft{Edits: e}, draft{Edits: &v.spare}, v.prefix[:0]
	if bytes.HasPrefix(v.src, edit.BOM) {
		v.rewind(len(edit.BOM))
	}
	if !v.begin() || !v.toRoot() {
		return false
	}
	name := v.tag.name
	ok := false
	if names.Equal(v.local(), v.doc.Record) {
		v.doc.NoteRecord(v.start)
		ok = v.members(v.doc.Rule)
	} else {
		ok = v.root()
	}
	if !ok {
		return false
	}
	if v.edits.unbound > 0 {
		v.declare(name.end)
	}
	return v.toEnd()
}

// root goes through the children of a root that is not named like a record: as records while all are named like one,
// else, from the start, as members of a record, which the end takes back if they are not a record's.
func (v *reshaper) root() bool {
	start, edits, pos, bound := v.start, v.edits.mark(), v.pos, len(v.bound)
	if array, ok := v.records(); array || !ok {
		return ok
	}
	v.edits.rollback(edits)
	v.doc.ForgetRecords()
	v.pos, v.closing, v.open = pos, false, v.open[:1]
	v.unbind(bound)
	var members edit.Signs
	for {
		switch v.next() {
		case tokenStart:
			members.Note(v.local(), v.doc)
			if _, ok := v.member(v.doc.Rule.Member(v.local())); !ok {
				return false
			}
		case tokenEnd:
			if members.Record() {
				v.doc.NoteRecord(start)
			} else {
				v.edits.rollback(edits)
			}
			return true
		case tokenBad:
			return false
		}
	}
}

// records goes through the children of the root as records, and reports whether all are named like one.
func (v *reshaper) records() (array, ok bool) {
	for {
		switch v.next() {
		case tokenStart:
			if !names.Equal(v.local(), v.doc.Record) {
				return false, true
			}
			v.doc.NoteRecord(v.start)
			if !v.members(v.doc.Rule) {
				return false, false
			}
		case tokenEnd:
			return true, true
		case tokenBad:
			return false, false
		}
	}
}

// members asks rule for each child of the element whose start tag has just been read.
func (v *reshaper) members(rule edit.Rule) bool {
	for {
		switch v.next() {
		case tokenStart:
			if _, ok := v.member(rule.Member(v.local())); !ok {
				return false
			}
		case tokenEnd:
			return true
		case tokenBad:
			return false
		}
	}
}

// member does with the element whose start tag has just been read what action says, and reports whether it stays.
func (v *reshaper) member(action edit.Action) (stays, ok bool) {
	switch action.Verdict {
	case edit.Null, edit.Omit:
		el := v.element()
		if !v.skip() {
			return false, false
		}
		return v.unselect(&el, action.Verdict, &v.edits), true
	case edit.Into:
		return v.within(action.Within)
	case edit.Convert:
		return true, v.convert(action.Text)
	default:
		return true, v.skip()
	}
}

// within asks rule for the children of the element whose start tag has just been read, or, if that is an array, for
// those of its items. Whether it is one is known only at its end, and nothing is read twice, as that would add up where
// they nest: it is taken for an array until a child says otherwise, and what the children before that would have become
// is noted on the side.
func (v *reshaper) within(rule edit.Rule) (stays, ok bool) {
	el := v.element()
	edits, other := v.edits.mark(), v.other.mark()
	var item []byte // the name of the items
	var verdict edit.Verdict
	array := false
	for {
		switch v.next() {
		case tokenStart:
			entry := v.isEntry()
			var action edit.Action
			if !entry {
				action = rule.Member(v.local())
			}
			if item == nil {
				item, verdict = v.local(), action.Verdict
				array = verdict == edit.Null || verdict == edit.Omit
			} else if array && !names.Equal(v.local(), item) {
				array, stays = false, verdict == edit.Null
				v.edits.rollback(edits)
				v.edits.move(&v.other, other)
			}
			var kept bool
			switch {
			case array:
				child := v.element()
				kept, ok = v.within(rule)
				v.unselect(&child, verdict, &v.other)
			case entry:
				kept, ok = v.entry(rule)
			default:
				kept, ok = v.member(action)
			}
			if !ok {
				return false, false
			}
			stays = stays || kept
		case tokenEnd:
			v.other.rollback(other)
			if !stays {
				v.edits.rollback(edits)
				stays = v.unselect(&el, rule.Unselected(), &v.edits)
			}
			return stays, true
		case tokenBad:
			return false, false
		}
	}
}
