package aspnet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A judge compares what the framework binds if an input is sent through a guard with what it binds if it is sent directly.
type judge struct {
	direct   *peer
	guards   []*guard
	through  []*peer                      // the guards, in the same order
	defaults map[string]map[string]string // what an empty record is bound as, by variant
	refused  []refusal                    // of inputs that the framework binds
	counts   map[string]int
}

func newJudge(guards []*guard) *judge {
	j := &judge{direct: &peer{addr: api}, guards: guards, counts: map[string]int{}, defaults: map[string]map[string]string{}}
	for _, g := range guards {
		j.through = append(j.through, &peer{addr: g.addr})
	}
	return j
}

func (j *judge) close() {
	j.direct.close()
	for _, p := range j.through {
		p.close()
	}
}

// empty returns what a variant binds a record without members as.
func (j *judge) empty(variant string) (map[string]string, error) {
	if !strings.HasPrefix(variant, "loose") {
		variant = "default"
	}
	if bound := j.defaults[variant]; bound != nil {
		return bound, nil
	}
	o, err := ask(j.direct, input{variant, mediaJSON, `{"BatchTaskInfo":{}}`})
	if err == nil && !o.clean() {
		err = fmt.Errorf("the framework does not bind an empty record: %s", o.text)
	}
	j.defaults[variant] = o.bound
	return o.bound, err
}

// judge sends an input directly and through every guard, and returns an error if the framework must not have bound it so.
func (j *judge) judge(in input) error {
	empty, err := j.empty(in.variant)
	if err != nil {
		return err
	}
	direct, err := ask(j.direct, in)
	if err != nil {
		return err
	}
	j.counts["inputs"]++
	if direct.clean() {
		j.counts["bound directly"]++
	}
	for i, g := range j.guards {
		if strings.HasSuffix(g.name, "reject") && j.counts["inputs"]%4 != 0 {
			continue // these refuse most inputs
		}
		guarded, err := ask(j.through[i], in)
		if err == nil {
			err = j.compare(in, g, empty, direct, guarded)
		}
		if err != nil {
			return fmt.Errorf("guard %s: %v\ndirectly: %s\nguarded: %s", g.name, err, direct.summary(empty), guarded.summary(empty))
		}
	}
	return nil
}

func (j *judge) compare(in input, g *guard, empty map[string]string, direct, guarded outcome) error {
	if guarded.refusal != "" {
		j.counts["refused by "+g.name]++
		if direct.clean() && guarded.status != 422 {
			j.refused = append(j.refused, refusal{guarded.refusal, in})
		}
		return nil
	}
	j.counts["bound through "+g.name]++
	for name, value := range guarded.bound {
		if !slices.Contains(g.kept, name) && value != empty[name] {
			return fmt.Errorf("%s is set to %s", name, value)
		}
	}
	if !direct.clean() || in.isForm() && strings.HasPrefix(in.body, "\ufeff") {
		// Whatever the framework objects to may have been stripped. The byte-order mark of a form, which the guard drops, is
		// part of the first key to the framework.
		return nil
	}
	if guarded.bound == nil && guarded.status == 200 && len(guarded.errors) == 0 {
		guarded.bound = empty // everything was stripped, and the framework binds that as null
	}
	if !guarded.clean() {
		if guarded.stripped != "" && (direct.setsNone(g.kept, empty) || in.is("xml") || in.isForm() || in.hasMetadata()) {
			// What was stripped made the framework skip the part that it objects to, z:Ref refers to it, or it is another key
			// of a form for the same property.
			j.counts["an error only through the guard"]++
			return nil
		}
		return errors.New("is bound directly but not through the guard")
	}
	for _, name := range g.kept {
		got, want := guarded.bound[name], direct.bound[name]
		switch {
		case got == want:
		case want == empty[name] && guarded.stripped != "":
			// What was stripped misled the framework: DataContractSerializer skips elements that are out of alphabetical
			// order, and Newtonsoft.Json ends an object at an invalid $id.
			j.counts["bound only through the guard"]++
		case got == empty[name] && guarded.stripped != "" && !in.gives(name), in.nests(name, guarded.hasStripped):
			j.counts["stripped, and bound directly from elsewhere"]++
		case guarded.stripped != "" && (in.isForm() || in.hasMetadata()) || guarded.hasStripped(name):
			// The property is given in several places, of which the guard recognizes one. The others are another key of a form,
			// a value that metadata leads out of, or a member beside the record.
			j.counts["given in several places"]++
		default:
			return fmt.Errorf("%s is %s, want %s; reported as stripped: %q", name, got, want, guarded.stripped)
		}
	}
	return nil
}
