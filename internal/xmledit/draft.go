package xmledit

import "github.com/caddy-batchtask/caddy-batchtask/internal/edit"

// draft are edits of an answer of which some may count on a prefix for the XML-Schema-instance namespace that the
// document does not bind where they stand: the root then has to, which is known only at the end.
type draft struct {
	*edit.Edits
	unbound int // how many edits count on it
}

type draftMark struct {
	edits   edit.Mark
	unbound int
}

func (d *draft) mark() draftMark { return draftMark{d.Mark(), d.unbound} }

func (d *draft) rollback(m draftMark) {
	d.Rollback(m.edits)
	d.unbound = m.unbound
}

// move takes the edits that from has recorded since m over from it.
func (d *draft) move(from *draft, m draftMark) {
	d.Append(from.Edits, m.edits)
	d.unbound += from.unbound - m.unbound
	from.rollback(m)
}
