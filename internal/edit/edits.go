// Package edit holds what the editors of all formats share: the rules that decide what happens to each property, and the
// edits that do it. An editor walks a document once, asks a rule about each property, and records edits. Kept bytes are
// copied, never re-encoded. The editors are jsonedit, xmledit and formedit. None of them depends on HTTP or Caddy.
package edit

import (
	"io"
	"slices"
)

// Edits is a list of replacements in a source text, in ascending order and without overlap. The zero value is ready for use.
// After a Reset it is used again without allocating.
type Edits struct {
	list []edit
	text []byte // the replacements, concatenated
	grow int    // the length of the result minus that of the source
	void int    // the number of edits in list that were undone

	converted [outcomes]int // the number of conversions by outcome
}

type edit struct {
	start, end int // the replaced part of the source; end is less than start if the edit was undone
	text       int // the end of the replacement in Edits.text; it starts at the end of the previous one
}

// Reset removes all edits but keeps the memory.
func (e *Edits) Reset() { *e = Edits{list: e.list[:0], text: e.text[:0]} }

// Len returns the number of edits. If it is 0, the result is equal to the source.
func (e *Edits) Len() int { return len(e.list) - e.void }

// Replace replaces src[start:end] by with.
func (e *Edits) Replace(start, end int, with string) {
	e.text = append(e.text, with...)
	e.record(start, end)
}

// Put replaces src[start:end] by the concatenated parts.
func (e *Edits) Put(start, end int, parts ...[]byte) {
	for _, part := range parts {
		e.text = append(e.text, part...)
	}
	e.record(start, end)
}

// Append adds the edits recorded in from since m.
func (e *Edits) Append(from *Edits, m Mark) {
	for i := m.edits; i < len(from.list); i++ {
		ed := from.list[i]
		e.Put(ed.start, ed.end, from.text[from.textBefore(i):ed.text])
	}
}

// InsertFirst inserts with at offset at, which must not be after any edit recorded so far.
func (e *Edits) InsertFirst(at int, with []byte) {
	e.list = slices.Insert(e.list, 0, edit{start: at, end: at})
	e.text = slices.Insert(e.text, 0, with...)
	for i := range e.list {
		e.list[i].text += len(with)
	}
	e.grow += len(with)
}

// Delete deletes src[start:end]. If the previous edit is a deletion that ends at start, it is extended.
func (e *Edits) Delete(start, end int) {
	if n := len(e.list); n > 0 && e.list[n-1].end == start && e.list[n-1].text == e.textBefore(n-1) {
		e.list[n-1].end = end
		e.grow -= end - start
		return
	}
	e.record(start, end)
}

// Convert converts text, the decoded form of src[start:end], by c and counts the outcome. It replaces src[start:end] if the
// outcome is Converted, and reports whether it did.
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

// Unreadable counts a value that contains no text to convert.
func (e *Edits) Unreadable() { e.converted[Unreadable]++ }

// Conversions returns the number of conversions with an outcome, without those that were rolled back.
func (e *Edits) Conversions(o Outcome) int { return e.converted[o] }

func (e *Edits) record(start, end int) {
	e.list = append(e.list, edit{start, end, len(e.text)})
	e.grow += len(e.text) - e.textBefore(len(e.list)-1) - (end - start)
}

// textBefore returns the start of the replacement of edit i.
func (e *Edits) textBefore(i int) int {
	if i == 0 {
		return 0
	}
	return e.list[i-1].text
}

// Mark is a state of Edits to roll back to.
type Mark struct {
	edits, text, grow, void int
	converted               [outcomes]int
}

// Mark returns the current state.
func (e *Edits) Mark() Mark { return Mark{len(e.list), len(e.text), e.grow, e.void, e.converted} }

// Rollback discards everything recorded since m. It is valid only if no Delete since then has extended an edit older than m,
// which is certain if some of the source before m is kept.
func (e *Edits) Rollback(m Mark) {
	e.list, e.text = e.list[:m.edits], e.text[:m.text]
	e.grow, e.void, e.converted = m.grow, m.void, m.converted
}

// Span is what was recorded between two marks.
type Span struct{ From, To Mark }

// RollbackExcept is like Rollback, but keeps what was recorded in the given spans, which must be in order. It takes time in
// proportion to what it discards, not to what it keeps.
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

// Size returns the length of the result for a source of a given length.
func (e *Edits) Size(source int) int { return source + e.grow }

// Cap returns the number of bytes allocated, by which a pool decides whether to keep e.
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

// chunk is the size in bytes from which a kept run is written directly instead of being gathered first.
const chunk = 4 << 10

// WriteTo writes the result of the edits on src to w, in few writes and without building it in memory. It gathers short runs
// in scratch, which it returns for reuse.
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
