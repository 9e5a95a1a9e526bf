// Package coding undoes content codings (RFC 9110 section 8.4), bounded: a body that decodes to more than its limit is
// given up as soon as it passes it, whatever it would have grown to.
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

// The codings. Unknown is one that can't be undone, a list of several among them.
const (
	Identity Coding = iota
	Gzip
	Deflate
	Brotli
	Zstd
	Unknown
)

// Parse returns the coding that the values of Content-Encoding, together one list, name.
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

// What can be wrong with a coded body.
var (
	ErrTooLarge = errors.New("it decodes to more than the limit")
	ErrCorrupt  = errors.New("it is truncated or corrupt")
)

// Decode appends the decoded src to dst, at most limit bytes of it. Errors are ErrTooLarge and ErrCorrupt.
func Decode(dst, src []byte, c Coding, limit int64) ([]byte, error) {
	if c == Deflate {
		// "deflate" means the zlib format, but some send the bare deflate stream in it.
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

// maxWindow bounds what a zstd frame may ask for (RFC 8878 section 3.1.1.1.2 recommends 8 MiB).
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
				return dst, ErrCorrupt // something follows the coded body
			}
			return dst, nil
		case err != nil:
			return dst, ErrCorrupt
		}
	}
}
