package caddymodule

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// Responses (contract section 5): which are reshaped, and how their headers change.

const (
	byName   = "?$select=Name"
	task     = `{"Id":975,"Name":"n","State":"New"}`
	taskName = `{"Id":null,"Name":"n","State":null}`
)

// answered is a response of the API and the body that the client gets.
type answered struct{ name, response, body string }

// status is the API's final status.
func (a answered) status() (status int) {
	_, final, ok := strings.Cut(a.response, "Early Hints\r\nX: y\r\n\r\n")
	if !ok {
		final = a.response
	}
	status, _ = strconv.Atoi(final[len("HTTP/1.1 "):][:3]) // every row has one
	return status
}

func TestAnswersThatAreReshaped(t *testing.T) {
	s := startSite(t, "")
	for _, tc := range []answered{
		{"200", jsonResponse(task), taskName},
		{"201", strings.Replace(jsonResponse(task), "200 OK", "201 Created", 1), taskName},
		{"299", strings.Replace(jsonResponse(task), "200 OK", "299 Odd", 1), taskName},
		{"300", strings.Replace(jsonResponse(task), "200 OK", "300 Choices", 1), task},
		{"400", strings.Replace(jsonResponse(task), "200 OK", "400 Bad", 1), task},
		{"500", strings.Replace(jsonResponse(task), "200 OK", "500 Oh", 1), task},
		{"206", strings.Replace(jsonResponse(task), "200 OK", "206 Partial", 1), task},
		{"text/json", typedResponse(task, "Content-Type: text/json"), taskName},
		{"upper case", typedResponse(task, "Content-Type: APPLICATION/JSON ; CHARSET=UTF-8"), taskName},
		{"+json", typedResponse(task, "Content-Type: application/vnd.x+json"), taskName},
		{"merge patch", typedResponse(task, "Content-Type: application/merge-patch+json"), taskName},
		{"JSON Patch", typedResponse(task, "Content-Type: application/json-patch+json; charset=utf-8"), taskName},
		{"ASCII", typedResponse(task, "Content-Type: application/json; charset=us-ascii"), taskName},
		{"text", typedResponse(task, "Content-Type: text/plain"), task},
		{"json in name only", typedResponse(task, "Content-Type: application/jsonx"), task},
		{"no type", typedResponse(task, "X: y"), task},
		{"another charset", typedResponse(task, "Content-Type: application/json; charset=utf-16"), task},
		{"chunked", sampleResponseHead + "Transfer-Encoding: chunked\r\n\r\n" + chunked(task, 5), taskName},
		{"to the end", sampleResponseHead + "\r\n" + task, taskName},
		{"after a 103", "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n" + jsonResponse(task), taskName},
		{"null", jsonResponse("null"), "null"},
		{"a string", jsonResponse(`"Name"`), `"Name"`},
		{"a number", jsonResponse(`12`), `12`},
		{"true", jsonResponse(`true`), `true`},
		{"nothing", jsonResponse(``), ``},
		{"the error object", jsonResponse(`{"Message":"no","MessageDetail":"x","Name":1}`), `{"Message":"no","MessageDetail":"x","Name":1}`},
		{"the error object of agents", jsonResponse(`{"Error":true,"ErrorType":"x","Name":"n"}`), `{"Error":true,"ErrorType":"x","Name":"n"}`},
		{"an object of something else", jsonResponse(`{"Task":{"Id":1,"State":2}}`), `{"Task":{"Id":1,"State":2}}`},
		{"no Id, but a documented property", jsonResponse(`{"Name":"n","state":"x","y":1}`), `{"Name":"n","state":null,"y":null}`},
		{"Id in another case", jsonResponse(`{"name":"n","state":"x","iD":1}`), `{"name":"n","state":null,"iD":null}`},
		{"Id escaped", jsonResponse(`{"State":"x","\u0049d":1}`), `{"State":null,"\u0049d":null}`},
		{"Id that is null", jsonResponse(`{"Id":null,"State":"x"}`), `{"Id":null,"State":null}`},
		{"an array", jsonResponse(`[{"Id":1,"State":"x"},{"Id":2,"Name":"y"}]`), `[{"Id":null,"State":null},{"Id":null,"Name":"y"}]`},
		{"an empty array", jsonResponse(`[]`), `[]`},
		{"an array of this and that", jsonResponse(`[null,{"Id":1},{"Message":"x"},[{"Id":2}],"Id"]`), `[null,{"Id":null},{"Message":"x"},[{"Id":null}],"Id"]`},
		{"white space", jsonResponse(" {\r\n\t\"Id\" : 975 ,\n \"Name\":\"n\"\n}\n"), " {\r\n\t\"Id\" : null ,\n \"Name\":\"n\"\n}\n"},
		{"a byte-order mark", jsonResponse("\xEF\xBB\xBF" + task), "\xEF\xBB\xBF" + taskName},
		{"not JSON", jsonResponse(`{"Id":1,}`), `{"Id":1,}`},
		{"half of it", jsonResponse(task[:20]), task[:20]},
		{"something after it", jsonResponse(task + "x"), task + "x"},
		{"not UTF-8", jsonResponse("{\"Id\":1,\"Name\":\"\xff\"}"), "{\"Id\":1,\"Name\":\"\xff\"}"},
		{"HTML called JSON", jsonResponse("<html>"), "<html>"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s.upstream.answers(tc.response)
			_, resp := s.passed(t, request(byName, "{}"))
			if resp.err != nil || resp.body != tc.body {
				t.Errorf("%d %v came back %q, want %q", resp.status, resp.err, resp.body, tc.body)
			}
			if resp.status != tc.status() {
				t.Errorf("response %d, the API's %d", resp.status, tc.status())
			}
		})
	}
}

