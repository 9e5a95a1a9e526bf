package main

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// markdown returns the results as Markdown, for both the terminal and the page.
func (b *bench) markdown(machine [][]string) string {
	var w strings.Builder
	section := func(title string, table [][]string) {
		if len(table) > 1 {
			fmt.Fprintf(&w, "### %s\n\n%s\n", title, align(table))
		}
	}
	section("Targets", b.targetTable())
	for _, g := range b.groups {
		section(g.title, b.groupTable(&g))
	}
	if b.latencies != nil {
		section(fmt.Sprintf("Latency of the sample at %.0f requests/s, half of what the full job reaches", b.latencyRate),
			b.latencyTable())
	}
	section("Resident memory, with large requests that the upstream keeps waiting", b.memoryTable())
	fmt.Fprintf(&w, "### The machine\n\n%s\n", align(append([][]string{{"", ""}}, machine...)))
	fmt.Fprintf(&w, "Figures are medians of %d rounds of %d s, wrk with %d thread and %d connections. "+
		"A ratio is the median of the ratios of each round.\n", b.options.rounds, b.options.seconds, wrkThreads, wrkConnections)
	return w.String()
}

func (b *bench) targetTable() [][]string {
	table := [][]string{{"what", "target", "hoped for", "measured", "rounds", "holds"}}
	for _, t := range b.targets() {
		table = append(table, t.row())
	}
	return table
}

// groupTable returns the figures of a group's cases. Processor time is given in seconds per 1,000 requests, which equals
// milliseconds per request.
func (b *bench) groupTable(g *group) [][]string {
	table := [][]string{{
		"", "requests/s", "over its base", "CPU s per 1,000", "over its base", "allocations", "added", "KB allocated", "added",
	}}
	for _, c := range g.cases {
		figure := func(m metric) float64 { return median(b.results.of(g.name, c.name, m)) }
		row := []string{
			c.name,
			fmt.Sprintf("%.0f", figure(perSecond)), "",
			fmt.Sprintf("%.4f", 1000*figure(cpu)), "",
			asCount(figure(objects)), "",
			asCount(figure(allocated) / 1000), "",
		}
		if c.base != "" {
			against := func(m metric, combine func(over, under float64) float64) float64 {
				return median(b.results.pair(g.name, c.name, c.base, m, combine))
			}
			row[2] = asRatio(against(perSecond, ratio))
			row[4] = asRatio(against(cpu, ratio))
			row[6] = fmt.Sprintf("%+.1f", against(objects, difference))
			row[8] = fmt.Sprintf("%+.1f", against(allocated, difference)/1000)
		}
		table = append(table, row)
	}
	return table
}

func (b *bench) latencyTable() [][]string {
	table := [][]string{{"", "median", "p99"}}
	for _, c := range latencyCases {
		if l := b.latencies[c.name]; l != nil {
			table = append(table, []string{c.name, micros(median(l.p50)), micros(median(l.p99))})
		}
	}
	return table
}

func micros(d time.Duration) string { return asMicros(d.Seconds()) }

func (b *bench) memoryTable() [][]string {
	table := [][]string{{"", "requests", "before", "in flight", "each", "peak", "afterwards"}}
	for _, r := range b.memory {
		mb := func(size uint64) string { return fmt.Sprintf("%.0f MB", float64(size)/1e6) }
		table = append(table, []string{
			r.name, fmt.Sprintf("%d of %.0f KB", r.requests, float64(r.size)/1000),
			mb(r.start), mb(r.waiting), asMB(r.perRequest()), mb(r.peak), mb(r.after),
		})
	}
	return table
}

// align returns rows, the first of which is the header, as a Markdown table with aligned columns.
func align(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell), len("---"))
		}
	}
	var w strings.Builder
	for n, row := range rows {
		for i, cell := range row {
			w.WriteString("| " + cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)+1))
		}
		w.WriteString("|\n")
		if n == 0 {
			for _, width := range widths {
				w.WriteString("|" + strings.Repeat("-", width+2))
			}
			w.WriteString("|\n")
		}
	}
	return w.String()
}
