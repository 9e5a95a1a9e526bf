package aspnet

import (
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A format is a format of requests, with the variants that read it.
type format struct {
	name      string
	variants  []string
	types     []string
	documents func() []string
	corpus    string // the fuzz target whose corpus has inputs in this format
}

var formats = []format{
	{"JSON", jsonVariants, jsonTypes, jsonInputs, "FuzzStripJSON"},
	{"XML", xmlVariants, xmlTypes, xmlInputs, "FuzzStripXML"},
	{"form", formVariants, formTypes, formInputs, "FuzzStripForm"},
	{"JSON Patch", patchVariants, patchTypes, patchInputs, "FuzzStripJSONPatch"},
}

// TestDocuments judges every known document, with one variant or, in a long run, with all. The order is random, because a
// busy machine may not get through them in half of -duration.
func TestDocuments(t *testing.T) {
	if !hasFramework(t) {
		return
	}
	t.Logf("-seed %d", *seed)
	var inputs []input
	for _, f := range formats {
		for i, document := range append(f.documents(), corpus(t, f.corpus)...) {
			for k, variant := range f.variants {
				if k == i%len(f.variants) || *duration >= 10*time.Minute {
					inputs = append(inputs, input{variant, f.types[(i/3+k)%len(f.types)], document})
				}
			}
		}
	}
	rand.New(rand.NewSource(*seed)).Shuffle(len(inputs), func(i, j int) { inputs[i], inputs[j] = inputs[j], inputs[i] })
	t.Logf("%d documents", len(inputs))
	end := time.Now().Add(*duration / 2)
	judgeAll(t, func(yield func(input) bool) {
		for _, in := range inputs {
			if time.Now().After(end) || !yield(in) {
				return
			}
		}
	})
}

// corpus returns the strings and byte slices in the corpus of a fuzz target.
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
		t.Fatalf("%s has no corpus", target)
	}
	return inputs
}
