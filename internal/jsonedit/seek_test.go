package jsonedit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
)

// inOrder is seek, byte by byte: it returns the offset after the object or array that src begins with, or -1.
func inOrder(src []byte, maxDepth int) int {
	var open []byte
	for i := 0; i < len(src); i++ {
		switch c := src[i]; c {
		case '"':
			for i++; ; i++ {
				if i >= len(src) || src[i] < ' ' {
					return -1
				}
				if src[i] == '"' {
					break
				}
				if src[i] != '\\' {
					continue
				}
				// encoding/json decides what is an escape.
				length := 2
				if i+1 < len(src) && src[i+1] == 'u' {
					length = 6
				}
				if i+length > len(src) || !json.Valid([]byte(`"`+string(src[i:i+length])+`"`)) {
					return -1
				}
				i += length - 1
			}
		case '{', '[':
			if open = append(open, c+2); len(open) > maxDepth {
				return -1
			}
		case '}', ']':
			if open[len(open)-1] != c {
				return -1
			}
			if open = open[:len(open)-1]; len(open) == 0 {
				return i + 1
			}
		case '\\', '^', '_', '|', '~', 0x7F: // not searched for, but refused when examined
			return -1
		}
	}
	return -1
}

// compareEnds compares the ends that skip and seek find for the array or object that src begins with to those that
// encoding/json and inOrder find.
func compareEnds(t *testing.T, src []byte) {
	t.Helper()
	if !utf8.Valid(src) {
		return
	}
	if len(src) == 0 || src[0] != '{' && src[0] != '[' {
		src = slices.Concat([]byte("["), src, []byte("]"))
	}
	const maxDepth = edit.MaxResponseDepth
	valid, ordered := -1, inOrder(src, maxDepth)
	var value json.RawMessage
	if ordered >= 0 && json.NewDecoder(bytes.NewReader(src)).Decode(&value) == nil {
		valid = len(value)
	}
	var s scanner
	for _, s := range []*scanner{&s, &used} {
		s.reset(src, maxDepth)
		if end := s.skip(0, 0); end != valid || (end < 0) != (s.err != nil) {
			t.Fatalf("skip ends at %d of %q, encoding/json at %d: %v", end, src, valid, s.err)
		}
	}
	s.reset(src, maxDepth)
	if end := s.seek(0, 0); end != ordered || valid >= 0 && end != valid || (end < 0) != (s.err != nil) {
		t.Fatalf("seek ends at %d of %q, byte by byte it is %d: %v", end, src, ordered, s.err)
	}
}

// used is a scanner that predicts what it has seen in other documents.
var used scanner

func FuzzEnds(f *testing.F) {
	for _, group := range grammarValues {
		for _, value := range slices.Concat(group.valid, group.invalid) {
			f.Add([]byte(value))
			f.Add([]byte(`{"first":"a long text, so that there is more than one block ahead to read","second":[` + value + `,"b\\"]}`))
		}
	}
	f.Add(rows(3))
	f.Fuzz(compareEnds)
}

// rows returns an array of objects with many short members.
func rows(n int) []byte {
	src := []byte("[")
	for i := range n {
		src = fmt.Appendf(src, `{"Id":%d,"Created":"2026-01-%02dT12:00:00+01:00","Active":%v,"Amount":-%d.%02de1,"Text":"%s",
  "Note" : "\"%d\" 100 \u20ac"  , "None":null,"In":[{},[ ] ,[{"_":"[x]"}]],"ø":"Tromsø"},`,
			i, 1+i, i%2 == 0, i*77, i, strings.Repeat("text ", i), i)
	}
	src[len(src)-1] = ']'
	return src
}

// Each byte of rows is replaced, removed and duplicated, and the text is truncated after it, at every alignment within a
// word.
func TestEndsOfBrokenRows(t *testing.T) {
	whole := rows(4)
	if !json.Valid(whole) {
		t.Fatalf("%s", whole)
	}
	for i := range whole {
		before, after := whole[:i], whole[i+1:]
		compareEnds(t, before)
		for _, instead := range []string{"", string(whole[i : i+1]), " ", "\n", "\x00", "\"", "\\", "{", "]", "}", "[", ",", ":", "0", "-", ".", "_", "\x7f", "y", "é"} {
			compareEnds(t, slices.Concat(before, []byte(instead), after))
			compareEnds(t, slices.Concat(before, whole[i:i+1], []byte(instead), after))
		}
	}
	for length := range 200 {
		text := strings.Repeat("x", length)
		for _, value := range []string{`["` + text + `"]`, `{"` + text + `":"` + text + `"}`, `["` + text + `\"","\\"]`, `["` + text + `\u00e9x"]`, `["` + text + `\u00g9x"]`,
			`["` + text + `\"###\\]]]"]`, `["` + text + "\\\"\n\"]", `["` + text + "\n\"]", `["` + text,
			`[` + strings.Repeat("1", length) + `]`, `[` + strings.Repeat(" ", length) + `1]`} {
			compareEnds(t, []byte(value))
			compareEnds(t, []byte(`[`+value+`,"`+text+`"]`))
		}
	}
}

// Only brackets and strings are checked in a member that is nulled or omitted (contract section 5), unless the document may
// yet turn out not to be a record, which would keep the member.
func TestReshapeOfWhatIsNotKept(t *testing.T) {
	for _, unselected := range []edit.Verdict{edit.Null, edit.Omit} {
		doc := edittest.DocumentOf(edittest.Select(unselected, "Id", "TableRight/Mask"))
		for _, tc := range []struct {
			value string
			ok    bool
		}{
			{`{"a":01}`, true}, {`{"a":[1.,nul,{}]}`, true}, {`[1 2,"3":4]`, true},
			{`01`, false}, {`nul`, false}, {`"\x"`, false},
			{`{"a":[01}]`, false}, {`{"a":"\x"}`, false}, {"[\"\n\"]", false}, {`["`, false}, {"[\"\xff\"]", false}, {`{`, false}, {`[]]`, false},
		} {
			for _, at := range []struct {
				document string
				sought   bool
			}{
				{`{"Id":1,"Name":%s}`, true},
				{`{"Id":1,"TableRight":{"Mask":1,"Reason":%s}}`, true},
				{`[{"Id":1,"Name":%s},{"Id":2}]`, true},
				{`{"Id":1,"$values":[{"id":1,"Name":%s}]}`, true},
				{`{"Name":%s,"Id":1}`, false},
				{`{"Message":1,"Name":%s}`, false},
				{`{"TableRight":{"Reason":%s},"Error":1}`, false},
				{`[{"Id":1},{"Name":%s,"Error":1}]`, false},
				{`{"Id":1,"TableRight":{"Mask":%s}}`, false},
				{`{"Id":1,"$id":%s}`, false},
				{`{"Id":1,"$values":[{"Name":%s}]}`, false},
			} {
				src := fmt.Sprintf(at.document, tc.value)
				if err := Reshape([]byte(src), doc, new(edit.Edits)); (err == nil) != (tc.ok && at.sought) {
					t.Errorf("%s: %v", src, err)
				}
			}
		}
	}
}
