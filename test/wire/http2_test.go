package wire

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// client2 is a client's connection over HTTP/2 in clear text, used frame by frame.
type client2 struct {
	*client
	framer *http2.Framer
	fields bytes.Buffer
	enc    *hpack.Encoder
	open   map[uint32]*stream
}

// stream is what has been received on a stream.
type stream struct {
	heads   []string
	body    []byte
	problem bool // the body is a problem document
	ended   string
}

func dial2(c *client) *client2 {
	c2 := &client2{client: c, framer: http2.NewFramer(c, c.r), open: make(map[uint32]*stream)}
	c2.enc = hpack.NewEncoder(&c2.fields)
	c2.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	c2.send(http2.ClientPreface)
	_ = c2.framer.WriteSettings()
	return c2
}

// head opens a stream with the head of an update. The given fields ("name: value") replace or extend the usual ones.
func (c *client2) head(id uint32, end bool, fields ...string) {
	all := []string{":method: POST", ":scheme: http", ":authority: crm.example.com", ":path: " + operation,
		"authorization: SoTicket 7T:abc123==", "content-type: application/json", "x-to: " + c.to}
	for _, line := range c.lines {
		name, value, _ := strings.Cut(line, ":")
		fields = append(fields, strings.ToLower(name)+":"+value)
	}
	for _, field := range fields {
		at := strings.Index(field[1:], ":") + 1
		replaced := false
		for i, usual := range all {
			if strings.HasPrefix(usual, field[:at+1]) {
				all[i], replaced = field, true
			}
		}
		if !replaced {
			all = append(all, field)
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i][0] == ':' && all[j][0] != ':' })
	c.fields.Reset()
	for _, field := range all {
		at := strings.Index(field[1:], ":") + 1
		_ = c.enc.WriteField(hpack.HeaderField{Name: field[:at], Value: strings.TrimSpace(field[at+1:])})
	}
	c.open[id] = new(stream)
	_ = c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: c.fields.Bytes(), EndStream: end, EndHeaders: true})
}

func (c *client2) data(id uint32, end bool, text string) {
	_ = c.framer.WriteData(id, end, []byte(text))
}

// readResponse reads frames until a stream has ended, and adds what it received to the transcript.
func (c *client2) readResponse(id uint32) {
	for s := c.open[id]; s.ended == ""; {
		frame, err := c.framer.ReadFrame()
		if err != nil {
			s.ended = ending(err)
			break
		}
		c.take(frame)
	}
	s := c.open[id]
	if s.problem {
		s.body = kind(s.body)
	}
	c.sees("%d: %s %s %s", id, strings.Join(s.heads, " "), abridged(s.body), s.ended)
}

func (c *client2) take(frame http2.Frame) {
	s := c.open[frame.Header().StreamID]
	switch f := frame.(type) {
	case *http2.MetaHeadersFrame:
		if s == nil {
			return
		}
		head := f.PseudoValue("status")
		for _, field := range f.RegularFields() {
			s.problem = s.problem || field.Value == "application/problem+json"
			for _, name := range append(shown, "X-Sum") {
				if strings.EqualFold(name, field.Name) {
					head += " " + field.Name + ": " + field.Value
				}
			}
		}
		s.heads = append(s.heads, head)
		if f.StreamEnded() {
			s.ended = "ended"
		}
	case *http2.DataFrame:
		if s == nil {
			return
		}
		s.body = append(s.body, f.Data()...)
		if len(f.Data()) > 0 {
			_ = c.framer.WriteWindowUpdate(0, uint32(len(f.Data())))
			_ = c.framer.WriteWindowUpdate(f.StreamID, uint32(len(f.Data())))
		}
		if f.StreamEnded() {
			s.ended = "ended"
		}
	case *http2.RSTStreamFrame:
		// After a whole response, NO_ERROR only says that the rest of the request isn't needed (RFC 9113, section 8.1). Whether
		// it is sent depends on whether the request has ended by then.
		if s != nil && !(s.ended == "ended" && f.ErrCode == http2.ErrCodeNo) {
			s.ended = "reset " + f.ErrCode.String()
		}
	case *http2.GoAwayFrame:
		c.sees("goes away: %s", f.ErrCode)
	case *http2.SettingsFrame:
		if !f.IsAck() {
			_ = c.framer.WriteSettingsAck()
		}
	case *http2.PingFrame:
		if !f.IsAck() {
			_ = c.framer.WritePing(true, f.Data)
		}
	}
}

