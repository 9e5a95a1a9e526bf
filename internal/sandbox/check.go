package sandbox

import (
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// checkJSON refuses what is not JSON. The shape comes first: it is found without recursion, which validating is not.
func checkJSON(doc string) error {
	if err := checkShape(doc); err != nil {
		return err
	}
	if !utf8.ValidString(doc) {
		return refuseBody("The body is not UTF-8.")
	}
	if !gjson.Valid(doc) {
		return refuseBody("The body is not valid JSON.")
	}
	return nil
}

// checkTask refuses a task that has become too large to keep, or too deep or too manifold to work on.
func checkTask(doc string) error {
	if len(doc) > maxTask {
		return refuse("The task would take more than %d bytes.", maxTask)
	}
	return checkShape(doc)
}

// checkShape refuses a document whose brackets nest too deeply, or that has too many values. It need not be valid.
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
			return refuse("The document nests more than %d levels deep.", maxDepth)
		}
		if values > maxValues {
			return tooMany(maxValues, "values")
		}
	}
	return nil
}

// tooMany refuses a document for the number of its parts.
func tooMany(limit int, parts string) error {
	return refuse("The document has more than %d %s.", limit, parts)
}

// endOfString returns the position of the quote that ends the string which begins at start, or the end of the document.
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
