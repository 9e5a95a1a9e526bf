package wire

import (
	"slices"
	"strings"
)

// difference is a rule by which the guard does otherwise than bare Caddy, with the reason why that is right. A row that
// several match is changed by each in order.
type difference struct {
	table    string   // "" for any
	clients  []string // nil for any
	upstream string   // "" for any
	why      string
	// expect returns what the guard does where bare Caddy does what it is given.
	expect func(bare run) run
	// allows is asked instead where what happens is a matter of chance, on either side.
	allows func(guarded, bare run) bool
}

func (d difference) matches(r *row) bool {
	return (d.table == "" || d.table == r.table) && (d.clients == nil || slices.Contains(d.clients, r.client)) &&
		(d.upstream == "" || d.upstream == r.upstream)
}

// without returns a change that takes a text out of what the upstream gets.
func without(text string) func(run) run {
	return func(r run) run {
		upstream := make([]string, len(r.upstream))
		for i, line := range r.upstream {
			upstream[i] = strings.ReplaceAll(line, text, "")
		}
		r.upstream = upstream
		return r
	}
}

// sees returns a change to what a client sees of a request of which nothing is sent upstream, and nothing logged.
func sees(lines ...string) func(run) run {
	return func(run) run { return run{client: lines} }
}

// leaving are the clients that leave once the update has arrived, leaving2 those that may leave before.
var leaving = []string{
	"half-closes", "half-closes late", "leaves", "resets", "leaves late", "leaves inside the response", "HTTP/2, resets the stream late",
}

var leaving2 = []string{"HTTP/2, leaves", "HTTP/2, half-closes", "HTTP/2, resets the stream behind the body"}

