package operation

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Answer is the rule for the properties of an answered record: $select and SO-TimeZone in one. The zero value leaves
// everything as it is.
type Answer struct {
	// Selection says which properties are selected; nil selects all.
	Selection edit.Rule
	// DateTimes are the properties that hold a date-time, and Converters how each is converted, by position. Without
	// converters they stay as they are.
	DateTimes  *names.Set
	Converters []edit.Converter
}

// Member asks the selection first: what it nulls needs no conversion.
func (a *Answer) Member(name []byte) edit.Action {
	if a.Selection != nil {
		if action := a.Selection.Member(name); action.Verdict != edit.Keep {
			return action
		}
	}
	if a.Converters != nil {
		if i := a.DateTimes.Index(name); i >= 0 {
			return edit.Action{Verdict: edit.Convert, Text: a.Converters[i]}
		}
	}
	return edit.Action{Verdict: edit.Keep}
}

// Unselected is never asked of a record: it has members.
func (a *Answer) Unselected() edit.Verdict { return edit.Keep }
