package xmledit

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

func TestXMLLimits(t *testing.T) {
	attributes := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, " a%d=''", i)
		}
		return "<a" + b.String() + "/>"
	}
	bindings := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "<a xmlns:p%d='u'>", i)
		}
		return "<r>" + b.String() + "<p0:x/>" + strings.Repeat("</a>", n) + "</r>"
	}
	for _, tc := range []struct {
		name     string
		src      string
		accepted bool
	}{
		{"256 attributes", attributes(256), true},
		{"257 attributes", attributes(257), false},
		{"256 bound prefixes", bindings(256), true},
		{"257 bound prefixes", bindings(257), false},
		{"300 prefixes, bound one after the other", "<r>" + strings.Repeat("<a xmlns:p='u'/>", 300) + "</r>", true},
	} {
		if err := reshapeError(tc.src); (err == nil) != tc.accepted {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}

// A duplicate attribute is found among few and among many, by name and by namespace.
func TestXMLTwiceAmongMany(t *testing.T) {
	many := func(n int, first, last string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, " x%d=''", i)
		}
		return "<a xmlns:p='u' xmlns:q='u'" + first + b.String() + last + "/>"
	}
	for n := range 40 {
		for _, tc := range []struct{ first, last string }{{" b=''", " b=''"}, {" p:b=''", " q:b=''"}, {" q:b=''", " q:b=''"}} {
			if err := reshapeError(many(n, tc.first, tc.last)); err == nil || !strings.Contains(err.Error(), "twice") {
				t.Errorf("%s, %d others,%s: %v", tc.first, n, tc.last, err)
			}
		}
		if err := reshapeError(many(n, " b='' B=''", " p:b=''")); err != nil {
			t.Error(err)
		}
	}
}

// hostile lists documents of about n bytes that would be slow if anything took more than linear time.
var hostile = map[string]func(n int) string{
	"siblings": func(n int) string { return "<BatchTaskInfo>" + numbered(n/8, "<a%d/>") + "</BatchTaskInfo>" },
	"same": func(n int) string {
		return "<r><ParameterObject>" + strings.Repeat("<a/>", n/4) + "</ParameterObject></r>"
	},
	"records": func(n int) string {
		return "<r>" + strings.Repeat("<BatchTaskInfo><x/></BatchTaskInfo>", n/35) + "</r>"
	},
	"attributes": func(n int) string {
		tag := "<a" + numbered(256, " a%d=''") + "/>"
		return "<r><ParameterObject>" + strings.Repeat(tag, n/len(tag)) + "</ParameterObject></r>"
	},
	"nine attributes": func(n int) string {
		return "<r><ParameterObject>" + strings.Repeat("<a a='' b='' c='' d='' e='' f='' g='' h='' i=''/>", n/50) + "</ParameterObject></r>"
	},
	"one element's attributes": func(n int) string { return "<r" + numbered(n/8, " a%d=''") + "/>" },
	"one element's bindings":   func(n int) string { return "<r" + numbered(n/14, " xmlns:a%d='u'") + "/>" },
	"bindings": func(n int) string {
		return "<p0:r" + numbered(256, " xmlns:p%d='u'") + ">" + strings.Repeat("<p0:a/>", n/7) + "</p0:r>"
	},
	"long namespace": func(n int) string {
		tag := "<a" + numbered(254, " p:a%d=''") + "/>"
		return "<r xmlns:p='" + strings.Repeat("u", n/2) + "'><ParameterObject>" + strings.Repeat(tag, n/2/len(tag)) + "</ParameterObject></r>"
	},
	"hidden prefixes": func(n int) string {
		return "<BatchTaskInfo" + numbered(127, " xmlns:p%d='"+instanceNamespace+"'") + "><Request" + numbered(127, " xmlns:p%d='u'") +
			">" + strings.Repeat("<y/>", n/4) + "</Request></BatchTaskInfo>"
	},
	"referenced namespace": func(n int) string {
		return "<r>" + strings.Repeat("<a xmlns:p='&#65;'/>", n/20) + "</r>"
	},
	"deep, over and over": func(n int) string {
		tag := strings.Repeat("<a>", 60) + strings.Repeat("</a>", 60)
		return "<r><ParameterObject>" + strings.Repeat(tag, n/len(tag)) + "</ParameterObject></r>"
	},
	"too deep": func(n int) string { return strings.Repeat("<a>", n/3) },
	"what turns out not to be an array": func(n int) string {
		return "<BatchTaskInfo><Request>" + strings.Repeat("<a>", 50) + strings.Repeat("<x>y</x>", n/8) +
			strings.Repeat("</a><b/>", 50) + "</Request></BatchTaskInfo>"
	},
	"entries": func(n int) string {
		return "<BatchTaskInfo><Request>" + strings.Repeat("<KeyValueOf><Value/><Key>x</Key></KeyValueOf>", n/45) + "</Request></BatchTaskInfo>"
	},
	"nested entries": func(n int) string {
		return "<BatchTaskInfo><Request>" + strings.Repeat("<KeyValueOf><Value>", 30) + strings.Repeat("<x/>", n/4) +
			strings.Repeat("</Value><Key>a</Key></KeyValueOf>", 30) + "</Request></BatchTaskInfo>"
	},
	"text in parts": func(n int) string {
		return "<BatchTaskInfo><Created>" + strings.Repeat("x<!---->", n/8) + "</Created></BatchTaskInfo>"
	},
	"white space":   func(n int) string { return "<r>" + strings.Repeat(strings.Repeat(" ", 1000)+"<a/>", n/1004) + "</r>" },
	"not closed":    func(n int) string { return "<r>" + strings.Repeat("<!-- ", n/5) },
	"brackets":      func(n int) string { return "<r>" + strings.Repeat("]", n) + "</r>" },
	"references":    func(n int) string { return "<r>" + strings.Repeat("&lt;", n/4) + "</r>" },
	"one reference": func(n int) string { return "<r>&#" + strings.Repeat("0", n) + "65;</r>" },
	"prefixes": func(n int) string {
		return "<BatchTaskInfo>" + numbered(n/21, "<Name xmlns:i%d='u'/>") + "</BatchTaskInfo>"
	},
	"mixed": func(n int) string {
		return "<BatchTaskInfo>" + strings.Repeat("x <![CDATA[]]> ", n/15) + "</BatchTaskInfo>"
	},
}

