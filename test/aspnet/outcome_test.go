package aspnet

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// An outcome is the result of an input: the framework bound it or threw, or the guard refused it.
type outcome struct {
	status   int
	bound    map[string]string // the properties in JSON, by name; nil if nothing was bound
	errors   []string          // in the model state
	refusal  string            // the problem's detail, if the guard refused
	stripped string            // the names that the guard reports as stripped
	text     string            // the response's body
}

// clean reports whether the framework bound a record without errors.
func (o outcome) clean() bool { return o.bound != nil && len(o.errors) == 0 }

// set returns the properties whose values differ from those of an empty record, as JSON.
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

// hasStripped reports whether the guard reports a name as stripped.
func (o outcome) hasStripped(name string) bool {
	return slices.ContainsFunc(strings.Split(o.stripped, ","), func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), name) })
}

// ask sends an input and returns its outcome.
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
			return o, fmt.Errorf("a refusal without a reason: %d %s", resp.status, resp.body)
		}
	case resp.status == 200 && strings.HasPrefix(contentType, "text/plain"):
		var result struct {
			Bound  map[string]json.RawMessage
			Errors []string
		}
		if err := json.Unmarshal([]byte(resp.body), &result); err != nil {
			return o, fmt.Errorf("%v in %s", err, resp.body)
		}
		o.errors = result.Errors
		if result.Bound != nil {
			o.bound = map[string]string{}
			for name, value := range result.Bound {
				o.bound[name] = string(value)
			}
		}
	}
	return o, nil
}
