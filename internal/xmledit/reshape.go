package xmledit

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Reshape records in e, which must be empty, the edits that apply doc's rule to the child elements of each record in an XML
// response (contract section 5). A record is a root named doc.Record, each child of a root whose children are all named
// doc.Record, or a root with the child elements of a record. Other documents are not edited. Names are compared by their
// local part.
//
// The verdicts mean in XML:
//
//   - Null: the element is emptied and gets nil="true" in the XML Schema instance namespace, with the innermost prefix bound
//     to that, or else with one that the root is made to declare. Its other attributes stay.
//   - Omit: the element is deleted with the white space before it.
//   - Into: Action.Within is applied to the child elements. An element without any, or with none left, gets the verdict
//     Unselected. XML has no arrays: an element counts as one if all its children have the same name and the rule would null
//     or omit that name. The rule is then applied within each child. An entry of a dictionary (see isEntry) is a member named
//     by its Key: Null and Into apply to its Value, Omit to the whole entry.
//   - Convert: the text is converted, without the white space around it.
//
// Reshape returns an error if the response is not well formed, is not UTF-8 (a byte-order mark is allowed), has a DOCTYPE or
// is nested deeper than edit.MaxResponseDepth. The content of e is then meaningless.
func Reshape(src []byte, doc *edit.Document, e *edit.Edits) error {
	v := reshapers.Take()
	defer v.release()
	if !v.read(src, doc, e) {
		return v.err
	}
	return nil
}

var reshapers edit.Pool[reshaper]

// reshaper walks one response.
type reshaper struct {
	scanner
	doc   *edit.Document
	edits draft
	// other holds the edits that replace those in edits if an element taken for an array turns out not to be one.
	other  draft
	spare  edit.Edits // the edits of other
	prefix []byte     // the prefix that the root has to declare, if any
	runs   []textRun  // the parts of the last text read
	joined []byte     // that text, if it is not contiguous in the source
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

// root reads the children of a root that is not named like a record, first as an array of records. If one of them is not
// named like a record, it starts again and reads them as members of a record. If the root turns out not to be a record
// either, its edits are rolled back.
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

// records reads the children of the root as records. array is false if one of them is not named like a record.
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

// members applies rule to each child of the element whose start tag has just been read.
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

// member applies action to the element whose start tag has just been read and reports whether the element stays.
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

// within applies rule to the children of the element whose start tag has just been read or, if that is an array, to the
// children of its items. Whether it is an array is known only at its end. Reading elements twice would take exponential time
// where they nest, so an element is taken for an array until a child has another name, and v.other collects the edits that
// are needed in that case.
func (v *reshaper) within(rule edit.Rule) (stays, ok bool) {
	el := v.element()
	edits, other := v.edits.mark(), v.other.mark()
	var item []byte // the name of the first child
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
