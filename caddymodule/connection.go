package caddymodule

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	// lingers is how long what a client still sends behind a refusal is read and thrown away. To close at once would have
	// many a client lose the response to the reset that its next bytes get (RFC 9112 section 9.6).
	lingers = 2 * time.Second
	// pageTime is how long an error page may still take once the client has left, or has only ended what it sends: the
	// two look the same.
	pageTime = 5 * time.Second
)

// closeBehindResponse has net/http answer without waiting for the rest of the body, say so with Connection: close, and
// read nothing on this connection as another request (contract section 6). HTTP/2 and 3 end the stream and need nothing.
func closeBehindResponse(w http.ResponseWriter, r *http.Request) {
	if r.ProtoMajor != 1 {
		return
	}
	w.Header().Set("Connection", "close")
	// The header alone would do until a directive of the site's changes it, and it has the connection closed without the
	// pause that spares the client a reset. A body over its limit tells net/http both, whatever happens to the header.
	_, _ = http.MaxBytesReader(innermost(w), io.NopCloser(strings.NewReader("-")), 0).Read(make([]byte, 1))
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(lingers)) // else it is the site's own
}

// innermost returns the server's own writer.
func innermost(w http.ResponseWriter) http.ResponseWriter {
	for {
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w
		}
		w = wrapper.Unwrap()
	}
}

// dropBody makes r one without a body, in place, so that the site's handle_errors sees it too: what has been read of the
// body can't be sent to a server of error pages, and the rest is not to be waited for. Nor is the page to be given up
// because the client has ended what it sends, or was too slow: it may still be listening.
func dropBody(r *http.Request) {
	r.Body, r.GetBody, r.ContentLength, r.TransferEncoding, r.Trailer = http.NoBody, nil, 0, nil, nil
	for _, name := range []string{"Content-Length", "Content-Encoding", "Trailer", "Expect"} {
		delete(r.Header, name)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(r.Context()))
	context.AfterFunc(r.Context(), func() { time.AfterFunc(pageTime, cancel) })
	*r = *r.WithContext(ctx)
}
