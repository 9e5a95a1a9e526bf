package operation

import (
	"slices"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// NewFilter returns the rule for the properties of a request (contract section 4): the identity and the updatable ones are
// kept. Others are further properties that a batch task is known to have, such as its date-times.
func NewFilter(identity string, updatable, others []string) edit.Filter {
	kept := append([]string{identity}, updatable...)
	var open []string
	for _, property := range updatable {
		if MayBeStructured(property) {
			open = append(open, property)
		}
	}
	reserved := append(slices.Concat(kept, others), Record)
	for i := range Properties.Len() {
		reserved = append(reserved, Properties.Name(i))
	}
	return edit.Filter{
		Record:     Record,
		Kept:       names.NewSet(kept...),
		Updatable:  names.NewSet(updatable...),
		Structured: names.NewSet(open...),
		Reserved:   names.NewSet(reserved...),
		Known:      Properties,
	}
}
