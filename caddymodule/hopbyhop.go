package caddymodule

import (
	"bytes"
	"net/http"
	"net/textproto"
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/operation"
)

// dropHopByHop removes what a client has sent for this connection alone: the fields that Connection names and those by
// which it would be switched to another protocol (RFC 9110 section 7.6.1, RFC 8441). It is done before anything is
// checked, so that what is checked is what is sent on: a request with "Connection: Authorization" has no Authorization.
func dropHopByHop(r *http.Request) {
	h := r.Header
	for _, line := range h["Connection"] {
		for name := range strings.SplitSeq(line, ",") {
			h.Del(textproto.TrimString(name))
		}
	}
	delete(h, "Connection")
	delete(h, "Upgrade")
	delete(h, "Http2-Settings")
	if r.Method == http.MethodConnect {
		// Of an extended CONNECT reverse_proxy would make a GET with Upgrade.
		delete(h, ":protocol") // of HTTP/2
		if r.ProtoMajor == 3 {
			r.Proto = "HTTP/3.0"
		}
		operation.DropMethodOverrides(h)
	}
}

// dropDigests removes the fields that are true of the body as it was sent only.
func dropDigests(h http.Header, sent, sentOn []byte) {
	for _, name := range [...]string{"Content-Md5", "Digest", "Content-Digest", "Repr-Digest"} {
		if h[name] != nil && !bytes.Equal(sent, sentOn) {
			delete(h, name)
		}
	}
}