// readResponses reads the responses on streams, and then checks whether the connection can be reused.
func (c *client2) readResponses(ids ...uint32) {
	for _, id := range ids {
		c.readResponse(id)
	}
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
	c.head(101, true, ":method: GET", ":path: /after")
	c.readResponse(101)
}

// clients2 lists the behaviours of a client over HTTP/2.
var clients2 = []struct {
	name string
	act  func(*client2)
}{
	{"updates", func(c *client2) {
		c.head(1, false)
		c.data(1, true, body)
		c.readResponses(1)
	}},
	{"updates on three streams", func(c *client2) {
		for _, id := range []uint32{1, 3, 5} {
			c.head(id, false)
		}
		for _, id := range []uint32{5, 1, 3} {
			c.data(id, true, body)
		}
		c.readResponses(1, 3, 5)
	}},
	{"announces the length", func(c *client2) {
		c.head(1, false, fmt.Sprint("content-length: ", len(body)))
		c.data(1, true, body)
		c.readResponses(1)
	}},
	{"announces too long a length", func(c *client2) {
		c.head(1, false, "content-length: 100")
		c.data(1, true, body)
		c.readResponses(1)
	}},
	{"announces too short a length", func(c *client2) {
		c.head(1, false, "content-length: 9")
		c.data(1, true, body)
		c.readResponses(1)
	}},
	{"sends no body", func(c *client2) {
		c.head(1, true)
		c.readResponses(1)
	}},
	{"sends trailers", func(c *client2) {
		c.head(1, false, "trailer: x-sum")
		c.data(1, false, body)
		c.fields.Reset()
		_ = c.enc.WriteField(hpack.HeaderField{Name: "x-sum", Value: "7"})
		_ = c.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: c.fields.Bytes(), EndStream: true, EndHeaders: true})
		c.readResponses(1)
	}},
	{"sends the body late", func(c *client2) {
		c.head(1, false)
		time.Sleep(50 * time.Millisecond)
		c.data(1, true, body)
		c.readResponses(1)
	}},
	{"expects", func(c *client2) {
		c.head(1, false, "expect: 100-continue")
		c.data(1, true, body)
		c.readResponses(1)
	}},
	{"resets the stream within the body", func(c *client2) {
		c.head(1, false)
		c.data(1, false, body[:9])
		_ = c.framer.WriteRSTStream(1, http2.ErrCodeCancel)
		c.readResponses()
	}},
	{"resets the stream after the body", func(c *client2) {
		c.head(1, false)
		c.data(1, true, body)
		_ = c.framer.WriteRSTStream(1, http2.ErrCodeCancel)
		c.readResponses()
	}},
	{"resets the stream late", func(c *client2) {
		c.head(1, false)
		c.data(1, true, body)
		time.Sleep(50 * time.Millisecond)
		_ = c.framer.WriteRSTStream(1, http2.ErrCodeCancel)
		c.readResponses()
	}},
	{"leaves", func(c *client2) {
		c.head(1, false)
		c.data(1, true, body)
		c.Close()
	}},
	{"leaves within the body", func(c *client2) {
		c.head(1, false)
		c.data(1, false, body[:9])
		c.Close()
	}},
	{"half-closes", func(c *client2) {
		c.head(1, false)
		c.data(1, true, body)
		c.halfClose()
		c.readResponse(1)
	}},
	{"gets", func(c *client2) {
		c.head(1, true, ":method: GET")
		c.readResponses(1)
	}},
	{"connects to another protocol", func(c *client2) {
		c.head(1, false, ":method: CONNECT", ":protocol: websocket")
		c.data(1, true, body)
		c.readResponses(1)
	}},
	{"sends what HTTP/2 forbids", func(c *client2) {
		c.head(1, false, "connection: x-foo", "x-foo: 1")
		c.data(1, true, body)
		c.readResponses(1)
	}},
	{"has a small window", func(c *client2) {
		_ = c.framer.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 7})
		c.head(1, false)
		c.data(1, true, body)
		c.readResponses(1)
	}},
}
