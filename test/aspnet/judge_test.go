package aspnet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A judge compares what the framework binds behind a guard with what it binds when asked directly.
type judge struct {
	direct   *peer
	guards   []*guard
	behind   []*peer
	defaults map[string]map[string]string // by variant: what an empty record is bound as
	refused  []refusal                    // of what the framework takes
	counts   map[string]int
}

func newJudge(guards []*guard) *judge {
	j := &judge{direct: &peer{addr: api}, guards: guards, counts: map[string]int{}, defaults: map[string]map[string]string{}}
	for _, g := range guards {
		j.behind = append(j.behind, &peer{addr: g.addr})
	}
	return j
}

func (j *judge) close() {
	j.direct.close()
	for _, p := range j.behind {
		p.close()
	}
}

// empty returns what the variant binds a record without members as.
func (j *judge) empty(variant string) (map[string]string, error) {
	if !strings.HasPrefix(variant, "loose") {
		variant = "default"
	}
	if bound := j.defaults[variant]; bound != nil {
		return bound, nil
	}
	o, err := ask(j.direct, input{variant, mediaJSON, `{"BatchTaskInfo":{}}`})
	if err == nil && !o.clean() {
		err = fmt.Errorf("an empty record is not bound: %s", o.text)
	}
	j.defaults[variant] = o.bound
	return o.bound, err
}

// judge sends an input directly and through every guard, and returns what is wrong.
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
			continue // they refuse most of what there is
		}
		guarded, err := ask(j.behind[i], in)
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
	j.counts["bound behind "+g.name]++
	for name, value := range guarded.bound {
		if !slices.Contains(g.kept, name) && value != empty[name] {
			return fmt.Errorf("%s is set to %s", name, value)
		}
	}
	if !direct.clean() || in.isForm() && strings.HasPrefix(in.body, "\ufeff") {
		// What was wrong with it may have been stripped. A form's byte-order mark, which the guard drops, is to the
		// framework the beginning of the first key.
		return nil
	}
	if guarded.bound == nil && guarded.status == 200 && len(guarded.errors) == 0 {
		guarded.bound = empty // nothing was left, and that is bound as null
	}
	if !guarded.clean() {
		if guarded.stripped != "" && (direct.setsNone(g.kept, empty) || in.is("xml")) {
			// What was stripped had led the reader past what is wrong with the rest, or z:Ref refers to it.
			j.counts["an error of the framework's that it hasn't directly"]++
			return nil
		}
		return errors.New("is not bound, as it is directly")
	}
	for _, name := range g.kept {
		got, want := guarded.bound[name], direct.bound[name]
		switch {
		case got == want:
		case want == empty[name] && guarded.stripped != "":
			// What was stripped had led the reader astray: DataContractSerializer passes over elements that are out of
			// alphabetical order, Newtonsoft.Json ends an object at a $id that is none.
			j.counts["bound where it isn't directly"]++
		case got == empty[name] && guarded.stripped != "" && !in.gives(name):
			j.counts["stripped where the framework finds it elsewhere"]++
		case guarded.stripped != "" && (in.isForm() || in.hasMetadata()) || guarded.hasStripped(name):
			// Given in several places, of which the guard knows one: under another key of a form, inside of what metadata
			// leads out of, beside the record.
			j.counts["given in several places"]++
		default:
			return fmt.Errorf("%s is %s and not %s, and %q is said to be stripped", name, got, want, guarded.stripped)
		}
	}
	return nil
}
