package timezone

import (
	"io"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/rewrite"
)

// newCatalog returns the catalog without configuration.
func newCatalog(tb testing.TB) *Catalog {
	tb.Helper()
	c, err := NewCatalog(nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// zone returns the zone of a name.
func zone(tb testing.TB, name string) *Zone {
	tb.Helper()
	z, err := newCatalog(tb).Lookup(name)
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

// converted returns what becomes of the text, itself if it stays as it is.
func converted(c rewrite.Converter, text string) string {
	if out, outcome := c.Convert(nil, []byte(text)); outcome == rewrite.Converted {
		return string(out)
	}
	return text
}

// readZone returns the compiled file of a zone.
func readZone(tb testing.TB, name string) []byte {
	tb.Helper()
	content, err := database()[lower(name)].file.Open()
	if err != nil {
		tb.Fatal(err)
	}
	defer content.Close()
	file, err := io.ReadAll(content)
	if err != nil {
		tb.Fatal(err)
	}
	return file
}
