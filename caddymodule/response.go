package caddymodule

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/caddyserver/caddy/v2/modules/caddyhttp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/caddy-batchtask/caddy-batchtask/internal/coding"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// send calls next with a recorder in place of w, and reshapes the recorded response (contract section 5).
func (g *Guard) send(w http.ResponseWriter, r *http.Request, x *exchange, next caddyhttp.Handler) (err error) {
	rec := &x.recorder
	rec.ResponseWriter, rec.guard, rec.stripped, rec.reshapes = w, g, x.stripped, x.reshapes
	returned := false
	defer func() {
		if !returned {
			rec.abort(x.sending.hasLeft())
		}
		if err == nil {
			x.sending.finish()
		} else {
			x.fail(r)
		}
	}()
	err = next.ServeHTTP(rec, x.prepare(r))
	returned = true
	left := x.sending.hasLeft()
	switch {
	case rec.state == buffering:
		g.reshape(rec, x)
	case rec.state == streaming:
		if !rec.unreshaped && !(left && rec.status == statusClientClosedRequest) {
			g.metrics.untouched.Inc()
		}
	case err != nil:
		rec.setStripped() // on the response of handle_errors
	case left:
		rec.WriteHeader(statusClientClosedRequest)
	default:
		g.metrics.untouched.Inc()
		rec.setStripped()
	}
	rec.release()
	return err
}

// statusClientClosedRequest is logged if the client left before there was a response.
const statusClientClosedRequest = 499

// reshape writes the recorded response to the client, reshaped if necessary and possible, otherwise as the API sent it. The
// update has been made, so the client gets its response whatever is wrong with it.
func (g *Guard) reshape(rec *recorder, x *exchange) {
	started := time.Now()
	src := rec.body()
	if rec.coding != coding.Identity && len(src) > 0 {
		var err error
		if x.decoded, err = coding.Decode(x.decoded[:0], src, rec.coding, g.MaxResponseBody); err != nil {
			g.passUnreshaped(unreshapedCoding, err.Error())
			_ = rec.commit() // the client may have left
			return
		}
		src = x.decoded
	}
	x.result.Reset()
	edits := &x.result.Edits
	if len(src) > 0 {
		g.readBase(rec.Header(), x)
		if err := rec.format.Reshape(src, &x.document, edits); err != nil {
			g.passUnreshaped(unreshapedMalformed, detailOf(err))
			_ = rec.commit() // the client may have left
			return
		}
		g.tracer.Reshaped(rec.format, src, &x.document, edits)
	}
	observe(g.metrics.responseDuration, time.Since(started))
	g.metrics.countDateTimes(edits)
	if edits.Len() == 0 {
		g.metrics.untouched.Inc()
		_ = rec.commit() // the client may have left
		return
	}
	g.metrics.reshaped.Inc()
	rec.setChanged(edits.Size(len(src)))
	x.nameZone(rec.Header())
	rec.writeHeader()
	// An error here means that the client has left.
	x.scratch, _ = edits.WriteTo(rec, src, x.scratch)
	rec.setTrailers()
}

// isUntrue reports whether a field, its name in canonical form, describes the API's bytes in a way that is no longer true
// once the body has been changed.
func (rec *recorder) isUntrue(name string) bool {
	switch name {
	case "Etag", "Content-Md5", "Digest", "Content-Digest", "Repr-Digest", "Accept-Ranges":
		return true
	case "Content-Encoding":
		return rec.coding != coding.Identity
	}
	return false
}

// setChanged adapts the header to a changed body of size bytes.
func (rec *recorder) setChanged(size int) {
	h := rec.Header()
	trailers := h["Trailer"] != nil
	for key := range h {
		name, unannounced := strings.CutPrefix(key, http.TrailerPrefix)
		trailers = trailers || unannounced
		if rec.isUntrue(name) {
			delete(h, key)
		}
	}
	if trailers {
		delete(h, "Content-Length") // HTTP/1.1 has trailers only after a chunked body
		return
	}
	rec.lengthValue.set(h, "Content-Length", strconv.Itoa(size))
}

// The reasons why a response passes as the API sent it although the client asked for a reshape.
const (
	unreshapedTooLarge  = "too-large"
	unreshapedCharset   = "charset"
	unreshapedCoding    = "content-coding"
	unreshapedMalformed = "malformed"
	unreshapedBrokenOff = "broken-off"
)

// passUnreshaped logs and counts such a response.
func (g *Guard) passUnreshaped(reason, detail string) {
	g.metrics.unreshaped.Inc()
	g.tracer.PassedUnreshaped(reason, detail)
	if c := g.logger.Check(zapcore.WarnLevel, "answer passed unreshaped"); c != nil {
		c.Write(zap.String("reason", reason), zap.String("detail", detail))
	}
}

// detailOf returns an editor's description of what is wrong, without the kind: kinds are for requests.
func detailOf(err error) string {
	if p, ok := errors.AsType[*problem.Error](err); ok {
		return p.Detail
	}
	return err.Error()
}
