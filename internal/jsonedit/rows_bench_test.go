package jsonedit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
	"github.com/caddy-batchtask/caddy-batchtask/internal/jsonedit"
)

// rowTexts are the texts in rows. Like those of real rows, they are mostly ASCII with few escapes.
var rowTexts = []string{"order", "of", "the", "delivery", "Oslo", "invoice", "sent", "Bergen", "2 pcs", "approved", "by", "sales",
	"a/b", "Tromsø", "Ålesund", `\"soon\"`, `1\n2`, `\u00e6`, "größer", "50 €"}

// benchRows returns an array of about size bytes of objects with ten short members each. As a document, it is an array of
// records. The result is always the same.
func benchRows(size int) []byte {
	random := rand.New(rand.NewPCG(7, 11))
	date := func() string {
		return fmt.Sprintf("20%02d-%02d-%02dT%02d:%02d:%02d+0%d:00", random.IntN(27), 1+random.IntN(12), 1+random.IntN(28),
			random.IntN(24), random.IntN(60), random.IntN(60), random.IntN(3))
	}
	text := func() string {
		longest := random.IntN(31)
		var words strings.Builder
		for {
			word := rowTexts[random.IntN(len(rowTexts))]
			if words.Len()+len(word) > longest {
				return words.String()
			}
			words.WriteString(word + " ")
		}
	}
	rows := []byte{'['}
	for len(rows) < size {
		if len(rows) > 1 {
			rows = append(rows, ',')
		}
		rows = fmt.Appendf(rows, `{"Id":%d,"AssociateId":%d,"IsSystemTask":%v,"LastStarted":"%s","Created":"%s","StartCount":%d,`+
			`"Amount":%.2f,"Share":%.6f,"Name":"%s","Description":"%s"}`, random.IntN(1e6), random.IntN(1e3), random.IntN(2) == 0,
			date(), date(), random.IntN(100), random.Float64()*1e5-1e4, random.Float64(), text(), text())
	}
	return append(rows, ']')
}

// BenchmarkRowsJSON measures rows as the bulk of a task, stripped from a request and kept or nulled in a response, and as
// records.
func BenchmarkRowsJSON(b *testing.B) {
	kept := benchDocument(b, "Id,LastStarted,Description,ParameterObject")
	nulled := benchDocument(b, "Id,LastStarted,State")
	for _, size := range edittest.BenchSizes {
		rows := benchRows(size.Size)
		task := fmt.Appendf(nil, `{"Id":325,"Name":"Rows","LastStarted":"2026-10-07T18:28:48+02:00","ParameterObject":%s,"State":"All"}`, rows)
		for _, layout := range []string{"compact", "indented"} {
			if layout == "indented" {
				rows, task = indent(b, rows), indent(b, task)
			}
			request := fmt.Appendf(nil, `{"BatchTaskInfo":%s}`, task)
			name := func(what string) string { return what + "/" + layout + "/" + size.Name }
			var out edit.Result
			edittest.Bench(b, name("strip"), request, func() error {
				out.Reset()
				return jsonedit.Strip(request, &benchFilter, &out)
			})
			reshape := func(what string, src []byte, doc *edit.Document) {
				var edits edit.Edits
				edittest.Bench(b, name(what), src, func() error {
					edits.Reset()
					return jsonedit.Reshape(src, doc, &edits)
				})
			}
			reshape("kept", task, kept)
			reshape("nulled", task, nulled)
			reshape("records-kept", rows, kept)
			reshape("records-nulled", rows, nulled)
		}
	}
}

func indent(tb testing.TB, src []byte) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, src, "", "  "); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}
