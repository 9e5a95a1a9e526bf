package jsonedit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // for the baseline

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
	"github.com/caddy-batchtask/caddy-batchtask/internal/jsonedit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/selection"
	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

var benchFilter = edit.NewFilter(batchtask.DefaultIdentity, batchtask.DefaultUpdatable, batchtask.DefaultDateTimes)

// benchDocument has the rule of the sample's request: three selected properties and a zone.
func benchDocument(tb testing.TB, paths string) *edit.Document {
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
	rule := &edit.Response{
		DateTimes:  names.NewSet(batchtask.DefaultDateTimes...),
		Converters: []edit.Converter{&conversion, &conversion},
	}
	if node, err := selection.Parse(paths, edit.Null); err != nil {
		tb.Fatal(err)
	} else if node != nil {
		rule.Selection = node
	}
	return &edit.Document{
		Record: batchtask.Record, Identity: names.NewSet("Id"), Properties: batchtask.Properties, Errors: batchtask.Errors, Rule: rule,
	}
}

func benchSample(tb testing.TB, name string) []byte {
	tb.Helper()
	text, err := os.ReadFile("../../caddymodule/testdata/sample/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// benchShapes grow the sample to about size bytes by one long text, many members of an object, or many records.
var benchShapes = []struct {
	name string
	grow func(sample string, size int) string
}{
	{"text", func(sample string, size int) string {
		const words = "Multi-lateral neutral time-frame. "
		fill := strings.Repeat(words, max(0, size-len(sample))/len(words))
		return strings.Replace(sample, `"Description": "`, `"Description": "`+fill, 1)
	}},
	{"members", func(sample string, size int) string {
		const object = `"ParameterObject": {`
		var fill strings.Builder
		for i := 0; fill.Len() < size-len(sample); i++ {
			fmt.Fprintf(&fill, "\n      \"Parameter%d\": \"voluptatibus \\\"%d\\\" laboriosam\",", i, i)
		}
		return strings.Replace(sample, object, object+fill.String(), 1)
	}},
	{"samples", func(sample string, size int) string {
		return "[" + strings.Repeat(sample+",", max(0, size-len(sample))/len(sample)) + sample + "]"
	}},
}

func BenchmarkStripJSON(b *testing.B) {
	sample := string(benchSample(b, "request.json"))
	for _, shape := range benchShapes[:2] { // a request has one record
		for _, size := range edittest.BenchSizes {
			src := []byte(shape.grow(sample, size.Size))
			var out edit.Result
			edittest.Bench(b, shape.name+"/"+size.Name+"/guard", src, func() error {
				out.Reset()
				return jsonedit.Strip(src, &benchFilter, &out)
			})
			edittest.Bench(b, shape.name+"/"+size.Name+"/maps", src, func() error {
				_, err := stripWithMaps(src)
				return err
			})
		}
	}
}

func BenchmarkReshapeJSON(b *testing.B) {
	sample := string(benchSample(b, "response.json"))
	for _, kept := range []struct{ name, paths string }{
		{"kept", "Id,LastStarted,Description,ParameterObject"}, {"nulled", "Id,LastStarted,State"},
	} {
		doc := benchDocument(b, kept.paths)
		for _, shape := range benchShapes {
			for _, size := range edittest.BenchSizes {
				src := []byte(shape.grow(sample, size.Size))
				name := shape.name + "/" + kept.name + "/" + size.Name
				var edits edit.Edits
				edittest.Bench(b, name+"/guard", src, func() error {
					edits.Reset()
					return jsonedit.Reshape(src, doc, &edits)
				})
				edittest.Bench(b, name+"/maps", src, func() error {
					_, err := reshapeWithMaps(src, kept.paths)
					return err
				})
			}
		}
	}
}

// stripWithMaps and reshapeWithMaps do the same job by decoding into maps and encoding again. They are the baseline.
func stripWithMaps(src []byte) ([]byte, error) {
	var document map[string]map[string]any
	if err := json.Unmarshal(src, &document); err != nil {
		return nil, err
	}
	record := document[batchtask.Record]
	for name := range record {
		if !benchFilter.Kept.HasString(name) {
			delete(record, name)
		}
	}
	return json.Marshal(document)
}

func reshapeWithMaps(src []byte, paths string) ([]byte, error) {
	var document any
	if err := json.Unmarshal(src, &document); err != nil {
		return nil, err
	}
	records, many := document.([]any)
	if !many {
		records = []any{document}
	}
	selected := names.NewSet(strings.Split(paths, ",")...)
	for _, record := range records {
		record, ok := record.(map[string]any)
		if !ok {
			return nil, errors.New("a record is no object")
		}
		for name, value := range record {
			if !selected.HasString(name) {
				record[name] = nil
			} else if text, ok := value.(string); ok && name == "LastStarted" {
				at, err := time.Parse(time.RFC3339, text)
				if err != nil {
					return nil, err
				}
				record[name] = at.In(newYork).Format(time.RFC3339Nano)
			}
		}
	}
	return json.Marshal(document)
}

var newYork = func() *time.Location {
	location, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	return location
}()
