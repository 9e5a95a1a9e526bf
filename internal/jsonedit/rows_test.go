package jsonedit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// arrays hold objects with the same members, beside whatever else may be in or around them. Where a value of one of them ends,
// the text that follows is predicted, and what is predicted must be valid there.
var arrays = []string{
	`[{"a":1,"b":"x"},{"a":2,"b":"y"},{"a":3,"b":"z"},{"a":4,"b":""}]`,
	`[{"a":1},[1,2],{"a":1},{"a":1}]`,
	`[{"a":1},{"a":1},[1,"a",1],[{"a":1}],{"a":1},{"a":1}]`,
	`[{},{"a":1},{},{},{"a":1},{"a":1}]`,
	`[1,{"a":1},2,{"a":1},"three",{"a":1},null,{"a":1}]`,
	`[[{"a":1},{"a":1}],[{"a":1},{"a":1}],{"a":1},[{"a":[{"a":1},{"a":1}]}]]`,
	`[{"a":{"b":1},"c":[]},{"a":{"b":1},"c":[]},{"a":{"b":1},"c":[]}]`,
	`[{"a":[{"b":1},{"b":1}],"c":1},{"a":[{"b":1},{"b":1}],"c":1},{"a":[],"c":1}]`,
	`{"x":[{"a":1},{"a":1},{"a":1}],"y":{"z":{"a":1},"a":1},"a":[{"a":1},{"a":1}]}`,
	"[\n  {\n    \"a\" : 1,\n    \"b\" : -2\n  },\n  {\n    \"a\" : 1,\n    \"b\" : -2\n  },\n  {\n    \"a\" : 1\n  }\n]",
	`[{"a":true,"b":false},{"a":false,"b":null},{"a":null,"b":true},{"a":-0.5,"b":1e5}]`,
	`[{"a":"\"","b":"\\"},{"a":"\\\"","b":"x\\"},{"a":"` + strings.Repeat("long", 20) + `","b":"\\\\"}]`,
	`[{"a":12345678,"b":0.12345678},{"a":1234567,"b":0.1234567},{"a":-1,"b":10.0},{"a":0,"b":1E-2}]`,
	`[{"a":"x","` + strings.Repeat("name", 20) + `":1,"b":2},{"a":"y","` + strings.Repeat("name", 20) + `":3,"b":4},{"a":"z"}]`,
	`[{"` + strings.Repeat("name", 20) + `":1},{"` + strings.Repeat("name", 20) + `":2},{"` + strings.Repeat("name", 20) + `":3}]`,
}

// Each byte of arrays is replaced, and every part of up to thirty bytes is removed or repeated.
func TestRows(t *testing.T) {
	padding := strings.Repeat(" ", 64) // there is no prediction near the end of a text
	for _, array := range arrays {
		compareEnds(t, []byte(array+padding))
		for i := range array {
			for _, instead := range []string{" ", "\x00", `"`, `\`, "{", "}", "[", "]", ",", ":", "0", "1", "-", ".", "e", "t", "x", "é"} {
				compareEnds(t, []byte(array[:i]+instead+array[i+1:]+padding))
				compareEnds(t, []byte(array[:i]+instead+array[i:]+padding))
			}
			for j := i + 1; j <= min(i+30, len(array)); j++ {
				compareEnds(t, []byte(array[:i]+array[j:]+padding))
				compareEnds(t, []byte(array[:j]+array[i:]+padding))
			}
		}
	}
}

// The text between values is compared in words, and so is a string searched.
func TestLengthsInRows(t *testing.T) {
	for n := range 60 {
		row := fmt.Sprintf(`{"%s":"%s","a":%s}`, strings.Repeat("n", n), strings.Repeat("t", n), strings.Repeat("1", n+1))
		array := "[" + strings.Join([]string{row, row, row}, ",") + "]" + strings.Repeat(" ", 64)
		compareEnds(t, []byte(array))
		for i := 2*len(row) + 1; i < len(array)-64; i++ { // in the third row, where everything is predicted
			for _, instead := range []string{`"`, `\`, `\n`, `\\`, "\x00", ".", "/", ":", "n", "é"} {
				compareEnds(t, []byte(array[:i]+instead+array[i+1:]))
			}
		}
	}
}

// A prediction outlives its document, so it must not depend on what is around the array of the rows.
func TestPredictionsOfOtherDocuments(t *testing.T) {
	padding := strings.Repeat(" ", 64)
	for _, documents := range [][2]string{
		{`{"x":[{"a":1},{"a":1}],"y":[{"a":1}]}`, `[[{"a":1}],"y":[{"a":1}]]`},
		{`[[{"a":1},{"a":1}],[{"a":1}]]`, `{"x":[{"a":1}],[{"a":1}]}`},
		{`[{"a":1},{"a":1},[{"a":1}]]`, `[{"a":1},[{"a":1}}]`},
	} {
		for _, document := range documents {
			compareEnds(t, []byte(document+padding))
		}
	}
}

// Objects may have more members than are predicted, and not always the same.
func TestManyMembers(t *testing.T) {
	for n := range 80 {
		var object []string
		for i := range n {
			object = append(object, fmt.Sprintf(`"m%d":%d`, i, i))
		}
		all := "{" + strings.Join(object, ",") + "}"
		odd := "{" + strings.Join(slices.DeleteFunc(object, func(m string) bool { return strings.HasSuffix(m, "3") }), ",") + "}"
		compareEnds(t, []byte("["+strings.Join([]string{all, all, odd, all, odd, odd, all, "{}", all}, ",")+"]"))
	}
}

// An object inside the objects of an array is as deep as any other.
func TestRowsTooDeep(t *testing.T) {
	const limit = 5
	var s scanner
	for depth := 1; depth < 4; depth++ {
		row := `{"a":1,"b":` + strings.Repeat("[", depth) + strings.Repeat("]", depth) + `,"c":1}`
		src := []byte("[" + strings.Join([]string{row, row, row, `{"a":1,"b":[[[[`}, ",") + strings.Repeat(" ", 64))
		s.reset(src, limit)
		if end := s.skip(0, 0); end >= 0 || !strings.Contains(s.err.Error(), "nested deeper than 5") {
			t.Errorf("%d: %v", depth, s.err)
		}
	}
}
