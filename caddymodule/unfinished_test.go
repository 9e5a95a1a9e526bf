package caddymodule

import (
	"io"
	"net/http"
	"net/http/httptrace"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A request that is refused before its body has arrived is over once it has its response, also in the access log and in the
// gauge of requests in flight (contract section 6).
func TestRefusedRequestIsOver(t *testing.T) {
	for mode := range errorModes {
		file := filepath.Join(t.TempDir(), "caddy.log")
		s := logged{startCaddyfile(t, strings.NewReplacer(
			"output discard", "output file "+file+"\nlevel DEBUG", "\tadmin off\n", "\tadmin off\nmetrics\n",
			"\tupdate_batch_task\n", "log\nmetrics /metrics\n"+errorModes[mode]+"\n",
		).Replace(faultyCaddyfile("reverse_proxy UPSTREAM"))), file}
		for i, framing := range []string{"Content-Length: 100", "Content-Length: 1000000", chunkedLine, "Expect: 100-continue\r\nContent-Length: 100"} {
			t.Run(mode+" "+framing, func(t *testing.T) {
				w := s.dial(t)
				started := time.Now()
				w.write(t, rawRequest("POST", operationPath, "", jsonType, framing))
				if resp := w.read(t); resp.status != 401 || !resp.closes {
					t.Errorf("response %d (%v)", resp.status, resp.err)
				}
				for len(s.read(t, "http.log.access")) <= 2*i { // a request for the metrics follows each
					if time.Since(started) > lingers/2 {
						t.Fatal("it is not in the access log")
					}
					time.Sleep(time.Millisecond)
				}
				// The only request in flight is this one, in every handler.
				for line := range strings.Lines(s.send(rawRequest("GET", "/metrics", "")).body) {
					if strings.HasPrefix(line, "caddy_http_requests_in_flight{") && !strings.HasSuffix(line, " 1\n") {
						t.Error(line)
					}
				}
			})
		}
		for _, entry := range s.entries(t, "http") {
			if text, _ := entry["msg"].(string); strings.Contains(text, "panic") || entry["level"] == "error" {
				t.Errorf("logged %v", entry)
			}
		}
	}
}

// On HTTP/2, refusing a request ends only its stream, at once, however much of the body is outstanding. The connection
// stays open.
func TestRefusedStream(t *testing.T) {
	for mode := range errorModes {
		s := startMode(t, mode, "protocols h1 h2c\n", "")
		protocols := new(http.Protocols)
		protocols.SetUnencryptedHTTP2(true)
		transport := &http.Transport{Protocols: protocols}
		defer transport.CloseIdleConnections()
		send := func(authorization string, body io.Reader) (status int, reused bool) {
			t.Helper()
			r, err := http.NewRequest("POST", "http://"+s.addr+operationPath, body)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", authorization)
			r = r.WithContext(httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
				GotConn: func(info httptrace.GotConnInfo) { reused = info.Reused },
			}))
			started := time.Now()
			resp, err := transport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.Header["Connection"] != nil || time.Since(started) > lingers {
				t.Errorf("%d %v after %v (%v)", resp.StatusCode, resp.Header, time.Since(started), err)
			}
			return resp.StatusCode, reused
		}
		for name, start := range map[string]string{"nothing": "", "a part": "{", "a lot": strings.Repeat(" ", 524288)} {
			t.Run(mode+" "+name, func(t *testing.T) {
				unfinished, w := io.Pipe()
				defer w.Close()
				body := struct {
					io.Reader
					io.Closer
				}{io.MultiReader(strings.NewReader(start), unfinished), unfinished}
				if status, _ := send("Digest x", body); status != 401 {
					t.Errorf("response %d", status)
				}
				if status, reused := send("SoTicket 7T:abc123==", strings.NewReader("{}")); status != 200 || !reused {
					t.Errorf("then %d, on the same connection %v", status, reused)
				}
				s.upstream.take()
			})
		}
	}
}
