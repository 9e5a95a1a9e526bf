package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	section  = regexp.MustCompile(`(?m)^## (\d+)\. `)
	citation = regexp.MustCompile(`(?i)contract(?:'s)?[\s/#]+(section|§|sect\.)\s*(\d+)`)
)

// Every section of the contract that code or documentation cites exists, and is cited in the same words.
func TestCitedSections(t *testing.T) {
	contract, err := os.ReadFile(filepath.Join(root, "docs/contract.md"))
	if err != nil {
		t.Fatal(err)
	}
	sections := make(map[string]bool)
	for _, m := range section.FindAllStringSubmatch(string(contract), -1) {
		sections[m[1]] = true
	}
	cited := 0
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "node_modules"):
			return filepath.SkipDir
		case filepath.Ext(path) != ".go" && filepath.Ext(path) != ".md" && filepath.Ext(path) != ".mjs":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range citation.FindAllStringSubmatch(string(text), -1) {
			cited++
			if !sections[m[2]] {
				t.Errorf("%s cites section %s, which the contract does not have", path, m[2])
			}
			if !strings.EqualFold(strings.Join(strings.Fields(m[0]), " "), "contract section "+m[2]) {
				t.Errorf("%s cites %q instead of \"contract section %s\"", path, m[0], m[2])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if cited == 0 {
		t.Error("nothing cites the contract")
	}
}
