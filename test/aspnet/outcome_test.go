package aspnet

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// An outcome is what became of an input: it was bound, or refused by the guard, or the framework threw.
type outcome struct {
	status   int
	bound    map[string]string // property to JSON; nil where nothing was bound
	errors   []string          // of the model state
	refusal  string            // the problem's detail, if the guard refused
	stripped string            // the names that the guard says it has stripped
	text     string            // the response's body
}

// clean reports whether the framework has bound a record and had nothing to object to.
func (o outcome) clean() bool { return o.bound != nil && len(o.errors) == 0 }

// set returns the properties that have another value than in an empty record, as JSON.
func (o outcome) set(empty map[string]string) string {
	set := map[string]json.RawMessage{}
	for name, value := range o.bound {
		if value != empty[name] {
			set[name] = json.RawMessage(value)
		}
	}
	text, _ := json.Marshal(set) // raw messages that were decoded
	return string(text)
}

// setsNone reports whether all of the named properties have the values of an empty record.
func (o outcome) setsNone(names []string, empty map[string]string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return o.bound[name] != empty[name] })
}

func (o outcome) summary(empty map[string]string) string {
	if o.bound == nil {
		return fmt.Sprint(o.status, " ", o.text)
	}
	return fmt.Sprint(o.set(empty), " ", o.errors)
}

// hasStripped reports whether the guard says that it has stripped a member of that name.
func (o outcome) hasStripped(name string) bool {
	return slices.ContainsFunc(strings.Split(o.stripped, ","), func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), name) })
}

// ask sends an input and returns what became of it.
func ask(p *peer, in input) (outcome, error) {
	resp, err := p.send(in.request())
	if err != nil {
		return outcome{}, err
	}
	return outcomeOf(resp)
}

func outcomeOf(resp *response) (outcome, error) {
	o := outcome{status: resp.status, text: resp.body, stripped: resp.header.Get("X-Stripped-Properties")}
	switch contentType := resp.header.Get("Content-Type"); {
	case strings.HasPrefix(contentType, "application/problem+json"):
		var problem struct{ Detail string }
		if err := json.Unmarshal([]byte(resp.body), &problem); err != nil {
			return o, err
		}
		if o.refusal = problem.Detail; o.refusal == "" || resp.status < 400 || resp.status > 499 {
			return o, fmt.Errorf("a refusal that does not say why: %d %s", resp.status, resp.body)
		}
	case resp.status == 200 && strings.HasPrefix(contentType, "text/plain"):
		var answer struct {
			Bound  map[string]json.RawMessage
			Errors []string
		}
		if err := json.Unmarshal([]byte(resp.body), &answer); err != nil {
			return o, fmt.Errorf("%v in %s", err, resp.body)
		}
		o.errors = answer.Errors
		if answer.Bound != nil {
			o.bound = map[string]string{}
			for name, value := range answer.Bound {
				o.bound[name] = string(value)
			}
		}
	}
	return o, nil
}
