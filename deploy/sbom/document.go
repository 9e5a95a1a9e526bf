package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"os"
	"runtime/debug"
	"slices"
	"strings"
)

// document is a CycloneDX 1.6 document, as far as it is used here. It has no time and no random serial number, so that it
// can be made again.
type document struct {
	Format       string       `json:"bomFormat"`
	SpecVersion  string       `json:"specVersion"`
	Version      int          `json:"version"`
	Metadata     metadata     `json:"metadata"`
	Components   []component  `json:"components"`
	Dependencies []dependency `json:"dependencies"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	Hashes     []hash     `json:"hashes,omitempty"`
	PURL       string     `json:"purl"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	Ref       string   `json:"ref"`
	DependsOn []string `json:"dependsOn"`
}

// newDocument describes a binary by what is written in it and its SHA-256.
func newDocument(info *debug.BuildInfo, sum string) document {
	main := module(info.Main)
	main.Type = "application"
	main.Hashes = []hash{{"SHA-256", sum}}
	main.Properties = settings(info.Settings)

	// The toolchain's version is that of the standard library, which is in the binary like any module.
	version, _, _ := strings.Cut(strings.TrimPrefix(info.GoVersion, "go"), " ")
	components := []component{module(debug.Module{Path: "std", Version: version})}
	for _, dep := range info.Deps {
		if dep.Replace != nil {
			dep = dep.Replace
		}
		components = append(components, module(*dep))
	}
	slices.SortFunc(components, func(a, b component) int { return cmp.Compare(a.Ref, b.Ref) })

	// Which module needs which is not in a binary, so all that is said is that the binary needs them all.
	all := dependency{Ref: main.Ref}
	for _, c := range components {
		all.DependsOn = append(all.DependsOn, c.Ref)
	}
	return document{
		Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Metadata: metadata{main}, Components: components, Dependencies: []dependency{all},
	}
}

// module describes a module. Its sum is not a hash of a file, and so is a property.
func module(m debug.Module) component {
	purl := "pkg:golang/" + m.Path + "@" + url.QueryEscape(m.Version)
	c := component{Type: "library", Ref: purl, Name: m.Path, Version: m.Version, PURL: purl}
	if m.Sum != "" {
		c.Properties = []property{{"go:sum", m.Sum}}
	}
	return c
}

// settings are those of the build by which the binary can be made again.
func settings(all []debug.BuildSetting) []property {
	kept := []property{}
	for _, s := range all {
		kept = append(kept, property{"go:build:" + s.Key, s.Value})
	}
	return kept
}

// sha256File returns the hash of a file, in hexadecimal.
func sha256File(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
