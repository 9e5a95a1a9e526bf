package timezone

import (
	"fmt"
	"strings"
)

// rule is what a TZif footer says of the time after the last transition: a POSIX TZ string, with RFC 9636's extension of
// times from -167 to 167 hours.
type rule struct {
	standard, saving int32 // offsets in seconds east of UTC
	saves            bool  // whether there is daylight saving time at all
	start, end       dayRule
}

// dayRule is when a rule's daylight saving time begins or ends in a year.
type dayRule struct {
	form             byte // 'M' month, week, weekday; 'J' day 1–365, never 29 February; 'N' day 0–365
	month, week, day int
	second           int32 // after midnight of that day, on the clock in force before
}

// transition is an instant in Unix seconds and the offset from then on.
type transition struct {
	at     int64
	offset int32
}

// transitions returns the year's two transitions in the order of time.
func (r *rule) transitions(year int) [2]transition {
	start := transition{r.start.local(year) - int64(r.standard), r.saving}
	end := transition{r.end.local(year) - int64(r.saving), r.standard}
	if end.at < start.at {
		return [2]transition{end, start}
	}
	return [2]transition{start, end}
}

// local returns the rule's moment in the year on the clock in force before it, in seconds from 1970-01-01T00:00:00.
func (d *dayRule) local(year int) int64 {
	var day int64
	switch d.form {
	case 'M':
		first := days(year, d.month, 1)
		// 1970-01-01 was a Thursday, which is day 4.
		weekday := int(((first+4)%7 + 7) % 7)
		n := (d.day-weekday+7)%7 + (d.week-1)*7
		if n >= daysIn(year, d.month) {
			n -= 7 // week 5 is the last one, which may be the fourth
		}
		day = first + int64(n)
	case 'J':
		day = days(year, 1, 1) + int64(d.day) - 1
		if leap(year) && d.day >= 60 {
			day++
		}
	default:
		day = days(year, 1, 1) + int64(d.day)
	}
	return day*secondsPerDay + int64(d.second)
}

// parseRule reads a POSIX TZ string such as CET-1CEST,M3.5.0,M10.5.0/3.
func parseRule(text string) (*rule, error) {
	p := ruleParser{rest: text}
	r := &rule{}
	p.name()
	r.standard = -p.clock()
	if p.rest != "" {
		r.saves = true
		p.name()
		r.saving = r.standard + 3600
		if p.rest != "" && p.rest[0] != ',' {
			r.saving = -p.clock()
		}
		r.start = p.day()
		r.end = p.day()
	}
	if p.failed || p.rest != "" {
		return nil, fmt.Errorf("rule %q can't be read", text)
	}
	return r, nil
}

// ruleParser takes a TZ string apart from the left; failed says that something was not of the form.
type ruleParser struct {
	rest   string
	failed bool
}

// take drops prefix if the rest begins with it.
func (p *ruleParser) take(prefix string) bool {
	rest, ok := strings.CutPrefix(p.rest, prefix)
	p.rest = rest
	return ok
}

// name drops an abbreviation: letters, or anything between < and >.
func (p *ruleParser) name() {
	end := 0
	if p.take("<") {
		end = strings.IndexByte(p.rest, '>') + 1
	} else {
		for end < len(p.rest) && ('A' <= p.rest[end]&^0x20 && p.rest[end]&^0x20 <= 'Z') {
			end++
		}
	}
	p.failed = p.failed || end == 0
	p.rest = p.rest[end:]
}

// number takes a number up to limit.
func (p *ruleParser) number(limit int) int {
	n, digits := 0, 0
	for digits < len(p.rest) && '0' <= p.rest[digits] && p.rest[digits] <= '9' && n <= limit {
		n = n*10 + int(p.rest[digits]-'0')
		digits++
	}
	p.failed = p.failed || digits == 0 || n > limit
	p.rest = p.rest[digits:]
	return n
}

// clock takes [+-]h[:m[:s]] and returns it in seconds.
func (p *ruleParser) clock() int32 {
	negative := p.take("-")
	if !negative {
		p.take("+")
	}
	seconds := p.number(167) * 3600
	if p.take(":") {
		seconds += p.number(59) * 60
		if p.take(":") {
			seconds += p.number(59)
		}
	}
	if negative {
		seconds = -seconds
	}
	return int32(seconds)
}

// day takes ,date[/time].
func (p *ruleParser) day() dayRule {
	d := dayRule{form: 'N', second: 2 * 3600}
	p.failed = p.failed || !p.take(",")
	switch {
	case p.take("M"):
		d.form = 'M'
		d.month = p.number(12)
		p.failed = p.failed || !p.take(".")
		d.week = p.number(5)
		p.failed = p.failed || !p.take(".") || d.month == 0 || d.week == 0
		d.day = p.number(6)
	case p.take("J"):
		d.form = 'J'
		d.day = p.number(365)
		p.failed = p.failed || d.day == 0
	default:
		d.day = p.number(365)
	}
	if p.take("/") {
		d.second = p.clock()
	}
	return d
}
