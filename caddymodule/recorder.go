package caddymodule

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/coding"
	"github.com/caddy-batchtask/caddy-batchtask/internal/document"
)

// recorder is the response writer for next. It buffers a response that may have to be reshaped and streams any other. A
// buffered response that grows past the limit is streamed from then on, so that the client gets every byte.
//
// It is not pooled, because a handler may still hold it after it has returned (lasting); its buffer is.
type recorder struct {
	http.ResponseWriter
	guard    *Guard
	stripped string // the value of the stripped header
	reshapes bool

	state      state
	status     int
	format     document.Format
	coding     coding.Coding
	buf        *buffer
	trailers   []trailer // those that a buffered response announces
	unreshaped bool      // the response passes as the API sent it, and has been counted as such

	lengthValue, strippedValue fieldValue
}

// trailer is a trailer field that a response announces. Until the header has been sent, the shared map holds its values after
// those of a header field of the same name.
type trailer struct {
	name           string
	header, values []string
}

type state uint8

const (
	pending   state = iota // nothing has been written
	buffering              // the header is in the shared map, the body in buf
	streaming              // the header has been sent
)

// WriteHeader implements http.ResponseWriter.
func (rec *recorder) WriteHeader(status int) {
	if rec.state != pending {
		return
	}
	if 100 <= status && status < 200 && status != http.StatusSwitchingProtocols {
		rec.ResponseWriter.WriteHeader(status) // an interim response
		return
	}
	rec.status = status
	if !rec.shouldBuffer() {
		rec.writeHeader()
		return
	}
	rec.state = buffering
	rec.noteTrailers()
	rec.buf = getBuffer()
	if n := rec.contentLength(); n > int64(cap(rec.buf.data)) {
		rec.buf.data = make([]byte, 0, n)
	}
}

// shouldBuffer reports whether the response whose header is in the shared map may have to be reshaped and can be.
func (rec *recorder) shouldBuffer() bool {
	h := rec.Header()
	switch {
	case !rec.reshapes, rec.status < 200, rec.status > 299,
		rec.status == http.StatusNoContent, rec.status == http.StatusPartialContent:
		return false
	}
	contentType := h["Content-Type"]
	if len(contentType) != 1 {
		return false
	}
	format, utf8 := document.ResponseFormat(contentType[0])
	rec.format = format
	rec.coding = coding.Parse(h["Content-Encoding"])
	switch {
	case format == document.None:
		return false
	case !utf8:
		rec.passUnreshaped(unreshapedCharset, contentType[0])
		return false
	case rec.coding == coding.Unknown:
		rec.passUnreshaped(unreshapedCoding, h.Get("Content-Encoding"))
		return false
	case rec.contentLength() > rec.guard.MaxResponseBody:
		rec.passUnreshaped(unreshapedTooLarge, "")
		return false
	}
	return true
}

// passUnreshaped reports why the response passes as the API sent it although a reshape was asked for.
func (rec *recorder) passUnreshaped(reason, detail string) {
	rec.unreshaped = true
	rec.guard.passUnreshaped(reason, detail)
}

// contentLength returns the length that the header announces, or -1.
func (rec *recorder) contentLength() int64 {
	if values := rec.Header()["Content-Length"]; len(values) == 1 {
		if n, err := strconv.ParseInt(values[0], 10, 64); err == nil {
			return n
		}
	}
	return -1
}

// Write implements io.Writer.
func (rec *recorder) Write(p []byte) (int, error) {
	if rec.state == pending {
		rec.WriteHeader(http.StatusOK)
	}
	if rec.state == buffering {
		if int64(len(rec.buf.data)+len(p)) <= rec.guard.MaxResponseBody {
			rec.buf.data = append(rec.buf.data, p...)
			return len(p), nil
		}
		rec.passUnreshaped(unreshapedTooLarge, "")
		if err := rec.commit(); err != nil {
			return 0, err
		}
	}
	return rec.stream(p)
}

// maxWrite is the size of the writes of reverse_proxy. Larger ones are slower where congestion control paces what is sent, as
// BBR does: the kernel then sets a timer for most segments. That took a sixth of the throughput of responses of 1 MB.
const maxWrite = 32 << 10

