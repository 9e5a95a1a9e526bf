package rewrite

import "slices"

// xmlDraft are edits of an answer of which some may count on a prefix for the XML-Schema-instance namespace that the
// document does not bind where they stand: the root then has to, which is known only at the end.
type xmlDraft struct {
	*Edits
	unbound int // how many edits count on it
}

type xmlDraftMark struct {
	edits   Mark
	unbound int
}

func (d *xmlDraft) mark() xmlDraftMark { return xmlDraftMark{d.Mark(), d.unbound} }

func (d *xmlDraft) rollback(m xmlDraftMark) {
	d.Rollback(m.edits)
	d.unbound = m.unbound
}

// move takes the edits that from has recorded since m over from it.
func (d *xmlDraft) move(from *xmlDraft, m xmlDraftMark) {
	for i := m.edits.edits; i < len(from.list); i++ {
		ed := from.list[i]
		d.put(ed.start, ed.end, from.text[from.textBefore(i):ed.text])
	}
	d.unbound += from.unbound - m.unbound
	from.rollback(m)
}

// put records that src[start:end] becomes the parts, one after the other.
func (d *xmlDraft) put(start, end int, parts ...[]byte) {
	for _, part := range parts {
		d.text = append(d.text, part...)
	}
	d.record(start, end)
}

// declare records, ahead of all that has been recorded, that the element whose name ends at offset at binds prefix to the
// XML-Schema-instance namespace.
func (d *xmlDraft) declare(at int, prefix []byte) {
	with := slices.Concat([]byte(" xmlns:"), prefix, []byte(`="`+instanceNamespace+`"`))
	d.list = slices.Insert(d.list, 0, edit{start: at, end: at})
	d.text = slices.Insert(d.text, 0, with...)
	for i := range d.list {
		d.list[i].text += len(with)
	}
	d.grow += len(with)
}
