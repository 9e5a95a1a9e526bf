package explain

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode/utf8"
)

// WriteText writes the report for a person to read.
func (report *Report) WriteText(w io.Writer, colors bool) error {
	p := &painter{w: w, colors: colors}
	p.verdict(report)
	h := report.Handler
	where := fmt.Sprintf("%d of %d, %s", h.Number, h.Of, h.Config)
	if len(h.Listen)+len(h.Hosts) > 0 {
		where += " (" + strings.Join(append(append([]string(nil), h.Listen...), h.Hosts...), ", ") + ")"
	}
	p.line("Guard", where)
	p.line("Request", report.Request.Method+" "+report.Request.Target)
	for _, note := range report.Notes {
		p.line("Note", note)
	}
	p.step("Taken", report.Taken.Taken, report.Taken.Reason)
	if a := report.Admission; a != nil {
		p.step("Admitted", a.Admitted, a.Reason)
	}
	if report.Body != nil {
		p.body(report.Body)
	}
	if r := report.Rejection; r != nil {
		p.line("Refused", fmt.Sprintf("%d %s: %s", r.Status, r.Kind, r.Detail))
	}
	if u := report.Upstream; u != nil {
		p.line("Upstream", u.Method+" "+u.Target)
		p.content(&u.Content)
	}
	if report.Answer != nil {
		p.answer(report.Answer)
	}
	if report.Client != nil {
		p.client(report.Client)
	}
	return p.err
}

const (
	labelWidth = 10
	indent     = "          "
)

func (p *painter) line(label, text string) {
	p.printf("%s%s\n", p.pad(bold, label, labelWidth), printable(text))
}

func (p *painter) step(label string, yes bool, reason string) {
	answer := p.in(red, "no")
	if yes {
		answer = p.in(green, "yes")
	}
	p.printf("%s%s: %s\n", p.pad(bold, label, labelWidth), answer, printable(reason))
}

func (p *painter) verdict(report *Report) {
	switch report.Outcome {
	case Forwarded:
		p.printf("%s\n\n", p.in(green, "FORWARDED to the API"))
	case Rejected:
		r := report.Rejection
		p.printf("%s\n\n", p.in(red, fmt.Sprintf("REJECTED by the guard: %d %s", r.Status, r.Kind)))
	default:
		p.printf("%s\n\n", p.in(yellow, "NOT THE OPERATION: passes the guard"))
	}
}

// The marks of verdicts and changes, and their colors.
var (
	verdictMarks = map[Verdict]string{Kept: "+", Stripped: "-", Nulled: "-", Omitted: "-", Converted: "~"}
	changeMarks  = map[Change]string{Same: " ", Added: "+", Removed: "-", Changed: "~"}
	markColors   = map[string]color{"+": green, "-": red, "~": yellow, " ": ""}
)

func (p *painter) body(b *Body) {
	p.line("Body", fmt.Sprintf("%s, %d kept, %d stripped", b.Format, b.Kept, b.Stripped))
	width := 0
	for _, property := range b.Properties {
		width = max(width, utf8.RuneCountInString(printable(property.label())))
	}
	for _, property := range b.Properties {
		mark := verdictMarks[property.Verdict]
		p.printf("%s%s %s  %s  %s\n", indent, p.in(markColors[mark], mark), p.pad(markColors[mark], property.label(), width),
			p.pad("", string(property.Verdict), len(Stripped)), p.in(faint, property.Reason))
	}
}

func (property *Property) label() string {
	if property.Operation != "" {
		return property.Operation
	}
	return property.Name
}

func (p *painter) content(c *Content) {
	for _, h := range c.Headers {
		mark := changeMarks[h.Change]
		value := h.Value
		if h.Change == Removed {
			value = h.Was
		}
		p.printf("%s%s %s", indent, p.in(markColors[mark], mark), p.in(markColors[mark], h.Name+": "+value))
		if h.Change == Changed {
			p.printf("  %s", p.in(faint, "was "+h.Was))
		}
		p.printf("\n")
	}
	switch {
	case c.BodyBase64 != nil:
		p.printf("\n%s  %s\n", indent, p.in(faint, fmt.Sprintf("%d bytes that are not text", len(c.BodyBase64))))
	case c.Body != "":
		p.printf("\n")
		for line := range strings.Lines(c.Body) {
			p.printf("%s  %s\n", indent, printable(strings.TrimRight(line, "\r\n")))
		}
	}
	if c.BodyBase64 != nil || c.Body != "" {
		p.printf("\n")
	}
}

func (p *painter) answer(a *Answer) {
	var asked []string
	if a.Select != "" {
		asked = append(asked, "$select "+a.Select)
	}
	if a.TimeZone != "" {
		zone := "SO-TimeZone " + a.TimeZone + " (base " + a.Base + ")"
		if a.IncludeOffset {
			zone += " with offsets"
		}
		asked = append(asked, zone)
	}
	result := strings.ReplaceAll(a.Result, "_", " ")
	if len(asked) == 0 {
		asked = append(asked, a.Reason) // why nothing is
	} else if a.Reason != "" {
		result += ": " + a.Reason
	}
	p.line("Asked", strings.Join(asked, "; "))
	if a.Result == "" {
		return
	}
	p.line("Answer", result)
	width := 0
	for _, v := range a.Properties {
		width = max(width, utf8.RuneCountInString(printable(v.Path)))
	}
	for i, v := range a.Properties {
		if a.Records > 1 && (i == 0 || a.Properties[i-1].Record != v.Record) {
			p.printf("%srecord %d\n", indent, v.Record)
		}
		p.value(v, width)
	}
}

// value writes a line about a property, whose path is padded to a width.
func (p *painter) value(v Value, width int) {
	mark := verdictMarks[v.Verdict]
	details := p.in(faint, v.Reason)
	switch {
	case v.To != "":
		// The rule is longer than what is left of the line.
		details = fmt.Sprintf("%s → %s\n%s%*s%s", printable(v.From), p.in(yellow, v.To),
			indent, len("~ ")+width+len(Converted)+2*len("  "), "", details)
	case v.From != "":
		details = printable(v.From) + "  " + details
	}
	line := fmt.Sprintf("%s%s %s  %s  %s", indent, p.in(markColors[mark], mark), p.pad(markColors[mark], v.Path, width),
		p.pad("", string(v.Verdict), len(Converted)), details)
	p.printf("%s\n", strings.TrimRight(line, " "))
}

func (p *painter) client(c *Client) {
	switch {
	case c.BySite:
		p.line("Client", fmt.Sprintf("%d, written by the site's handle_errors (errors caddy)", c.Status))
	case c.Status == 0:
		p.line("Client", "whatever the API answers, with")
	default:
		p.line("Client", strings.TrimSpace(fmt.Sprintf("%d %s", c.Status, http.StatusText(c.Status))))
	}
	p.content(&c.Content)
}
