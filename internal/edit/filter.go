package edit

import (
	"slices"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// MaxDepth is the maximum depth of a request's document (contract section 4). The outermost object, array or root has depth 1.
const MaxDepth = 64

// Filter is the rule for requests: which properties of the record are forwarded. A record is a BatchTaskInfo.
type Filter struct {
	// Record is the name of the member (element, key prefix, first path segment) that holds the record: BatchTaskInfo.
	Record string
	// Kept has the properties that are kept in a document: the identity and the updatable ones.
	Kept *names.Set
	// Updatable has the properties that an operation in a JSON Patch may change.
	Updatable *names.Set
	// Structured has the kept properties that may hold an object, an array or child elements. Others hold one plain value.
	Structured *names.Set
	// Reserved has the names of the record and of its properties. A parser that can be led out of a structured property could
	// set these.
	Reserved *names.Set
	// Known has names that are common in documents. They are tracked by their index, which is faster than by their text. It
	// has no effect on the result.
	Known *names.Set
}

// NewFilter returns the filter that keeps the identity and the updatable properties (contract section 4). others names
// further properties that a batch task may have, such as its date-times.
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