// A configured identity identifies a batch task as well; so does Id still.
func TestAnswersByIdentity(t *testing.T) {
	s := startSite(t, "identity Key")
	for sent, came := range map[string]string{
		`{"KEY":1,"Name":"n"}`:                 `{"KEY":null,"Name":"n"}`,
		`{"Id":1,"Name":"n"}`:                  `{"Id":null,"Name":"n"}`,
		`{"KEY":1,"Message":"m"}`:              `{"KEY":null,"Message":null}`,
		`{"Message":"no"}`:                     `{"Message":"no"}`,
		`[{"key":1},{"ID":2},{"AnotherId":3}]`: `[{"key":null},{"ID":null},{"AnotherId":3}]`,
	} {
		s.upstream.answers(jsonResponse(sent))
		if _, resp := s.passed(t, request(byName, "{}")); resp.body != came {
			t.Errorf("%s came back as %s", sent, resp.body)
		}
	}
}

// The headers of a response whose bytes changed, and of one whose bytes did not.
func TestAnswerHeaders(t *testing.T) {
	s := startSite(t, "")
	lines := []string{
		"Content-Type: application/json", `ETag: "x"`, "Content-MD5: a", "Digest: b", "Content-Digest: c", "Repr-Digest: d",
		"Accept-Ranges: bytes", "Last-Modified: Mon, 01 Jan 2024 00:00:00 GMT", "Set-Cookie: a=1", "Set-Cookie: b=2",
		"X-Other: 1", "Cache-Control: private", "Content-Language: en",
	}
	all := http.Header{
		"Content-Type": {"application/json"}, "Etag": {`"x"`}, "Content-Md5": {"a"}, "Digest": {"b"}, "Content-Digest": {"c"},
		"Repr-Digest": {"d"}, "Accept-Ranges": {"bytes"}, "Last-Modified": {"Mon, 01 Jan 2024 00:00:00 GMT"},
		"Set-Cookie": {"a=1", "b=2"}, "X-Other": {"1"}, "Cache-Control": {"private"}, "Content-Language": {"en"},
	}
	gone := []string{"Etag", "Content-Md5", "Digest", "Content-Digest", "Repr-Digest", "Accept-Ranges"}
	for _, tc := range []struct {
		name, query, sent, came string
		changed                 bool
	}{
		{"changed", byName, task, taskName, true},
		{"nothing to change", byName, `{"Id":null,"Name":"n"}`, `{"Id":null,"Name":"n"}`, false},
		{"not reshaped", byName, `{"Message":1}`, `{"Message":1}`, false},
		{"invalid", byName, `{"Id":1`, `{"Id":1`, false},
		{"not asked for", "", task, task, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s.upstream.answers(typedResponse(tc.sent, lines...))
			_, resp := s.passed(t, request(tc.query, "{}"))
			want := maps.Clone(all)
			want["Content-Length"] = []string{strconv.Itoa(len(tc.came))}
			if tc.changed {
				for _, name := range gone {
					delete(want, name)
				}
			}
			for _, name := range []string{"Server", "Via", "Date"} {
				delete(resp.header, name)
			}
			if resp.body != tc.came || !maps.EqualFunc(resp.header, want, slices.Equal) {
				t.Errorf("came back %q %v\nwant %v", resp.body, resp.header, want)
			}
		})
	}
}

func zstder(w io.Writer) io.WriteCloser {
	z, _ := zstd.NewWriter(w) // without options, there is no error
	return z
}
func brotlier(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }

