// Package edit holds what the editors of all formats share: the rules that decide about properties, and the edits that
// carry the decisions out. An editor makes one walk over a document, asks a rule about each property, and records edits: kept
// bytes are only copied, never re-encoded. The editors are jsonedit, xmledit and formedit; none knows HTTP or Caddy.
package edit

import (
	"io"
	"slices"
)

// Edits are replacements of parts of a source text, in ascending order and without overlap. The zero value is ready for
// use; a used one may be Reset and used again, and then allocates nothing.
type Edits struct {
	list []edit
	text []byte // the replacements, one after the other
	grow int    // length of the result less that of the source
	void int    // how many of the edits were undone where they are

	converted [outcomes]int // how many conversions had each outcome
}

type edit struct {
	start, end int // of the part of the source that goes; an end before the start if the edit was undone
	text       int // where its replacement ends in Edits.text; it begins where the one before ends
}

// Reset removes all edits and keeps the memory.
func (e *Edits) Reset() { *e = Edits{list: e.list[:0], text: e.text[:0]} }

// Len returns the number of edits; none means that the result is the source.
func (e *Edits) Len() int { return len(e.list) - e.void }

// Replace records that src[start:end] becomes with.
func (e *Edits) Replace(start, end int, with string) {
	e.text = append(e.text, with...)
	e.record(start, end)
}

// Put records that src[start:end] becomes the parts, one after the other.
func (e *Edits) Put(start, end int, parts ...[]byte) {
	for _, part := range parts {
		e.text = append(e.text, part...)
	}
	e.record(start, end)
}

// Append records what from has recorded since m.
func (e *Edits) Append(from *Edits, m Mark) {
	for i := m.edits; i < len(from.list); i++ {
		ed := from.list[i]
		e.Put(ed.start, ed.end, from.text[from.textBefore(i):ed.text])
	}
}

// InsertFirst records an insertion at offset at, ahead of all edits recorded so far.
func (e *Edits) InsertFirst(at int, with []byte) {
	e.list = slices.Insert(e.list, 0, edit{start: at, end: at})
	e.text = slices.Insert(e.text, 0, with...)
	for i := range e.list {
		e.list[i].text += len(with)
	}
	e.grow += len(with)
}

// Delete records that src[start:end] goes. A deletion that continues the one before extends it.
func (e *Edits) Delete(start, end int) {
	if n := len(e.list); n > 0 && e.list[n-1].end == start && e.list[n-1].text == e.textBefore(n-1) {
		e.list[n-1].end = end
		e.grow -= end - start
		return
	}
	e.record(start, end)
}

// Convert records that src[start:end], which decodes to text, becomes what c makes of it, and counts the outcome. It
// reports whether that is another text.
func (e *Edits) Convert(start, end int, text []byte, c Converter) bool {
	with, outcome := c.Convert(e.text, text)
	e.converted[outcome]++
	if outcome != Converted {
		return false
	}
	e.text = with
	e.record(start, end)
	return true
}

// Unreadable counts a value that there is no text in to convert.
func (e *Edits) Unreadable() { e.converted[Unreadable]++ }

// Conversions returns how many conversions had the outcome. Those that were rolled back don't count.
func (e *Edits) Conversions(o Outcome) int { return e.converted[o] }

func (e *Edits) record(start, end int) {
	e.list = append(e.list, edit{start, end, len(e.text)})
	e.grow += len(e.text) - e.textBefore(len(e.list)-1) - (end - start)
}

// textBefore returns where the replacement of edit i begins.
func (e *Edits) textBefore(i int) int {
	if i == 0 {
		return 0
	}
	return e.list[i-1].text
}

// Mark is a state of Edits to go back to.
type Mark struct {
	edits, text, grow, void int
	converted               [outcomes]int
}

// Mark returns the present state.
func (e *Edits) Mark() Mark { return Mark{len(e.list), len(e.text), e.grow, e.void, e.converted} }

// Rollback undoes what has been recorded since m, a Mark after which no Delete has extended an edit older than it: take
// marks where something kept lies between.
func (e *Edits) Rollback(m Mark) {
	e.list, e.text = e.list[:m.edits], e.text[:m.text]
	e.grow, e.void, e.converted = m.grow, m.void, m.converted
}

// Span is what was recorded between two marks.
type Span struct{ From, To Mark }

// RollbackExcept undoes what has been recorded since m, as Rollback does, except for the given spans, which follow each
// other. However much they hold, it takes time only for what is undone.
func (e *Edits) RollbackExcept(m Mark, spans []Span) {
	if len(spans) == 0 {
		e.Rollback(m)
		return
	}
	e.Rollback(spans[len(spans)-1].To)
	for _, kept := range spans {
		for i := m.edits; i < kept.From.edits; i++ {
			ed := &e.list[i]
			e.grow += ed.end - ed.start - (ed.text - e.textBefore(i))
			ed.end = ed.start - 1
			e.void++
		}
		for o := range e.converted {
			e.converted[o] -= kept.From.converted[o] - m.converted[o]
		}
		m = kept.To
	}
}

// Size returns the length of the result for a source of the given length.
func (e *Edits) Size(source int) int { return source + e.grow }

// Cap returns the bytes of memory that the edits hold on to, for a pool to judge.
func (e *Edits) Cap() int { return cap(e.list)*24 + cap(e.text) }

// AppendTo appends the result of the edits on src to dst.
func (e *Edits) AppendTo(dst, src []byte) []byte {
	at, text := 0, 0
	for _, ed := range e.list {
		if ed.end < ed.start {
			text = ed.text
			continue
		}
		dst = append(dst, src[at:ed.start]...)
		dst = append(dst, e.text[text:ed.text]...)
		at, text = ed.end, ed.text
	}
	return append(dst, src[at:]...)
}

// chunk is the size in bytes from which a kept run is handed to the writer directly instead of being gathered first.
const chunk = 4 << 10

// WriteTo writes the result of the edits on src to w, in few writes and without building it in memory. Scratch is used
// for gathering short runs and is returned for reuse.
func (e *Edits) WriteTo(w io.Writer, src, scratch []byte) ([]byte, error) {
	scratch = scratch[:0]
	at, text := 0, 0
	for i := 0; i <= len(e.list); i++ {
		ed := edit{start: len(src), end: len(src), text: text}
		if i < len(e.list) {
			ed = e.list[i]
		}
		if ed.end < ed.start {
			text = ed.text
			continue
		}
		if run := src[at:ed.start]; len(run) < chunk {
			scratch = append(scratch, run...)
		} else {
			if len(scratch) > 0 {
				if _, err := w.Write(scratch); err != nil {
					return scratch, err
				}
				scratch = scratch[:0]
			}
			if _, err := w.Write(run); err != nil {
				return scratch, err
			}
		}
		scratch = append(scratch, e.text[text:ed.text]...)
		if len(scratch) >= 4*chunk {
			if _, err := w.Write(scratch); err != nil {
				return scratch, err
			}
			scratch = scratch[:0]
		}
		at, text = ed.end, ed.text
	}
	if len(scratch) == 0 {
		return scratch, nil
	}
	_, err := w.Write(scratch)
	return scratch, err
}
