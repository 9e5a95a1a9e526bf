// Package coding decodes content codings (RFC 9110 section 8.4). Decoding stops as soon as the output exceeds a limit, so a
// decompression bomb costs no more than that.
package coding

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Coding is a content coding.
type Coding uint8

// The codings. Unknown is any coding that can't be decoded, including a list of several.
const (
	Identity Coding = iota
	Gzip
	Deflate
	Brotli
	Zstd
	Unknown
)

// Parse returns the coding named by the values of Content-Encoding, which form a single list.
func Parse(values []string) Coding {
	coding, found := Identity, false
	for _, value := range values {
		for name := range strings.SplitSeq(value, ",") {
			if name = strings.Trim(name, " \t"); name == "" {
				continue // lists may have empty elements (RFC 9110 section 5.6.1)
			}
			if found {
				return Unknown
			}
			coding, found = parse(name), true
		}
	}
	return coding
}

func parse(name string) Coding {
	switch {
	case names.Equal(name, "identity"):
		return Identity
	case names.Equal(name, "gzip"), names.Equal(name, "x-gzip"):
		return Gzip
	case names.Equal(name, "deflate"):
		return Deflate
	case names.Equal(name, "br"):
		return Brotli
	case names.Equal(name, "zstd"):
		return Zstd
	}
	return Unknown
}

// The errors of Decode.
var (
	ErrTooLarge = errors.New("it decodes to more than the limit")
	ErrCorrupt  = errors.New("it is truncated or corrupt")
)

// Decode appends the decoded src to dst. It returns ErrTooLarge if that is more than limit bytes, and ErrCorrupt if src is
// truncated, malformed, or followed by other data.
func Decode(dst, src []byte, c Coding, limit int64) ([]byte, error) {
	if c == Deflate {
		// "deflate" means the zlib format, but some senders omit its wrapper (RFC 9110 section 8.4.1.2).
		if isZlib(src) {
			if out, err := decode(dst, src, openZlib, limit); err != ErrCorrupt {
				return out, err
			}
		}
		return decode(dst, src, openFlate, limit)
	}
	return decode(dst, src, openers[c], limit)
}

type opener func(io.Reader) (io.Reader, error)

var openers = [...]opener{Gzip: openGzip, Brotli: openBrotli, Zstd: openZstd}

func openGzip(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }

func openZlib(r io.Reader) (io.Reader, error) { return zlib.NewReader(r) }

func openFlate(r io.Reader) (io.Reader, error) { return flate.NewReader(r), nil }

func openBrotli(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil }

// maxWindow is the largest window that a zstd frame may request (RFC 8878 section 3.1.1.1.2 recommends 8 MiB).
const maxWindow = 8 << 20

func openZstd(r io.Reader) (io.Reader, error) {
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, err
	}
	return d.IOReadCloser(), nil
}

// isZlib reports whether src begins with a zlib header (RFC 1950 section 2.2).
func isZlib(src []byte) bool {
	return len(src) >= 2 && src[0]&0x0F == 8 && src[0]>>4 <= 7 && (uint(src[0])<<8|uint(src[1]))%31 == 0
}

func decode(dst, src []byte, open opener, limit int64) ([]byte, error) {
	in := bytes.NewReader(src)
	r, err := open(in)
	if err != nil {
		return dst, ErrCorrupt
	}
	if c, ok := r.(io.Closer); ok {
		defer c.Close()
	}
	start := len(dst)
	for {
		if len(dst) == cap(dst) {
			dst = append(dst, 0)[:len(dst)]
		}
		n, err := r.Read(dst[len(dst):cap(dst)])
		dst = dst[:len(dst)+n]
		switch {
		case int64(len(dst)-start) > limit:
			return dst, ErrTooLarge
		case err == io.EOF:
			if in.Len() > 0 {
				return dst, ErrCorrupt // trailing data
			}
			return dst, nil
		case err != nil:
			return dst, ErrCorrupt
		}
	}
}
