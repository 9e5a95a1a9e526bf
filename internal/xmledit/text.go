package xmledit

import (
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// textRun is a contiguous part of an element's text: the content of a CDATA section, or text between markup.
type textRun struct {
	start, end int
	literal    bool // it contains no references
}

// joinedText is the text of an element as an application sees it: its runs concatenated, with references resolved.
type joinedText struct {
	whole    []byte
	from, to int // the part of whole without white space around it
	// The offsets of that part in the source, and the indexes of the runs it starts and ends in.
	start, end       int
	startRun, endRun int
}

// readText reads the rest of the element whose start tag has just been read, and collects its text in v.runs. isText is false
// if the element has child elements.
func (v *reshaper) readText() (isText, ok bool) {
	v.runs = v.runs[:0]
	depth := len(v.open) - 1
	for {
		switch v.next() {
		case tokenText:
			v.runs = append(v.runs, textRun{v.start, v.pos, v.plain})
		case tokenCData:
			v.runs = append(v.runs, textRun{v.start + len("<![CDATA["), v.pos - len("]]>"), true})
		case tokenStart:
			return false, v.closeTo(depth)
		case tokenEnd:
			return true, true
		case tokenBad:
			return false, false
		}
	}
}

// joinText joins the text in v.runs. The result is valid until the next call.
func (v *reshaper) joinText() (t joinedText) {
	if len(v.runs) == 1 && v.runs[0].literal {
		run := v.runs[0]
		t.whole = v.src[run.start:run.end]
		if t.start = v.space(run.start); t.start < run.end {
			t.end = v.white(run.end)
			t.from, t.to = t.start-run.start, t.end-run.start
		}
		return t
	}
	t.whole = v.joined[:0]
	for r, run := range v.runs {
		for i := run.start; i < run.end; {
			at, before := i, len(t.whole)
			char := rune(v.src[i])
			i++
			if char == '&' && !run.literal {
				var size int
				char, size = parseReference(v.src[i:])
				t.whole = utf8.AppendRune(t.whole, char)
				i += size
			} else {
				t.whole = append(t.whole, byte(char))
			}
			if char < utf8.RuneSelf && charClass[char]&whiteSpace != 0 {
				continue
			}
			if t.to == 0 {
				t.from, t.start, t.startRun = before, at, r
			}
			t.to, t.end, t.endRun = len(t.whole), i, r
		}
	}
	v.joined = t.whole
	return t
}

// convert converts, by c, the text of the element whose start tag has just been read. White space around the text and markup
// within it are kept. An element without text or with child elements counts as unreadable, unless it is nil.
func (v *reshaper) convert(c edit.Converter) bool {
	isNil := v.element().nilTrue
	isText, ok := v.readText()
	if !ok || isNil {
		return ok
	}
	t := joinedText{}
	if isText {
		t = v.joinText()
	}
	if t.from == t.to {
		v.edits.Unreadable()
		return true
	}
	// The converted text replaces the first run; the other runs are deleted.
	end := v.runs[t.startRun].end
	if t.startRun == t.endRun {
		end = t.end
	}
	if v.edits.Convert(t.start, end, t.whole[t.from:t.to], c) {
		for r := t.startRun + 1; r <= t.endRun; r++ {
			v.edits.Delete(v.runs[r].start, min(v.runs[r].end, t.end))
		}
	}
	return true
}