// stream writes p to the client.
func (rec *recorder) stream(p []byte) (n int, err error) {
	for {
		piece := p[n:min(n+maxWrite, len(p))]
		written, err := rec.ResponseWriter.Write(piece)
		if err == nil && written != len(piece) {
			err = io.ErrShortWrite
		}
		if n += written; err != nil || n == len(p) {
			return n, err
		}
	}
}

// ReadFrom implements io.ReaderFrom, so that a streamed response can be spliced.
func (rec *recorder) ReadFrom(r io.Reader) (int64, error) {
	if rec.state == pending {
		rec.WriteHeader(http.StatusOK)
	}
	if rec.state == streaming {
		return io.Copy(rec.ResponseWriter, r)
	}
	return io.Copy(struct{ io.Writer }{rec}, r)
}

// FlushError is called by http.ResponseController. While the response is buffered, there is nothing to flush.
func (rec *recorder) FlushError() error {
	if rec.state == pending {
		rec.WriteHeader(http.StatusOK)
	}
	if rec.state == buffering {
		return nil
	}
	return http.NewResponseController(rec.ResponseWriter).Flush()
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// body returns what has been buffered.
func (rec *recorder) body() []byte { return rec.buf.data }

// commit sends the header and the buffered part of the body as the API sent them; the rest is streamed.
func (rec *recorder) commit() error {
	rec.writeHeader()
	_, err := rec.stream(rec.body())
	rec.setTrailers()
	return err
}

// abort passes on the part that has arrived of a response that broke off, so that the client learns of the update. The panic
// that led here continues and closes the connection, so that the response does not look complete. If the client has left,
// it was the client that ended it.
func (rec *recorder) abort(left bool) {
	if rec.state != buffering {
		return
	}
	if !left {
		rec.passUnreshaped(unreshapedBrokenOff, "")
	}
	if rec.commit() == nil {
		_ = http.NewResponseController(rec.ResponseWriter).Flush()
	}
	rec.release()
}

// writeHeader sends the header.
func (rec *recorder) writeHeader() {
	rec.setStripped()
	rec.setTrailersAside()
	rec.ResponseWriter.WriteHeader(rec.status)
	rec.state = streaming
}

func (rec *recorder) setStripped() {
	if name := rec.guard.strippedKey; rec.stripped != "" && name != "" {
		rec.strippedValue.set(rec.Header(), name, rec.stripped)
	}
}

// noteTrailers records which trailers are announced, and the values of header fields that have their names.
func (rec *recorder) noteTrailers() {
	h := rec.Header()
	for _, line := range h["Trailer"] {
		for name := range strings.SplitSeq(line, ",") {
			name = http.CanonicalHeaderKey(strings.TrimSpace(name))
			if !slices.ContainsFunc(rec.trailers, func(t trailer) bool { return t.name == name }) {
				rec.trailers = append(rec.trailers, trailer{name: name, header: h[name]})
			}
		}
	}
}

// setTrailersAside takes the announced trailers out of the shared map: they arrived after the buffered body and must not be
// sent as headers.
func (rec *recorder) setTrailersAside() {
	h := rec.Header()
	for i := range rec.trailers {
		t := &rec.trailers[i]
		all, ok := h[t.name]
		if !ok || len(all) < len(t.header) {
			continue // it was not sent, or is no longer true of the body
		}
		if t.values = all[len(t.header):]; len(t.header) > 0 {
			h[t.name] = t.header
		} else {
			delete(h, t.name)
		}
	}
}

// setTrailers restores the trailers once the body is written, and no sooner: an outer writer, such as that of encode, may send
// the header as late as that.
func (rec *recorder) setTrailers() {
	for _, t := range rec.trailers {
		delete(rec.Header(), t.name)
		if len(t.values) > 0 {
			rec.Header()[t.name] = t.values
		}
	}
}

// release returns the buffer to the pool.
func (rec *recorder) release() {
	if rec.buf == nil {
		return
	}
	putBuffer(rec.buf)
	rec.buf = nil
}
