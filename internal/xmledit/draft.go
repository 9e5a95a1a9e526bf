package xmledit

import "github.com/caddy-batchtask/caddy-batchtask/internal/edit"

// xmlDraft are edits of an answer of which some may count on a prefix for the XML-Schema-instance namespace that the
// document does not bind where they stand: the root then has to, which is known only at the end.
type xmlDraft struct {
	*edit.Edits
	unbound int // how many edits count on it
}

type xmlDraftMark struct {
	edits   edit.Mark
	unbound int
}

func (d *xmlDraft) mark() xmlDraftMark { return xmlDraftMark{d.Mark(), d.unbound} }

func (d *xmlDraft) rollback(m xmlDraftMark) {
	d.Rollback(m.edits)
	d.unbound = m.unbound
}

// move takes the edits that from has recorded since m over from it.
func (d *xmlDraft) move(from *xmlDraft, m xmlDraftMark) {
	d.Append(from.Edits, m.edits)
	d.unbound += from.unbound - m.unbound
	from.rollback(m)
}
