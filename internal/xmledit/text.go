package xmledit

import (
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// textRun is a part of an element's text: a CDATA section, or what stands between markup.
type textRun struct {
	start, end int  // of its content
	literal    bool // no reference in it
}

// joinedText is the text of an element as a reader gets it: the runs joined and references resolved, without comments and
// processing instructions.
type joinedText struct {
	whole    []byte
	from, to int // of whole, the white space around left out
	// Where in the source that begins and ends, and in which of the runs.
	start, end       int
	startRun, endRun int
}

// readText reads the rest of the element whose start tag has just been read, and reports whether it has no child elements.
// Its runs are then in v.runs.
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

// joinText returns the text of the runs that have just been read. It is valid until the next call.
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

// convert lets c rewrite the text of the element whose start tag has just been read. White space around it stays, and all
// markup inside. An element without text, or with child elements, holds nothing to convert, which is noted unless it is nil.
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
	// What is converted takes the place of the first run, and of the others nothing is left.
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
