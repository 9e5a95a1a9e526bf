package main

import (
	"fmt"
	"html"
	"math"
	"strings"
)

// panel is one diagram of the plot. Its horizontal axis is the body's size, logarithmic.
type panel struct {
	title  string
	unit   string
	scale  func(float64) float64 // of the vertical axis
	least  float64               // the smallest power of ten that is marked on it
	signed bool                  // it has a zero, and values below
	lines  []line
}

// The lines' colours, by position in colours: of a brightness that can be told from white and from black.
const (
	colourFull = iota
	colourSelect
	colourStrip
	colourZone
	colourBase
)

var colours = []string{"#2f81d8", "#d9772b", "#2e9e6b", "#a368c9", "#8a8f98"}

// The plot's measures, in pixels.
const (
	panelWidth   = 470
	panelLeft    = 70 // of the diagram in its panel
	diagramWidth = 370
	diagramTop   = 50
	diagramDepth = 280
	legendTop    = diagramTop + diagramDepth + 62
	legendStep   = 20
	legendHalf   = 190
	plotDepth    = legendTop + 4*legendStep
)

const svgStyle = `<style>
.paper{fill:#ffffff}.ink{fill:#1f2328}.faint{fill:#59636e}.grid{stroke:#d1d9e0}.axis{stroke:#59636e}
text{font:13px system-ui,sans-serif}.title{font-size:15px;font-weight:600}
@media (prefers-color-scheme:dark){
.paper{fill:#0d1117}.ink{fill:#e6edf3}.faint{fill:#9198a1}.grid{stroke:#30363d}.axis{stroke:#9198a1}}
</style>
`

// drawPlot draws panels beside each other.
func drawPlot(panels ...panel) string {
	var w strings.Builder
	width := len(panels) * panelWidth
	fmt.Fprintf(&w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">`+"\n",
		width, plotDepth, width, plotDepth)
	w.WriteString("<title>Processor time of a request against the size of its body</title>\n")
	w.WriteString(svgStyle)
	fmt.Fprintf(&w, `<rect class="paper" width="%d" height="%d"/>`+"\n", width, plotDepth)
	for i := range panels {
		fmt.Fprintf(&w, `<g transform="translate(%d 0)">`+"\n", i*panelWidth)
		panels[i].draw(&w)
		w.WriteString("</g>\n")
	}
	w.WriteString("</svg>\n")
	return w.String()
}

func (p *panel) draw(w *strings.Builder) {
	const bottom, right = diagramTop + diagramDepth, panelLeft + diagramWidth
	ticks := p.ticks()
	from, to := p.scale(ticks[0]), p.scale(ticks[len(ticks)-1])
	y := func(v float64) float64 { return bottom - diagramDepth*(p.scale(v)-from)/(to-from) }
	x := func(size float64) float64 { return panelLeft + diagramWidth*math.Log10(size/sampleSize)/3 }

	text(w, panelLeft, diagramTop-24, "start", "ink title", p.title+", "+p.unit)
	for _, v := range ticks {
		class := "grid"
		if v == 0 {
			class = "axis"
		}
		fmt.Fprintf(w, `<path class="%s" d="M%d %.1fH%d"/>`+"\n", class, panelLeft, y(v), right)
		if !p.signed || math.Abs(v) != p.least { // next to zero there is room for one label only
			text(w, panelLeft-8, y(v)+4, "end", "faint", p.label(v))
		}
	}
	for size := float64(sampleSize); size <= megabyte; size *= 10 {
		fmt.Fprintf(w, `<path class="grid" d="M%.1f %dV%d"/>`+"\n", x(size), diagramTop, bottom)
		text(w, x(size), bottom+20, "middle", "faint", sizeLabel(size))
	}
	text(w, panelLeft+diagramWidth/2, bottom+40, "middle", "faint", "size of the body")
	for i, l := range p.lines {
		drawLine(w, l, x, y)
		drawKey(w, l, i)
	}
}

// ticks returns the marked values of the vertical axis: powers of ten that enclose all points, and zero if it has one.
func (p *panel) ticks() []float64 {
	lowest, highest := 0.0, p.least
	if !p.signed {
		lowest = math.Inf(1)
	}
	for _, l := range p.lines {
		for _, at := range l.points {
			lowest, highest = min(lowest, at.micros), max(highest, at.micros)
		}
	}
	if !p.signed {
		lowest = min(max(lowest, p.least), highest)
		list := []float64{math.Pow10(int(math.Floor(math.Log10(lowest))))}
		for last := list[0]; last < highest || len(list) < 2; list = append(list, last) {
			last *= 10
		}
		return list
	}
	var list []float64
	for v := p.least; ; v *= 10 {
		list = append(list, v)
		if v >= highest {
			break
		}
	}
	list = append([]float64{0}, list...)
	for v := p.least; lowest < 0; v *= 10 {
		list = append([]float64{-v}, list...)
		if -v <= lowest {
			break
		}
	}
	return list
}

func (p *panel) label(v float64) string {
	text := strings.Replace(fmt.Sprintf("%g", v), "-", "−", 1)
	if p.signed && v > 0 {
		return "+" + text
	}
	return text
}

func (l *line) dash() string {
	if l.dashed {
		return ` stroke-dasharray="5 4"`
	}
	return ""
}

func drawLine(w *strings.Builder, l line, x, y func(float64) float64) {
	var d strings.Builder
	for i, at := range l.points {
		command := "L"
		if i == 0 {
			command = "M"
		}
		fmt.Fprintf(&d, "%s%.1f %.1f", command, x(at.size), y(at.micros))
		fmt.Fprintf(w, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"><title>%s, %s: %.1f µs</title></circle>`+"\n",
			x(at.size), y(at.micros), colours[l.colour], html.EscapeString(l.name), sizeLabel(at.size), at.micros)
	}
	if len(l.points) > 0 {
		fmt.Fprintf(w, `<path d="%s" fill="none" stroke="%s" stroke-width="2"%s/>`+"\n", &d, colours[l.colour], l.dash())
	}
}

// drawKey draws a line's entry in the legend, which has two columns.
func drawKey(w *strings.Builder, l line, i int) {
	left, depth := panelLeft+i%2*legendHalf, legendTop+i/2*legendStep
	fmt.Fprintf(w, `<path d="M%d %dh24" stroke="%s" stroke-width="2"%s/>`+"\n", left-10, depth-4, colours[l.colour], l.dash())
	text(w, float64(left+20), float64(depth), "start", "ink", l.name)
}

func text(w *strings.Builder, x, y float64, anchor, class, s string) {
	fmt.Fprintf(w, `<text x="%.1f" y="%.1f" text-anchor="%s" class="%s">%s</text>`+"\n", x, y, anchor, class,
		html.EscapeString(s))
}
