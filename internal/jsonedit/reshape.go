package jsonedit

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// Reshape lets doc's rule say what becomes of the members of each record in a JSON response: the document itself, or
// the elements of an array, where they are objects that have a record's members. Any other document, and any other element,
// stays as it is (contract section 5).
//
// Members whose names begin with $ are metadata of Newtonsoft.Json, written where type names are on. They are no properties
// and stay as they are; but an object's $values are an array that has metadata, and are walked like one.
//
// An error says that the response is not valid JSON (RFC 8259, in UTF-8, a byte-order mark tolerated) or nests deeper than
// 512; what e then holds means nothing.
func Reshape(src []byte, doc *edit.Document, e *edit.Edits) error {
	v := reshapers.Take()
	defer v.release()
	v.reset(src, edit.MaxResponseDepth)
	v.doc, v.edits, v.elements.reshaper = doc, e, v
	if err := v.reshape(); err != nil {
		return err // typed as *problem.Error there, so that nil stays nil here
	}
	return nil
}

var reshapers edit.Pool[reshaper]

// reshaper is the walk over one response.
type reshaper struct {
	scanner
	doc      *edit.Document
	edits    *edit.Edits
	elements documents
	members  []*members  // one for each object that is being walked
	walking  int         // how many of members are in use
	values   []edit.Span // what became of the $values of those that may be records
	// tentative is set while the candidate that is being walked may yet turn out to be no record.
	tentative bool
}

func (v *reshaper) release() {
	v.reset(nil, 0)
	v.doc, v.edits, v.walking, v.values, v.tentative = nil, nil, 0, v.values[:0], false
	for _, m := range v.members {
		m.rule = nil
	}
	reshapers.Give(v, cap(v.name)+112*cap(v.values))
}

func (v *reshaper) reshape() *problem.Error {
	if !v.validUTF8() {
		return v.err
	}
	start := 0
	if bytes.HasPrefix(v.src, edit.BOM) {
		start = len(edit.BOM)
	}
	if end := v.document(v.space(start), 0); end >= 0 {
		v.end(end)
	}
	return v.err
}

// document walks what may be a record or an array of them.
func (v *reshaper) document(at, depth int) int {
	switch v.at(at) {
	case '{':
		return v.container(at, depth, v.doc.Rule, true)
	case '[':
		return v.walk(at, depth+1, &v.elements, v.edits)
	}
	return v.skip(at, depth)
}

// documents visits the elements of an array of documents.
type documents struct{ *reshaper }

func (v *documents) visit(_ []byte, at, depth int) (int, bool) {
	return v.document(at, depth), true
}

// container walks an object by rule, or an array whose elements rule applies to. If the object is only a candidate for a
// record and turns out to be none, its members stay as they are.
func (v *reshaper) container(at, depth int, rule edit.Rule, candidate bool) int {
	if v.walking == len(v.members) {
		v.members = append(v.members, &members{reshaper: v})
	}
	m := v.members[v.walking]
	m.rule, m.candidate, m.array = rule, candidate, v.src[at] == '['
	m.found = edit.Signs{Identified: !candidate}
	mark, values, tentative := v.edits.Mark(), len(v.values), v.tentative
	v.tentative = tentative || candidate
	v.walking++
	end := v.walk(at, depth+1, m, v.edits)
	v.walking--
	v.tentative = tentative
	if !m.found.Record() {
		v.edits.RollbackExcept(mark, v.values[values:])
	} else if candidate {
		v.doc.NoteRecord(at)
	}
	v.values = v.values[:values]
	return end
}

// members visits the members of one object, or the elements of one array, by a rule.
type members struct {
	*reshaper
	rule      edit.Rule
	candidate bool
	array     bool
	found     edit.Signs // of a candidate; anything else counts as identified
}

func (v *members) visit(name []byte, at, depth int) (int, bool) {
	if v.array {
		end, _ := v.within(at, depth, v.rule, edit.Null)
		return end, true
	}
	if len(name) > 0 && name[0] == '$' {
		return v.metadata(name, at, depth), true
	}
	if !v.found.Identified {
		v.found.Note(name, v.doc)
		v.tentative = !v.found.Identified
	}
	switch action := v.rule.Member(name); action.Verdict {
	case edit.Null:
		return v.null(at, depth), true
	case edit.Omit:
		return v.drop(at, depth), false
	case edit.Into:
		return v.within(at, depth, action.Within, action.Within.Unselected())
	case edit.Convert:
		return v.convert(at, depth, action.Text), true
	default:
		return v.skip(at, depth), true
	}
}

// metadata walks the elements of $values, and skips any other metadata.
func (v *members) metadata(name []byte, at, depth int) int {
	switch {
	case v.at(at) != '[' || !names.Equal(name, "$values"):
		return v.skip(at, depth)
	case !v.candidate:
		return v.container(at, depth, v.rule, false)
	}
	mark := v.edits.Mark()
	end := v.walk(at, depth+1, &v.elements, v.edits)
	v.values = append(v.values, edit.Span{From: mark, To: v.edits.Mark()})
	return end
}

// within descends into an object or array; a plain value has nothing to select below it and becomes what plain says.
func (v *reshaper) within(at, depth int, rule edit.Rule, plain edit.Verdict) (end int, keep bool) {
	switch v.at(at) {
	case '{', '[':
		return v.container(at, depth, rule, false), true
	}
	if plain == edit.Omit {
		return v.skip(at, depth), false
	}
	return v.null(at, depth), true
}

func (v *reshaper) null(at, depth int) int {
	end := v.drop(at, depth)
	if end >= 0 && v.src[at] != 'n' {
		v.edits.Replace(at, end, "null")
	}
	return end
}

// drop skips a value that is not kept. Of an object or array only the end is sought, unless it may yet have to stay.
func (v *reshaper) drop(at, depth int) int {
	if c := v.at(at); (c == '{' || c == '[') && !v.tentative {
		return v.seek(at, depth)
	}
	return v.skip(at, depth)
}

// convert lets text rewrite a string, its escapes undone. Another value holds nothing to convert, which is noted unless it
// is null.
func (v *reshaper) convert(at, depth int, text edit.Converter) int {
	if v.at(at) != '"' {
		end := v.skip(at, depth)
		if end >= 0 && v.src[at] != 'n' {
			v.edits.Unreadable()
		}
		return end
	}
	end, escaped := v.str(at + 1)
	if end < 0 {
		return end
	}
	decoded := v.text(v.name, at+1, end-1, escaped)
	if escaped {
		v.name = decoded
	}
	v.edits.Convert(at+1, end-1, decoded, text)
	return end
}
