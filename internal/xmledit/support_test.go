package xmledit

import (
	"errors"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

var testFilter = &edittest.Filter

// keepAll keeps every property of a response.
var keepAll = edittest.DocumentOf(&edittest.Selection{Rest: edit.Keep})

// mustStrip strips src and returns the result and the stripped names, comma-separated.
func mustStrip(t testing.TB, src string) (result, stripped string) {
	t.Helper()
	var out edit.Result
	if err := Strip([]byte(src), testFilter, &out); err != nil {
		t.Fatalf("%s\n%v", src, err)
	}
	var list []string
	for i := range out.Stripped.Len() {
		list = append(list, string(out.Stripped.Name(i)))
	}
	text := out.Edits.AppendTo(nil, []byte(src))
	if len(text) != out.Edits.Size(len(src)) {
		t.Fatalf("%s\nSize gives %d, the result has %d bytes", src, out.Edits.Size(len(src)), len(text))
	}
	return string(text), strings.Join(list, ",")
}

func mustReshape(t testing.TB, src string, rule edit.Rule) string {
	t.Helper()
	var e edit.Edits
	if err := Reshape([]byte(src), edittest.DocumentOf(rule), &e); err != nil {
		t.Fatalf("%s\n%v", src, err)
	}
	text := e.AppendTo(nil, []byte(src))
	if len(text) != e.Size(len(src)) {
		t.Fatalf("%s\nSize gives %d, the result has %d bytes", src, e.Size(len(src)), len(text))
	}
	return string(text)
}

// problemKind returns the kind of a problem, or nil if err is nil.
func problemKind(t testing.TB, err error) *problem.Kind {
	t.Helper()
	if err == nil {
		return nil
	}
	var f *problem.Error
	if !errors.As(err, &f) {
		t.Fatalf("not a problem: %v", err)
	}
	return f.Kind
}