var differences = []difference{
	{
		clients: []string{"updates in chunks with trailers", "HTTP/2, sends trailers"},
		why:     "The body has been read whole and goes on with its length, and HTTP/1.1 has trailers only behind chunks (contract section 4).",
		expect:  without(" with trailers map[X-Sum:[7]]"),
	},
	{
		clients: []string{"upgrades"},
		why:     "An update has no use for another protocol, and behind a switch nothing would be checked (contract section 4).",
		expect:  without(" with Upgrade websocket"),
	},
	{
		table:   "refused",
		clients: []string{"expects and waits"},
		why:     "Caddy v2.11.9 does not answer a client that waits to be told to continue before the body's timeout is over; the guard does at once.",
		expect:  sees("HTTP/1.1 401 Unauthorized"),
	},
	{
		table:   "refused",
		clients: []string{"HTTP/2, sends trailers"},
		why:     "Trailers on a stream that has ended already are an error of the connection to Go's server, and whether it has is chance.",
		allows:  func(guarded, _ run) bool { return len(guarded.upstream) == 0 },
	},
	{
		table:   "refused",
		clients: []string{"sends no body", "sends a length of 0", "connects"},
		why:     "A refusal says why (contract section 6).",
		expect:  func(r run) run { r.client = append([]string{"401 #unsupported-scheme"}, r.client[1:]...); return r },
	},
	{
		table: "refused", clients: append(leaving2, leaving...),
		why:    "Nothing of a refused request goes upstream; what a client that leaves sees of it is chance.",
		allows: func(guarded, _ run) bool { return len(guarded.upstream) == 0 },
	},
	{
		table:  "refused",
		why:    "A refusal does not wait for the body, and behind a body that was not read nothing may be taken for a request (contract section 6).",
		expect: refusal,
	},
	{
		table: "forward_auth", upstream: "closes at once",
		why:    "forward_auth fails before the guard is asked: the client sees what it sees without it.",
		allows: func(guarded, bare run) bool { return slices.Equal(guarded.client, bare.client) },
	},
	{
		table: "request_body in front", clients: []string{"sends a large body"},
		why:    "request_body refuses the announced length before the guard is asked.",
		allows: func(guarded, bare run) bool { return slices.Equal(guarded.client, bare.client) },
	},
	{
		clients: []string{"expects and does not wait", "HTTP/2, expects"}, upstream: "closes at once",
		why: "The body is read before it is known that there is no upstream.",
		allows: func(guarded, _ run) bool {
			return strings.Contains(strings.Join(guarded.client, " "), "100") && strings.Contains(strings.Join(guarded.client, " "), "502")
		},
	},
	{
		clients: []string{"expects and waits"}, upstream: "closes at once",
		why: "The body is read before it is known that there is no upstream, and Caddy v2.11.9 without the guard leaves the client waiting.",
		allows: func(guarded, _ run) bool {
			return len(guarded.client) == 3 && guarded.client[0] == "HTTP/1.1 100 Continue"
		},
	},
	{
		table: "forward_auth", clients: []string{"HTTP/2, resets the stream late"},
		why:    "The stream may be reset before the guard has been asked, and so before the update has arrived.",
		allows: whole,
	},
	{
		clients: []string{"sends a large body"}, upstream: "closes at once",
		why: "The body has been read, so the connection can be kept.",
		allows: func(guarded, _ run) bool {
			return len(guarded.client) == 2 && strings.HasPrefix(guarded.client[1], "200")
		},
	},
	{
		clients: []string{"sends a faulty chunk size", "sends a negative chunk size", "sends too large a chunk size", "sends more than the chunk",
			"sends a faulty trailer"},
		why:    "What can't be read goes nowhere, and bare Caddy may take what stands behind it for a request (contract section 6).",
		expect: unlessRefused(sees("400 Connection: close #malformed-body", "closed")),
	},
	{
		clients: []string{"half-closes inside the body", "half-closes inside the chunks"},
		why:     "Half an update goes nowhere.",
		expect:  unlessRefused(sees("499 Connection: close #client-closed-request", "closed")),
	},
	{
		clients: []string{"leaves inside the body", "HTTP/2, leaves inside the body"},
		why:     "Half an update goes nowhere.",
		expect:  sees(),
	},
	{
		clients: []string{"HTTP/2, resets the stream inside the body"},
		why:     "Half an update goes nowhere.",
		expect:  sees("101: 200 after ended"),
	},
	{
		clients: []string{"HTTP/2, says too short a length"},
		why:     "Half an update goes nowhere; without the guard it may. Whether a refusal of the head comes before the reset is chance.",
		allows: func(guarded, _ run) bool {
			return len(guarded.upstream) == 0 && len(guarded.client) == 2 && strings.HasSuffix(guarded.client[0], "  reset PROTOCOL_ERROR")
		},
	},
	{
		clients: []string{"HTTP/2, says too long a length"},
		why:     "Less has arrived than was announced, and half an update goes nowhere.",
		expect:  unlessRefused(sees("1: 499 #client-closed-request ended", "101: 200 after ended")),
	},
	{
		table: "second proxy", upstream: "answers 503",
		why:    "Each attempt to send gets the whole body; without the guard the second gets what the first has left (contract section 4).",
		allows: whole,
	},
	{
		table: "second proxy", upstream: "answers 400",
		why:    "Each attempt to send gets the whole body; without the guard the second gets what the first has left (contract section 4).",
		allows: whole,
	},
	{
		table:  "proxied error pages",
		why:    "Each attempt to send gets the whole body, one to a server of error pages too (contract section 4).",
		allows: whole,
	},
	{
		table: "forward_auth", clients: leaving,
		why:    "The guard is asked once the authentication server has let the request pass; whether the client is still there then is chance.",
		allows: func(guarded, bare run) bool { return whole(guarded, bare) && updates(guarded) <= 1 },
	},
	{
		clients: append(leaving2, leaving...), upstream: "refuses before it reads",
		why:    "Whether the rest of the body is still sent is chance.",
		allows: func(guarded, _ run) bool { return len(guarded.upstream) <= 1 },
	},
	{
		clients: leaving2,
		why:     "Whether the update had arrived before the stream or the connection ended is chance; if it had, it is sent whole.",
		allows:  func(guarded, bare run) bool { return whole(guarded, bare) && updates(guarded) <= 1 },
	},
	{
		clients: leaving, upstream: "closes at once",
		why:    "Nothing can arrive.",
		allows: func(guarded, _ run) bool { return len(guarded.upstream) == 0 },
	},
	{
		clients: leaving,
		why:     "An update that has arrived whole is sent, whether or not its client waits; what it sees is chance (contract section 4).",
		allows:  func(guarded, _ run) bool { return updates(guarded) == 1 },
	},
	{
		clients: []string{"speaks HTTP/1.0 and stays"},
		why:     "The length of a response that was held is known, so that the connection can be kept.",
		allows: func(guarded, bare run) bool {
			return slices.Equal(guarded.client, bare.client) || slices.Contains(guarded.client, "200 after")
		},
	},
	{
		clients: []string{"HTTP/2, updates on three streams"}, upstream: "closes when the connection is used again",
		why:    "Whether an update meets a connection that is about to be closed is chance; it is not sent again.",
		allows: func(guarded, bare run) bool { return whole(guarded, bare) && updates(guarded) <= 3 },
	},
	{
		clients: []string{"HTTP/2, updates on three streams"}, upstream: "says too short a length",
		why:    "Whether an update meets a connection that is about to be closed is chance; it is not sent again.",
		allows: func(guarded, bare run) bool { return whole(guarded, bare) && updates(guarded) <= 3 },
	},
	{
		clients: []string{"HTTP/2, sends the body late", "sends the body late"}, upstream: "answers before it reads",
		why: "Without the guard, the response may end the request before its body has arrived.",
		allows: func(guarded, bare run) bool {
			return slices.Equal(guarded.client, bare.client) && updates(guarded) == 1
		},
	},
	{
		upstream: "refuses before it reads",
		why:      "Whether the rest of the body is still sent is chance.",
		allows:   func(guarded, bare run) bool { return slices.Equal(guarded.client, bare.client) },
	},
}

// whole reports whether each update that has arrived is whole.
func whole(guarded, _ run) bool {
	return !slices.ContainsFunc(guarded.upstream, func(line string) bool {
		return strings.HasPrefix(line, "POST ") && !strings.HasSuffix(line, body) && !strings.Contains(line, " 614443 bytes ") ||
			strings.HasSuffix(line, "broken off")
	})
}

// updates counts the whole updates that have arrived.
func updates(r run) (n int) {
	for _, line := range r.upstream {
		if line == "POST "+operation+" "+body {
			n++
		}
	}
	return n
}

func unlessRefused(change func(run) run) func(run) run {
	return func(r run) run {
		if len(r.client) > 0 && strings.Contains(r.client[0], "401") {
			return r
		}
		return change(r)
	}
}

// refusal expects a problem document and, on HTTP/1.1, the end of the connection.
func refusal(r run) run {
	var client []string
	for _, line := range r.client {
		if strings.HasPrefix(line, "401") && !strings.Contains(line, "#") {
			return run{client: append(client, "401 Connection: close #unsupported-scheme", "closed")}
		}
		client = append(client, strings.Replace(line, ": 401  ", ": 401 #unsupported-scheme ", 1))
	}
	r.client = client
	return r
}