func TestAnswerCodings(t *testing.T) {
	s := startSite(t, "max_response_body 500")
	send := func(coding, body, query string) response {
		t.Helper()
		s.upstream.answers(typedResponse(body, "Content-Type: application/json", "Content-Encoding: "+coding, `ETag: "x"`))
		_, resp := s.passed(t, request(query, "{}", "Accept-Encoding: gzip, br, zstd, deflate"))
		return resp
	}
	bomb := `{"Id":1,"Name":"` + strings.Repeat("n", 100_000) + `"}`
	for coding, open := range map[string]func(io.Writer) io.WriteCloser{
		"gzip": gzipper, "x-gzip": gzipper, "GZIP": gzipper, "deflate": zlibber, "Deflate": flater, "br": brotlier, "zstd": zstder,
	} {
		t.Run(coding, func(t *testing.T) {
			resp := send(coding, coded(t, open, task), byName)
			if resp.body != taskName || resp.header["Content-Encoding"] != nil || resp.header["Etag"] != nil ||
				resp.header.Get("Content-Length") != "35" {
				t.Errorf("came back %q %v", resp.body, resp.header)
			}
			for name, sent := range map[string]string{
				"nothing to change": coded(t, open, `{"Name":"n","Id":null}`),
				"truncated":         coded(t, open, task)[:len(coded(t, open, task))-6],
				"corrupt":           "\x1f\x8b\x08\x00 no such thing",
				"not coded":         task,
				"a bomb":            coded(t, open, bomb),
				"not JSON":          coded(t, open, `{"Id":`),
			} {
				resp := send(coding, sent, byName)
				if resp.body != sent || resp.header.Get("Content-Encoding") != coding || resp.header.Get("Etag") != `"x"` || resp.err != nil {
					t.Errorf("%s: came back %q %v", name, resp.body, resp.header)
				}
			}
		})
	}
	for _, coding := range []string{"compress", "gzip, br", "exi"} {
		t.Run(coding, func(t *testing.T) {
			if resp := send(coding, "xyz", byName); resp.body != "xyz" || resp.header.Get("Content-Encoding") != coding {
				t.Errorf("came back %q %v", resp.body, resp.header)
			}
		})
	}
	t.Run("identity", func(t *testing.T) {
		if resp := send("identity", task, byName); resp.body != taskName || resp.header.Get("Content-Encoding") != "identity" {
			t.Errorf("came back %q %v", resp.body, resp.header)
		}
	})
	t.Run("not asked for", func(t *testing.T) {
		zipped := coded(t, gzipper, task)
		if resp := send("gzip", zipped, ""); resp.body != zipped || resp.header.Get("Content-Encoding") != "gzip" {
			t.Errorf("came back %q %v", resp.body, resp.header)
		}
	})
}

func TestMaxResponseBody(t *testing.T) {
	s := startSite(t, "max_response_body 40")
	exact := `{"Id":1,"Name":"` + strings.Repeat("n", 40-18) + `"}`
	over := `{"Id":1,"Name":"` + strings.Repeat("n", 41-18) + `"}`
	for name, head := range map[string]string{"length": "", "chunks": "Transfer-Encoding: chunked\r\n\r\n", "to the end": "\r\n"} {
		for _, body := range []string{exact, over, over + strings.Repeat(" ", 1<<20)} {
			switch head {
			case "":
				s.upstream.answers(jsonResponse(body))
			case "\r\n":
				s.upstream.answers(sampleResponseHead + head + body)
			default:
				s.upstream.answers(sampleResponseHead + head + chunked(body, 30_000))
			}
			want := body
			if body == exact {
				want = strings.Replace(exact, "1", "null", 1)
			}
			_, resp := s.passed(t, request(byName, `{"Created":1}`))
			if resp.err != nil || resp.body != want || resp.header.Get("X-Stripped-Properties") != "Created" {
				t.Errorf("%s of %d: came back %d %.80q (%v)", name, len(body), len(resp.body), resp.body, resp.err)
			}
		}
	}
}

// shortWriter accepts accepts bytes, and then returns err with what it has accepted of a write.
type shortWriter struct {
	http.ResponseWriter
	accepts int
	err     error
	got     []byte
	largest int
}

func (w *shortWriter) Write(p []byte) (int, error) {
	w.largest = max(w.largest, len(p))
	n := min(len(p), w.accepts-len(w.got))
	w.got = append(w.got, p[:n]...)
	if n < len(p) {
		return n, w.err
	}
	return n, nil
}

func TestStreamInPieces(t *testing.T) {
	left := errors.New("the client has left")
	for _, size := range []int{0, 1, maxWrite - 1, maxWrite, maxWrite + 1, 2 * maxWrite, 5*maxWrite + 7} {
		body := bytes.Repeat([]byte("0123456789"), size/10+1)[:size]
		for _, accepts := range []int{0, 1, maxWrite, maxWrite + 1, max(0, size-1), size} {
			for _, err := range []error{nil, left} { // nil with a short count is against io.Writer's contract
				w := &shortWriter{accepts: accepts, err: err}
				n, got := (&recorder{ResponseWriter: w}).stream(body)
				var want error
				if accepts < size {
					if want = err; err == nil {
						want = io.ErrShortWrite
					}
				}
				if n != min(size, accepts) || got != want || !bytes.Equal(w.got, body[:n]) || w.largest > maxWrite {
					t.Errorf("%d bytes to a writer that accepts %d and returns %v: %d, %v, in writes of up to %d", size, accepts, err, n, got, w.largest)
				}
			}
		}
	}
}
