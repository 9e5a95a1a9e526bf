package operation

import (
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/rewrite"
)

// Answer is the rule for the properties of an answered record: $select and SO-TimeZone in one. The zero value leaves
// everything as it is.
type Answer struct {
	// Selection says which properties are selected; nil selects all.
	Selection rewrite.Rule
	// DateTimes are the properties that hold a date-time, and Converters how each is converted, by position. Without
	// converters they stay as they are.
	DateTimes  *names.Set
	Converters []rewrite.Converter
}

// Member asks the selection first: what it nulls needs no conversion.
func (a *Answer) Member(name []byte) rewrite.Action {
	if a.Selection != nil {
		if action := a.Selection.Member(name); action.Verdict != rewrite.Keep {
			return action
		}
	}
	if a.Converters != nil {
		if i := a.DateTimes.Index(name); i >= 0 {
			return rewrite.Action{Verdict: rewrite.Convert, Text: a.Converters[i]}
		}
	}
	return rewrite.Action{Verdict: rewrite.Keep}
}

// Unselected is never asked of a record: it has members.
func (a *Answer) Unselected() rewrite.Verdict { return rewrite.Keep }
