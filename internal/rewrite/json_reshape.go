package rewrite

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
)

var bom = []byte("\xEF\xBB\xBF")

// ReshapeJSON lets doc's rule say what becomes of the members of each record in a JSON response: the document itself, or
// the elements of an array, where they are objects that have a record's members. Any other document, and any other element,
// stays as it is (contract section 5).
//
// An error says that the response is not valid JSON (RFC 8259, in UTF-8, a byte-order mark tolerated) or nests deeper than
// 512; what e then holds means nothing.
func ReshapeJSON(src []byte, doc *Document, e *Edits) error {
	v := jsonReshapes.get()
	defer v.release()
	v.reset(src, maxAnswerDepth)
	v.doc, v.edits, v.elements.jsonReshape = doc, e, v
	if err := v.reshape(); err != nil {
		return err // typed as *fault.Error there, so that nil stays nil here
	}
	return nil
}

var jsonReshapes pool[jsonReshape]

// jsonReshape is the walk over one response.
type jsonReshape struct {
	jsonScanner
	doc      *Document
	edits    *Edits
	elements jsonDocuments
	members  []*jsonMembers // one for each object that is being walked
	open     int            // how many of members are in use
}

func (v *jsonReshape) release() {
	v.reset(nil, 0)
	v.doc, v.edits, v.open = nil, nil, 0
	for _, m := range v.members {
		m.rule = nil
	}
	jsonReshapes.put(v, cap(v.name))
}

func (v *jsonReshape) reshape() *fault.Error {
	if !v.validUTF8() {
		return v.err
	}
	start := 0
	if bytes.HasPrefix(v.src, bom) {
		start = len(bom)
	}
	if end := v.document(v.space(start), 0); end >= 0 {
		v.end(end)
	}
	return v.err
}

// document walks what may be a record or an array of them.
func (v *jsonReshape) document(at, depth int) int {
	switch v.at(at) {
	case '{':
		mark := v.edits.Mark()
		end, record := v.container(at, depth, v.doc.Rule, true)
		if !record {
			v.edits.Rollback(mark)
		}
		return end
	case '[':
		return v.walk(at, depth+1, &v.elements, v.edits)
	}
	return v.skip(at, depth)
}

// jsonDocuments visits the elements of an array of documents.
type jsonDocuments struct{ *jsonReshape }

func (v *jsonDocuments) visit(_ []byte, at, depth int) (int, bool) {
	return v.document(at, depth), true
}

// container walks an object by rule, or an array whose elements rule applies to. Of what may be a record it reports whether
// it is one.
func (v *jsonReshape) container(at, depth int, rule Rule, candidate bool) (end int, record bool) {
	if v.open == len(v.members) {
		v.members = append(v.members, &jsonMembers{jsonReshape: v})
	}
	m := v.members[v.open]
	m.rule, m.array, m.signs = rule, v.src[at] == '[', signs{identified: !candidate}
	v.open++
	end = v.walk(at, depth+1, m, v.edits)
	v.open--
	return end, m.record()
}

// jsonMembers visits the members of one object, or the elements of one array, by a rule.
type jsonMembers struct {
	*jsonReshape
	signs // of what may be a record; all else counts as identified
	rule  Rule
	array bool
}

func (v *jsonMembers) visit(name []byte, at, depth int) (int, bool) {
	if v.array {
		end, _ := v.within(at, depth, v.rule, Null)
		return end, true
	}
	v.note(name, v.doc)
	switch action := v.rule.Member(name); action.Verdict {
	case Null:
		return v.null(at, depth), true
	case Omit:
		return v.skip(at, depth), false
	case Into:
		return v.within(at, depth, action.Within, action.Within.Unselected())
	case Convert:
		return v.convert(at, depth, action.Text), true
	default:
		return v.skip(at, depth), true
	}
}

// within descends into an object or array; a plain value has nothing to select below it and becomes what plain says.
func (v *jsonReshape) within(at, depth int, rule Rule, plain Verdict) (end int, keep bool) {
	switch v.at(at) {
	case '{', '[':
		end, _ = v.container(at, depth, rule, false)
		return end, true
	}
	if plain == Omit {
		return v.skip(at, depth), false
	}
	return v.null(at, depth), true
}

func (v *jsonReshape) null(at, depth int) int {
	end := v.skip(at, depth)
	if end >= 0 && v.src[at] != 'n' {
		v.edits.Replace(at, end, "null")
	}
	return end
}

func (v *jsonReshape) convert(at, depth int, text Converter) int {
	if v.at(at) != '"' {
		return v.skip(at, depth)
	}
	end, escaped := v.str(at + 1)
	if end >= 0 && !escaped {
		v.edits.Convert(at+1, end-1, v.src[at+1:end-1], text)
	}
	return end
}
