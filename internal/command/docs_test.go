package command_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The output that docs/explain.md shows is what its commands print: lines behind "$ ", continued behind "> ", in the blocks
// marked console, are run in one directory, one after the other.
func TestDocumentedOutputIsReal(t *testing.T) {
	const file = "../../docs/explain.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	self, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	bin, dir := t.TempDir(), t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "caddy")); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var command []string
	inBlock := false
	finish := func() {
		if command != nil {
			out.WriteString(shell(t, bin, dir, strings.Join(command, "\n")))
			command = nil
		}
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		code, isCommand := strings.CutPrefix(line, "$ ")
		more, isMore := strings.CutPrefix(line, ">")
		switch {
		case !inBlock:
			inBlock = line == "```console"
		case line == "```":
			finish()
			inBlock = false
		case isCommand:
			finish()
			command = []string{code}
		case isMore && command != nil:
			command = append(command, strings.TrimPrefix(more, " "))
		default:
			continue // output, which is written anew
		}
		out.WriteString(line + "\n")
	}
	if out.String() == string(text) {
		return
	}
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s shows what its commands do not print; with -update it is:\n%s", file, out.String())
}

// shell runs a command and returns what it prints.
func shell(t *testing.T, bin, dir, command string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asCaddy+"=1", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out)
}
