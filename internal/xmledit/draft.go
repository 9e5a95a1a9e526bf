package xmledit

import "github.com/caddy-batchtask/caddy-batchtask/internal/edit"

// draft is a list of edits and the number of those that use a prefix the document does not bind. If any of them is left at
// the end, the root must declare the prefix.
type draft struct {
	*edit.Edits
	unbound int
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

// move appends the edits recorded in from since m and removes them from there.
func (d *draft) move(from *draft, m draftMark) {
	d.Append(from.Edits, m.edits)
	d.unbound += from.unbound - m.unbound
	from.rollback(m)
}
