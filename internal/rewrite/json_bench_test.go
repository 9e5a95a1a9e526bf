package rewrite_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/operation"
	"github.com/caddy-batchtask/caddy-batchtask/internal/rewrite"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

var benchFilter = rewrite.Filter{
	Record:    operation.Record,
	Kept:      names.NewSet("Id", "State", "Description", "Response", "Request"),
	Updatable: names.NewSet(operation.DefaultUpdatable...),
}

// benchDocument is the rule of the sample's request: three properties selected, and a zone.
func benchDocument(tb testing.TB, paths string) *rewrite.Document {
	tb.Helper()
	catalog, err := timezone.NewCatalog(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	zone, err := catalog.ParseHeader([]string{"US-NY"})
	if err != nil {
		tb.Fatal(err)
	}
	utc, err := catalog.Lookup("UTC")
	if err != nil {
		tb.Fatal(err)
	}
	conversion := timezone.NewConversion(utc, zone)
	answer := &operation.Answer{
		DateTimes:  names.NewSet(operation.DefaultDateTimes...),
		Converters: []rewrite.Converter{&conversion, &conversion},
	}
	if node, err := selection.Parse(paths, rewrite.Null); err != nil {
		tb.Fatal(err)
	} else if node != nil {
		answer.Selection = node
	}
	return &rewrite.Document{Record: operation.Record, Identity: "Id", Rule: answer}
}

func benchSample(tb testing.TB, name string) []byte {
	tb.Helper()
	text, err := os.ReadFile("../../caddymodule/testdata/sample/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// benchBody returns the sample with a Description that brings it to about size bytes.
func benchBody(tb testing.TB, name string, size int) []byte {
	tb.Helper()
	text := string(benchSample(tb, name))
	const words = "Multi-lateral neutral time-frame. "
	fill := strings.Repeat(words, max(0, size-len(text))/len(words))
	return []byte(strings.Replace(text, `"Description": "`, `"Description": "`+fill, 1))
}

var benchSizes = []struct {
	name string
	size int
}{{"1KB", 1 << 10}, {"10KB", 10 << 10}, {"100KB", 100 << 10}, {"1MB", 1 << 20}, {"10MB", 10 << 20}}

func BenchmarkStripJSON(b *testing.B) {
	for _, size := range benchSizes {
		src := benchBody(b, "request.json", size.size)
		b.Run(size.name+"/guard", func(b *testing.B) {
			var out rewrite.Result
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				out.Reset()
				if err := rewrite.StripJSON(src, &benchFilter, &out); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(size.name+"/maps", func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := stripWithMaps(src); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReshapeJSON(b *testing.B) {
	for _, kept := range []struct{ name, paths string }{
		{"kept", "Id,State,LastStarted,Description"}, {"nulled", "Id,State,LastStarted"},
	} {
		doc := benchDocument(b, kept.paths)
		for _, size := range benchSizes {
			src := benchBody(b, "response.json", size.size)
			b.Run(size.name+"/"+kept.name+"/guard", func(b *testing.B) {
				var edits rewrite.Edits
				b.SetBytes(int64(len(src)))
				b.ReportAllocs()
				for b.Loop() {
					edits.Reset()
					if err := rewrite.ReshapeJSON(src, doc, &edits); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run(size.name+"/"+kept.name+"/maps", func(b *testing.B) {
				b.SetBytes(int64(len(src)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := reshapeWithMaps(src, kept.paths); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// stripWithMaps and reshapeWithMaps do the job as it is done without a rewriter: into maps and back. They are what the
// guard is measured against.
func stripWithMaps(src []byte) ([]byte, error) {
	var document map[string]map[string]any
	if err := json.Unmarshal(src, &document); err != nil {
		return nil, err
	}
	record := document[operation.Record]
	for name := range record {
		if !benchFilter.Kept.HasString(name) {
			delete(record, name)
		}
	}
	return json.Marshal(document)
}

func reshapeWithMaps(src []byte, paths string) ([]byte, error) {
	var record map[string]any
	if err := json.Unmarshal(src, &record); err != nil {
		return nil, err
	}
	selected := strings.Split(paths, ",")
	for name := range record {
		keep := false
		for _, s := range selected {
			keep = keep || names.Equal(s, name)
		}
		if !keep {
			record[name] = nil
		}
	}
	if at, ok := record["LastStarted"].(string); ok {
		record["LastStarted"] = fmt.Sprint(at)
	}
	return json.Marshal(record)
}
