package edit

import (
	"slices"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// MaxDepth is how deep a request document may nest, the outermost object, array or root counted as 1 (contract section 4).
const MaxDepth = 64

// Filter is the strip rule: which properties of a request's record go on.
type Filter struct {
	// Record is the name of the member (element, key prefix, first path segment) that holds the record: BatchTaskInfo.
	Record string
	// Kept are the properties that a document keeps: the identity and the updatable ones.
	Kept *names.Set
	// Updatable are the properties that an operation of a JSON Patch may change.
	Updatable *names.Set
	// Structured are the kept properties that may hold an object, an array or child elements. All others hold one plain value.
	Structured *names.Set
	// Reserved are the names of a record's properties and of the record: what a reader that is led out of a structured
	// property could set.
	Reserved *names.Set
	// Known are names that documents usually have. A strip tells them by their position in here, which is faster than by
	// their text; what it does with them is the same.
	Known *names.Set
}

// NewFilter returns the rule for the properties of a request (contract section 4): the identity and the updatable ones are
// kept. Others are further properties that a batch task is known to have, such as its date-times.
func NewFilter(identity string, updatable, others []string) Filter {
	kept := append([]string{identity}, updatable...)
	var open []string
	for _, property := range updatable {
		if batchtask.MayBeStructured(property) {
			open = append(open, property)
		}
	}
	reserved := append(slices.Concat(kept, others), batchtask.Record)
	for i := range batchtask.Properties.Len() {
		reserved = append(reserved, batchtask.Properties.Name(i))
	}
	return Filter{
		Record:     batchtask.Record,
		Kept:       names.NewSet(kept...),
		Updatable:  names.NewSet(updatable...),
		Structured: names.NewSet(open...),
		Reserved:   names.NewSet(reserved...),
		Known:      batchtask.Properties,
	}
}
