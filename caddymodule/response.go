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

// send calls next with a recorder in front of the client, and reshapes what it has recorded (contract section 5).
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
		rec.setStripped() // of what will be responded instead
	case left:
		rec.WriteHeader(statusClientClosedRequest)
	default:
		g.metrics.untouched.Inc()
		rec.setStripped()
	}
	rec.release()
	return err
}

// statusClientClosedRequest is logged for a client that has left before there was a response.
const statusClientClosedRequest = 499

// reshape writes the recorded answer to the client: reshaped if it can be and needs to be, else as the API sent it. The
// update is done, so whatever is wrong with the answer, the client must learn of it.
func (g *Guard) reshape(rec *recorder, x *exchange) {
	started := time.Now()
	src := rec.body()
	if rec.coding != coding.Identity && len(src) > 0 {
		var err error
		if x.decoded, err = coding.Decode(x.decoded[:0], src, rec.coding, g.MaxResponseBody); err != nil {
			g.passUnreshaped(unreshapedCoding, err.Error())
			rec.commit()
			return
		}
		src = x.decoded
	}
	x.result.Reset()
	edits := &x.result.Edits
	if len(src) > 0 {
		g.readBase(rec.Header(), x)
		if g.tracer != nil {
			g.tracer.Reshaping(rec.format, src, &x.document)
		}
		if err := rec.format.Reshape(src, &x.document, edits); err != nil {
			g.passUnreshaped(unreshapedMalformed, detailOf(err))
			rec.commit()
			return
		}
	}
	observe(g.metrics.responseDuration, time.Since(started))
	g.metrics.countDateTimes(edits)
	if edits.Len() == 0 {
		g.metrics.untouched.Inc()
		rec.commit()
		return
	}
	g.metrics.reshaped.Inc()
	rec.setChanged(edits.Size(len(src)))
	x.nameZone(rec.Header())
	rec.writeHeader()
	// An error here is the client's leaving.
	x.scratch, _ = edits.WriteTo(rec.ResponseWriter, src, x.scratch)
	rec.setTrailers()
}

// isUntrue reports whether a field, its name in canonical form, says something of the API's bytes that is not true of a
// body that was changed.
func (rec *recorder) isUntrue(name string) bool {
	switch name {
	case "Etag", "Content-Md5", "Digest", "Content-Digest", "Repr-Digest", "Accept-Ranges":
		return true
	case "Content-Encoding":
		return rec.coding != coding.Identity
	}
	return false
}

// setChanged makes the headers say what is true of a body that was changed and is size bytes long.
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
		delete(h, "Content-Length") // HTTP/1.1 has trailers only behind chunks
		return
	}
	rec.lengthValue.set(h, "Content-Length", strconv.Itoa(size))
}

// The reasons for which an answer passes as the API sent it although a reshape was asked for.
const (
	unreshapedTooLarge  = "too-large"
	unreshapedCharset   = "charset"
	unreshapedCoding    = "content-coding"
	unreshapedMalformed = "malformed"
	unreshapedBrokenOff = "broken-off"
)

// passUnreshaped logs and counts such an answer.
func (g *Guard) passUnreshaped(reason, detail string) {
	g.metrics.unreshaped.Inc()
	if g.tracer != nil {
		g.tracer.PassedUnreshaped(reason, detail)
	}
	if c := g.logger.Check(zapcore.WarnLevel, "answer passed unreshaped"); c != nil {
		c.Write(zap.String("reason", reason), zap.String("detail", detail))
	}
}

// detailOf returns what a rewriter says of an answer, without the kind, which is that of a request.
func detailOf(err error) string {
	var f *problem.Error
	if errors.As(err, &f) {
		return f.Detail
	}
	return err.Error()
}
