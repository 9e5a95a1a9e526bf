package main

import (
	"bytes"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

func TestDocument(t *testing.T) {
	doc := newDocument(&debug.BuildInfo{
		GoVersion: "go1.26.8 X:some",
		Path:      "example.com/tool/cmd/tool",
		Main:      debug.Module{Path: "example.com/tool", Version: "v1.2.3"},
		Deps: []*debug.Module{
			{Path: "example.com/b", Version: "v2.0.0+incompatible", Sum: "h1:b="},
			{Path: "example.com/a", Version: "v1.0.0", Replace: &debug.Module{Path: "example.com/fork", Version: "v1.0.1", Sum: "h1:f="}},
		},
		Settings: []debug.BuildSetting{{Key: "-trimpath", Value: "true"}, {Key: "GOOS", Value: "linux"}},
	}, "ab12")

	if main := doc.Metadata.Component; main.Type != "application" || main.Name != "example.com/tool" ||
		main.Hashes[0] != (hash{"SHA-256", "ab12"}) || main.Properties[1] != (property{"go:build:GOOS", "linux"}) {
		t.Errorf("the binary is described as %+v", main)
	}
	var list []string
	for _, c := range doc.Components {
		list = append(list, c.PURL)
	}
	const want = "pkg:golang/example.com/b@v2.0.0%2Bincompatible pkg:golang/example.com/fork@v1.0.1 pkg:golang/std@1.26.8"
	if got := strings.Join(list, " "); got != want {
		t.Errorf("components\n%s, want\n%s", got, want)
	}
	if got := strings.Join(doc.Dependencies[0].DependsOn, " "); got != want || doc.Dependencies[0].Ref != doc.Metadata.Component.Ref {
		t.Errorf("dependencies of %s\n%s, want\n%s", doc.Dependencies[0].Ref, got, want)
	}
	if sum := doc.Components[0].Properties; len(sum) != 1 || sum[0] != (property{"go:sum", "h1:b="}) {
		t.Errorf("properties %v", sum)
	}
}

// A test is a Go binary too, though one in which the linker names no module but its own.
func TestRun(t *testing.T) {
	var first, second bytes.Buffer
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []*bytes.Buffer{&first, &second} {
		if err := run(w, self); err != nil {
			t.Fatal(err)
		}
	}
	if !gjson.ValidBytes(first.Bytes()) || first.String() != second.String() {
		t.Error("it is not the same JSON twice")
	}
	if std := gjson.GetBytes(first.Bytes(), `components.#(name=="std").version`).String(); "go"+std != runtime.Version() {
		t.Errorf("the standard library is listed as %q", std)
	}
	if err := run(&first, "main.go"); err == nil {
		t.Error("a text is taken for a binary")
	}
	if err := run(&first, "missing"); err == nil {
		t.Error("a file that is not there is taken for a binary")
	}
}
