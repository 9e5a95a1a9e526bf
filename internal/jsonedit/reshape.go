package jsonedit

import (
	"bytes"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// Reshape records in e, which must be empty, the edits that apply doc's rule to the members of each record in a JSON
// response (contract section 5). A record is the document itself, or an element of the array that is the document, if it is
// an object with the members of a record. Other documents and elements are not edited.
//
// Members whose names begin with $ are metadata, which Newtonsoft.Json writes if type names are enabled. They are not
// properties and are not edited, except that $values is walked like any other array.
//
// Reshape returns an error if the response is not valid JSON (RFC 8259, in UTF-8; a byte-order mark is allowed) or is
// nested deeper than edit.MaxResponseDepth. The content of e is then meaningless.
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

// reshaper walks one response.
type reshaper struct {
	scanner
	doc      *edit.Document
	edits    *edit.Edits
	elements documents
	members  []*members  // one for each object or array being walked
	walking  int         // how many of members are in use
	values   []edit.Span // the edits within the $values of possible records
	// tentative is set while it is undecided whether the object being walked is a record.
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

// document walks a possible record, or an array of them.
func (v *reshaper) document(at, depth int) int {
	switch v.at(at) {
	case '{':
		return v.container(at, depth, v.doc.Rule, true)
	case '[':
		return v.walk(at, depth+1, &v.elements, v.edits)
	}
	return v.skip(at, depth)
}

// documents visits the elements of an array of possible records.
type documents struct{ *reshaper }

func (v *documents) visit(_ []byte, at, depth int) (int, bool) {
	return v.document(at, depth), true
}

// container applies rule to the members of an object, or within the elements of an array. A candidate is an object that may
// be a record; if it turns out not to be one, the edits of its members are discarded.
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

// members visits the members of one object, or the elements of one array.
type members struct {
	*reshaper
	rule      edit.Rule
	candidate bool
	array     bool
	found     edit.Signs // of a candidate; any other container counts as identified
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

// metadata walks the elements of $values and skips other metadata.
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

// within applies rule within an object or array. The selected properties of a plain value don't exist, so it gets the
// verdict plain.
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

// drop skips a value that is nulled or omitted. Unless that is undecided, it only looks for the end of an object or array.
func (v *reshaper) drop(at, depth int) int {
	if c := v.at(at); (c == '{' || c == '[') && !v.tentative {
		return v.seek(at, depth)
	}
	return v.skip(at, depth)
}

// convert converts the content of a string, unescaped. Other values can't be converted and are counted as unreadable,
// except null.
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
