package xmledit

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// isEntry reports whether the last start tag is that of a dictionary's entry, by the name that DataContractSerializer gives
// it: KeyValueOfstringstring, KeyValueOfstringFieldPropertyoVBfM_S4.
func (v *reshaper) isEntry() bool { return names.HasPrefix(v.local(), "KeyValueOf") }

// entry does with a dictionary's entry, whose start tag has just been read, what rule says of the member that its Key
// names. An element without a Key that is text is no entry, but a member by its own name.
func (v *reshaper) entry(rule edit.Rule) (stays, ok bool) {
	el, depth := v.element(), len(v.open)-1
	key, first, ok := v.entryKey()
	if !ok {
		return false, false
	}
	var action edit.Action
	if key >= 0 {
		action = rule.Member(v.joinText().whole)
		switch action.Verdict {
		case edit.Keep:
			return true, v.closeTo(depth)
		case edit.Omit:
			return false, v.closeTo(depth) && !v.unselect(&el, edit.Omit, &v.edits)
		}
		if first {
			return v.entryValue(&el, key, action, rule.Unselected())
		}
	}
	// What came before the name was known is read again.
	if !v.closeTo(depth) {
		return false, false
	}
	v.pos = el.start
	v.next()
	if key < 0 {
		return v.member(rule.Member(v.local()))
	}
	return v.entryValue(&el, key, action, rule.Unselected())
}

// entryKey reads an entry up to the end of its Key, and returns where that begins and whether it is the first child. The Key's
// text is then in v.runs. Without a Key, or if that is not text, at is -1.
func (v *reshaper) entryKey() (at int, first, ok bool) {
	for first = true; ; {
		switch v.next() {
		case tokenStart:
			if names.Equal(v.local(), "Key") {
				at = v.start
				isText, ok := v.readText()
				if !isText {
					at = -1
				}
				return at, first, ok
			}
			if first = false; !v.skip() {
				return -1, false, false
			}
		case tokenEnd:
			return -1, first, true
		case tokenBad:
			return -1, first, false
		}
	}
}

// entryValue does with the rest of an entry's children what action says of its Value. The Key, which begins at offset key, stays
// with it, and others is what becomes of any other child.
func (v *reshaper) entryValue(el *element, key int, action edit.Action, others edit.Verdict) (stays, ok bool) {
	edits := v.edits.mark()
	for {
		switch v.next() {
		case tokenStart:
			var kept bool
			switch {
			case v.start == key:
				ok = v.skip()
			case names.Equal(v.local(), "Value"):
				kept, ok = v.member(action)
			default:
				kept, ok = v.member(edit.Action{Verdict: others})
			}
			if !ok {
				return false, false
			}
			stays = stays || kept
		case tokenEnd:
			if !stays && others == edit.Omit {
				v.edits.rollback(edits)
				return v.unselect(el, edit.Omit, &v.edits), true
			}
			return true, true
		case tokenBad:
			return false, false
		}
	}
}
