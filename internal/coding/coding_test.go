package coding

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

func TestParse(t *testing.T) {
	for value, want := range map[string]Coding{
		"": Identity, "identity": Identity, "IDENTITY": Identity, "gzip": Gzip, "X-GZIP": Gzip, "deflate": Deflate, "br": Brotli,
		"zstd": Zstd, "gzip, gzip": Unknown, "compress": Unknown, "exi": Unknown, "g\u017fip": Unknown, "identity,gzip": Unknown,
	} {
		if got := Parse([]string{value}); got != want {
			t.Errorf("%q: %v", value, got)
		}
	}
	for _, tc := range []struct {
		values []string
		want   Coding
	}{
		{nil, Identity}, {[]string{"", " "}, Identity}, {[]string{"", "gzip"}, Gzip}, {[]string{" gzip\t,", ","}, Gzip},
		{[]string{"gzip", "gzip"}, Unknown}, {[]string{"gzip", "identity"}, Unknown}, {[]string{"identity", "gzip"}, Unknown},
	} {
		if got := Parse(tc.values); got != tc.want {
			t.Errorf("%q: %v", tc.values, got)
		}
	}
}

// codings lists all codings. Where possible, the encoder is from another library than the decoder.
var codings = []struct {
	name   string
	coding Coding
	open   func(io.Writer) io.WriteCloser
}{
	{"gzip", Gzip, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }},
	{"deflate, zlib", Deflate, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }},
	{"deflate, bare", Deflate, func(w io.Writer) io.WriteCloser {
		f, _ := flate.NewWriter(w, flate.BestCompression) // the level is a valid one
		return f
	}},
	{"br", Brotli, func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }},
	{"zstd", Zstd, func(w io.Writer) io.WriteCloser {
		z, _ := zstd.NewWriter(w) // without options
		return z
	}},
}

func encode(t testing.TB, open func(io.Writer) io.WriteCloser, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDecode(t *testing.T) {
	for _, c := range codings {
		t.Run(c.name, func(t *testing.T) {
			for _, text := range []string{"", "a", "{\"Id\":1}", strings.Repeat("Multi-lateral neutral time-frame", 1000)} {
				coded := encode(t, c.open, text)
				got, err := Decode([]byte("before "), coded, c.coding, int64(len(text)))
				if err != nil || string(got) != "before "+text {
					t.Errorf("%.20q: %.40q, %v", text, got, err)
				}
				if len(text) == 0 {
					continue
				}
				if _, err := Decode(nil, coded, c.coding, int64(len(text))-1); err != ErrTooLarge {
					t.Errorf("%.20q past the limit: %v", text, err)
				}
				// Start at one byte: an empty body is never decoded.
				for i := 1; i < len(coded); i++ {
					if _, err := Decode(nil, coded[:i], c.coding, 1<<20); err != ErrCorrupt {
						t.Errorf("%.20q, cut to %d of %d bytes: %v", text, i, len(coded), err)
						break
					}
				}
				if _, err := Decode(nil, append(bytes.Clone(coded), "more"...), c.coding, 1<<20); err != ErrCorrupt {
					t.Errorf("%.20q with trailing data: %v", text, err)
				}
			}
			if _, err := Decode(nil, []byte("{\"Id\":1}"), c.coding, 1<<20); err != ErrCorrupt {
				t.Errorf("plain text: %v", err)
			}
		})
	}
}

// TestDecodeBomb checks that the memory used is in proportion to the limit, not to the decoded size.
func TestDecodeBomb(t *testing.T) {
	const limit = 1 << 16
	for _, c := range codings {
		bomb := encode(t, c.open, strings.Repeat("\x00", 64<<20))
		got, err := Decode(nil, bomb, c.coding, limit)
		if err != ErrTooLarge || cap(got) > 8*limit {
			t.Errorf("%s: allocated %d bytes, error %v", c.name, cap(got), err)
		}
	}
}
