package aspnet

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A format is one way to write a request, and who reads it.
type format struct {
	name      string
	variants  []string
	types     []string
	documents func() []string
	corpus    string // the fuzz target whose corpus has inputs of it
}

var formats = []format{
	{"JSON", jsonVariants, jsonTypes, jsonInputs, "FuzzStripJSON"},
	{"XML", xmlVariants, xmlTypes, xmlInputs, "FuzzStripXML"},
	{"form", formVariants, formTypes, formInputs, "FuzzStripForm"},
	{"JSON Patch", patchVariants, patchTypes, patchInputs, "FuzzStripJSONPatch"},
}

// Every document, for one of the variants in turn and in a long run for all, is bound behind the guards as the judge says.
func TestDocuments(t *testing.T) {
	if !hasFramework(t) {
		return
	}
	judgeAll(t, func(yield func(input) bool) {
		for _, f := range formats {
			for i, document := range append(f.documents(), corpus(t, f.corpus)...) {
				for k, variant := range f.variants {
					if k != i%len(f.variants) && *duration < 10*time.Minute {
						continue
					}
					if !yield(input{variant, f.types[(i/3+k)%len(f.types)], document}) {
						return
					}
				}
			}
		}
	})
}

// corpus returns what a fuzz target in the tree has kept: the strings and byte slices of its corpus.
func corpus(t *testing.T, target string) []string {
	t.Helper()
	files, err := filepath.Glob("../../*/testdata/fuzz/" + target + "/*")
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob("../../*/*/testdata/fuzz/" + target + "/*")
	if err != nil {
		t.Fatal(err)
	}
	var inputs []string
	for _, file := range append(files, deeper...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			for _, kind := range []string{"[]byte(", "string("} {
				if quoted, ok := strings.CutPrefix(line, kind); ok {
					if s, err := strconv.Unquote(strings.TrimSuffix(quoted, ")")); err == nil {
						inputs = append(inputs, s)
					}
				}
			}
		}
	}
	if len(inputs) == 0 {
		t.Fatalf("there is no corpus of %s", target)
	}
	return inputs
}
