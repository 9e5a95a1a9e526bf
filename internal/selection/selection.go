// Package selection parses $select, which names the properties to keep in a response (contract section 5).
package selection

import (
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// The limits of a $select.
const (
	MaxBytes  = 8 << 10 // decoded, and with several values joined
	MaxPaths  = 256
	MaxLevels = 32
)

// Node is one level of the selected paths: a rule for the members of an object. It is immutable.
type Node struct {
	names      *names.Set
	children   []*Node // indexed like names; nil for a name that is selected as a whole
	unselected edit.Verdict
}

// Member keeps a selected member, descends into one that has selected members, and nulls or omits any other.
func (n *Node) Member(name []byte) edit.Action {
	i := n.names.Index(name)
	if i < 0 {
		return edit.Action{Verdict: n.unselected}
	}
	if child := n.children[i]; child != nil {
		return edit.Action{Verdict: edit.Into, Within: child}
	}
	return edit.Action{Verdict: edit.Keep}
}

// Unselected returns the verdict on members that are not selected: edit.Null or edit.Omit.
func (n *Node) Unselected() edit.Verdict { return n.unselected }

// Parse parses a comma-separated list of paths, whose names are separated by slashes. Surrounding blanks and empty paths are
// ignored. It returns nil if everything is selected, by "*" or an empty list. Errors are of the kind problem.MalformedSelect.
func Parse(list string, unselected edit.Verdict) (*Node, error) {
	if len(list) > MaxBytes {
		return nil, problem.New(problem.MalformedSelect, "$select is longer than %d bytes", MaxBytes)
	}
	root := &branch{}
	paths, everything := 0, false
	for path := range strings.SplitSeq(list, ",") {
		levels, whole := split(path)
		if len(levels) == 0 {
			everything = everything || whole
			continue
		}
		if paths++; paths > MaxPaths {
			return nil, problem.New(problem.MalformedSelect, "$select has more than %d paths", MaxPaths)
		}
		if len(levels) > MaxLevels {
			return nil, problem.New(problem.MalformedSelect, "$select has a path with more than %d levels: %s",
				MaxLevels, problem.Quote(path))
		}
		root.add(levels)
	}
	if everything || paths == 0 {
		return nil, nil
	}
	return root.node(unselected), nil
}

// split returns the names in a path. It drops each trailing "*" and reports whether there was one: a/* is the same as a, and
// a path without any other name selects everything.
func split(path string) (levels []string, whole bool) {
	for name := range strings.SplitSeq(path, "/") {
		if name = strings.Trim(name, " \t"); name != "" {
			levels = append(levels, name)
		}
	}
	for n := len(levels); n > 0 && levels[n-1] == "*"; n-- {
		levels, whole = levels[:n-1], true
	}
	return levels, whole
}

// branch is a Node under construction.
type branch struct {
	whole    bool
	list     []string
	children []*branch
}

func (b *branch) add(levels []string) {
	for _, name := range levels {
		if b.whole {
			return
		}
		b = b.child(name)
	}
	b.whole = true
}

func (b *branch) child(name string) *branch {
	for i, have := range b.list {
		if names.Equal(have, name) {
			return b.children[i]
		}
	}
	child := &branch{}
	b.list = append(b.list, name)
	b.children = append(b.children, child)
	return child
}

func (b *branch) node(unselected edit.Verdict) *Node {
	n := &Node{names: names.NewSet(b.list...), children: make([]*Node, len(b.list)), unselected: unselected}
	for i, child := range b.children {
		if !child.whole {
			n.children[i] = child.node(unselected)
		}
	}
	return n
}