func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestXMLLinear reads hostile documents of 16 KiB and 256 KiB. The time per byte must not grow with the size, nor be of a
// different order than for plain siblings.
func TestXMLLinear(t *testing.T) {
	plain := map[string]time.Duration{}
	paths := []string{"Request/State", "Request/" + strings.Repeat("a/", 30) + "a", "Created"}
	rules := map[string]edit.Rule{}
	for name, unselected := range map[string]edit.Verdict{"null": edit.Null, "omit": edit.Omit} {
		rules[name] = edittest.Select(unselected, paths...).Converting(edittest.CautiousUpper{}, "Created")
	}
	for _, shape := range append([]string{"siblings"}, slices.Collect(maps.Keys(hostile))...) {
		document := hostile[shape]
		small, large := []byte(document(16<<10)), []byte(document(256<<10))
		check := func(what string, read func(src []byte)) {
			perByte := func(src []byte) time.Duration {
				best := time.Hour
				for range 3 {
					start := time.Now()
					read(src)
					best = min(best, time.Since(start))
				}
				return best << 20 / time.Duration(len(src))
			}
			// Quadratic time would be a factor of 16 or more. A document that is refused early takes next to no time.
			a, b := perByte(small), perByte(large)
			for try := 0; try < 5 && (b > 6*a && b > 200*time.Millisecond || plain[what] > 0 && b > 200*plain[what]); try++ {
				b = min(b, perByte(large)) // the machine may have been busy
			}
			if b > 6*a && b > 200*time.Millisecond {
				t.Errorf("%s, %s: a megabyte takes %v, but %v at the rate of 16 KiB", shape, what, b, a)
			}
			if plain[what] == 0 {
				plain[what] = b
			}
			if b > 200*plain[what] {
				t.Errorf("%s, %s: a megabyte takes %v, of plain siblings %v", shape, what, b, plain[what])
			}
		}
		check("strip", func(src []byte) { _ = Strip(src, testFilter, new(edit.Result)) })
		for name, rule := range rules {
			check(name, func(src []byte) { _ = Reshape(src, edittest.DocumentOf(rule), new(edit.Edits)) })
		}
	}
}

func TestXMLReshapeAllocatesNothing(t *testing.T) {
	src := []byte(sample)
	plain := []byte(strings.ReplaceAll(strings.Replace(sample, "xmlns:i=", "xmlns:x=", 1), "i:nil", "x:nil"))
	var e edit.Edits
	var v reshaper // not from the pool, which may drop values
	for _, doc := range [][]byte{src, plain, sampleOf(10<<10, true)} {
		document := edittest.DocumentOf(benchSelect)
		allocs := testing.AllocsPerRun(50, func() {
			e.Reset()
			if !v.read(doc, document, &e) {
				t.Fatal(v.err)
			}
		})
		// If the root has to declare a prefix, finding a free one and inserting the declaration allocate once each.
		if allocs > 2 {
			t.Errorf("%d bytes: %v allocations", len(doc), allocs)
		}
	}
}
