package xmledit

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// isEntry reports whether the last start tag is named like an entry of a dictionary. DataContractSerializer names entries
// KeyValueOfstringstring, KeyValueOfstringFieldPropertyoVBfM_S4 and so on.
func (v *reshaper) isEntry() bool { return names.HasPrefix(v.local(), "KeyValueOf") }

// entry applies rule to a dictionary entry whose start tag has just been read, as a member named by its Key. An element
// without a Key that is plain text is treated as a member with the element's own name. stays reports whether the element is
// kept.
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
	// Children before the Key must be read again, now that the member's name is known.
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

// entryKey reads an entry up to the end of its Key. It returns the offset of the Key and whether it is the first child, and
// leaves the Key's text in v.runs. at is -1 if there is no Key or it has child elements.
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

// entryValue applies action to an entry's Value and others to its other children. The Key at offset key is kept if the
// entry is.
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
