package sandbox

import (
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// checkJSON returns an error unless doc is valid JSON within the limits. It checks the limits first, because gjson
// validates recursively.
func checkJSON(doc string) error {
	if err := checkShape(doc); err != nil {
		return err
	}
	if !utf8.ValidString(doc) {
		return badBody("The body is not UTF-8.")
	}
	if !gjson.Valid(doc) {
		return badBody("The body is not valid JSON.")
	}
	return nil
}

// checkTask returns an error if an update has made the task too large to store or too complex to process.
func checkTask(doc string) error {
	if len(doc) > maxTask {
		return callFailed("The task would exceed %d bytes.", maxTask)
	}
	return checkShape(doc)
}

// checkShape returns an error if a document nests too deeply or has too many values. The document need not be valid.
func checkShape(doc string) error {
	depth, values := 0, 0
	for i := 0; i < len(doc); i++ {
		switch doc[i] {
		case '"':
			i = endOfString(doc, i)
		case '{', '[':
			depth++
			values++
		case '}', ']':
			depth--
		case ',':
			values++
		}
		if depth > maxDepth {
			return errTooDeep
		}
		if values > maxValues {
			return tooMany(maxValues, "values")
		}
	}
	return nil
}

var errTooDeep = callFailed("The document nests more than %d levels deep.", maxDepth)

func tooMany(limit int, parts string) error {
	return callFailed("The document has more than %d %s.", limit, parts)
}

// endOfString returns the index of the closing quote of the string that begins at start, or len(doc) if there is none.
func endOfString(doc string, start int) int {
	for i := start + 1; i < len(doc); i++ {
		switch doc[i] {
		case '"':
			return i
		case '\\':
			i++
		}
	}
	return len(doc)
}
