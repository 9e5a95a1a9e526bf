package main

import (
	"fmt"
	"os"
	"strings"
)

// page is the file that the results are written to, between the two lines. The rest of it is written by hand.
const (
	page         = "docs/performance.md"
	resultsBegin = "<!-- bench: results begin -->"
	resultsEnd   = "<!-- bench: results end -->"
)

func writePage(results string) error {
	old, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	text, err := insertResults(string(old), results)
	if err != nil {
		return err
	}
	return os.WriteFile(page, []byte(text), 0o644)
}

func insertResults(page, results string) (string, error) {
	before, rest, begun := strings.Cut(page, resultsBegin)
	_, after, ended := strings.Cut(rest, resultsEnd)
	if !begun || !ended {
		return "", fmt.Errorf("the page has no lines %q and %q", resultsBegin, resultsEnd)
	}
	return before + resultsBegin + "\n\n" + strings.TrimSpace(results) + "\n\n" + resultsEnd + after, nil
}
