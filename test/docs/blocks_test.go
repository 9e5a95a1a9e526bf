// Package docs tests the documentation: every Caddyfile in it loads, and every command in it runs.
package docs

import "strings"

const root = "../.."

// block is a fenced code block.
type block struct {
	language, text string
	line           int // of its first line
}

// blocks returns the code blocks of a page.
func blocks(page string) []block {
	var list []block
	inside := false
	for i, line := range strings.SplitAfter(page, "\n") {
		switch {
		case inside && strings.HasPrefix(line, "```"):
			inside = false
		case inside:
			list[len(list)-1].text += line
		case strings.HasPrefix(line, "```"):
			inside = true
			list = append(list, block{language: strings.TrimSpace(strings.TrimPrefix(line, "```")), line: i + 2})
		}
	}
	return list
}
