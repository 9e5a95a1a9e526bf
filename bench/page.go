package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// The results stand between these lines of the page; what else is on it is for people to write and stays.
const (
	resultsBegin = "<!-- bench: results begin -->"
	resultsEnd   = "<!-- bench: results end -->"
)

// newPage is the page that is begun with where there is none.
//
//go:embed page.md
var newPage string

// writePage puts the results into the page, between its markers.
func writePage(file, results string) error {
	page, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		page, err = []byte(newPage), nil
	}
	if err != nil {
		return err
	}
	text, err := insertResults(string(page), results)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

func insertResults(page, results string) (string, error) {
	before, rest, begun := strings.Cut(page, resultsBegin)
	_, after, ended := strings.Cut(rest, resultsEnd)
	if !begun || !ended {
		return "", fmt.Errorf("it has no lines %q and %q", resultsBegin, resultsEnd)
	}
	return before + resultsBegin + "\n\n" + strings.TrimSpace(results) + "\n\n" + resultsEnd + after, nil
}
