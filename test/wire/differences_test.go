package wire

import (
	"slices"
	"strings"
)

// difference is a way in which the guard is expected to differ from bare Caddy, and the reason. If several match a row, they
// are applied in order.
type difference struct {
	table    string   // "" for any
	clients  []string // nil for any
	upstream string   // "" for any
	why      string
	// expect returns what is expected of the guard, given what bare Caddy did.
	expect func(bare run) run
	// allows is used instead of expect if the outcome on either side depends on timing.
	allows func(guarded, bare run) bool
}

func (d difference) matches(r *row) bool {
	return (d.table == "" || d.table == r.table) && (d.clients == nil || slices.Contains(d.clients, r.client)) &&
		(d.upstream == "" || d.upstream == r.upstream)
}

// without returns a change that removes a text from what the upstream received.
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

// sees returns a change after which the client saw the given lines, and nothing was sent upstream or logged.
func sees(lines ...string) func(run) run {
	return func(run) run { return run{client: lines} }
}

// leaving lists the clients that leave after the update has arrived, leaving2 those that may leave before.
var leaving = []string{
	"half-closes", "half-closes late", "leaves", "resets", "leaves late", "leaves within the response", "HTTP/2, resets the stream late",
}

var leaving2 = []string{"HTTP/2, leaves", "HTTP/2, half-closes", "HTTP/2, resets the stream after the body"}

var differences = []difference{
	{
		clients: []string{"HTTP/2, announces too short a length"},
		why:     "Half an update goes nowhere; without the guard it may. Whether a refusal of the head precedes the reset depends on timing.",
		allows: func(guarded, _ run) bool {
			return len(guarded.upstream) == 0 && len(guarded.client) == 2 && guarded.client[1] == "101: 200 after ended" &&
				(strings.HasSuffix(guarded.client[0], "  reset PROTOCOL_ERROR") || strings.HasPrefix(guarded.client[0], "1: 401 "))
		},
	},
	{
		clients: []string{"updates in chunks with trailers", "HTTP/2, sends trailers"},
		why:     "The body is forwarded with its length, and in HTTP/1.1 only a chunked body can have trailers (contract section 4).",
		expect:  without(" with trailers map[X-Sum:[7]]"),
	},
	{
		clients: []string{"upgrades"},
		why:     "An update does not need another protocol, and after a switch nothing would be checked (contract section 4).",
		expect:  without(" with Upgrade websocket"),
	},
	{
		table:   "refused",
		clients: []string{"expects and waits"},
		why:     "While the client waits for 100 Continue, Caddy v2.11.9 responds only when the body times out; the guard responds at once.",
		expect:  sees("HTTP/1.1 401 Unauthorized"),
	},
	{
		table:   "refused",
		clients: []string{"HTTP/2, sends trailers"},
		why:     "Go's server treats trailers on a stream that has ended as a connection error, and whether it has ended depends on timing.",
		allows:  func(guarded, _ run) bool { return len(guarded.upstream) == 0 },
	},
	{
		table:   "refused",
		clients: []string{"sends no body", "sends a length of 0", "connects"},
		why:     "The guard says why it refuses a request (contract section 6).",
		expect:  func(r run) run { r.client = append([]string{"401 #unsupported-scheme"}, r.client[1:]...); return r },
	},
	{
		table: "refused", clients: append(leaving2, leaving...),
		why:    "Nothing of a refused request is sent upstream; what a client that leaves sees depends on timing.",
		allows: func(guarded, _ run) bool { return len(guarded.upstream) == 0 },
	},
	{
		table:  "refused",
		why:    "A refusal does not wait for the body, and nothing after an unread body may be taken for a request (contract section 6).",
		expect: refusal,
	},
	{
		table: "forward_auth", upstream: "closes at once",
		why:    "forward_auth fails before the request reaches the guard.",
		allows: func(guarded, bare run) bool { return slices.Equal(guarded.client, bare.client) },
	},
	{
		table: "request_body in front", clients: []string{"sends a large body"},
		why:    "request_body refuses the announced length before the request reaches the guard.",
		allows: func(guarded, bare run) bool { return slices.Equal(guarded.client, bare.client) },
	},
	{
		clients: []string{"expects and does not wait", "HTTP/2, expects"}, upstream: "closes at once",
		why: "The guard reads the body before it is known that the upstream fails.",
		allows: func(guarded, _ run) bool {
			return strings.Contains(strings.Join(guarded.client, " "), "100") && strings.Contains(strings.Join(guarded.client, " "), "502")
		},
	},
	{
		clients: []string{"expects and waits"}, upstream: "closes at once",
		why: "The guard reads the body before it is known that the upstream fails; bare Caddy v2.11.9 leaves the client waiting.",
		allows: func(guarded, _ run) bool {
			return len(guarded.client) == 3 && guarded.client[0] == "HTTP/1.1 100 Continue"
		},
	},
	{
		table: "forward_auth", clients: []string{"HTTP/2, resets the stream late"},
		why:    "The stream may be reset before the request reaches the guard, and so before the update has arrived.",
		allows: whole,
	},
	{
		clients: []string{"sends a large body"}, upstream: "closes at once",
		why: "The guard has read the body, so the connection can be kept.",
		allows: func(guarded, _ run) bool {
			return len(guarded.client) == 2 && strings.HasPrefix(guarded.client[1], "200")
		},
	},
	{
		clients: []string{"sends a malformed chunk size", "sends a negative chunk size", "sends too large a chunk size", "sends more than the chunk",
			"sends a malformed trailer"},
		why:    "A malformed body is not forwarded, and bare Caddy may take what follows it for a request (contract section 6).",
		expect: unlessRefused(sees("400 Connection: close #malformed-body", "closed")),
	},
	{
		clients: []string{"half-closes within the body", "half-closes within the chunks"},
		why:     "An incomplete update is not forwarded.",
		expect:  unlessRefused(sees("499 Connection: close #client-closed-request", "closed")),
	},
	{
		clients: []string{"leaves within the body", "HTTP/2, leaves within the body"},
		why:     "An incomplete update is not forwarded.",
		expect:  sees(),
	},
	{
		clients: []string{"HTTP/2, resets the stream within the body"},
		why:     "An incomplete update is not forwarded.",
		expect:  sees("101: 200 after ended"),
	},
	{
		clients: []string{"HTTP/2, announces too long a length"},
		why:     "Less has arrived than was announced, and an incomplete update is not forwarded.",
		expect:  unlessRefused(sees("1: 499 #client-closed-request ended", "101: 200 after ended")),
	},
	{
		table: "second proxy", upstream: "responds 503",
		why:    "Each attempt to send gets the whole body; without the guard the second gets what the first has left (contract section 4).",
		allows: whole,
	},
	{
		table: "second proxy", upstream: "responds 400",
		why:    "Each attempt to send gets the whole body; without the guard the second gets what the first has left (contract section 4).",
		allows: whole,
	},
	{
		table:  "proxied error pages",
		why:    "Each attempt to send gets the whole body, including one to a server of error pages (contract section 4).",
		allows: whole,
	},
	{
		table: "forward_auth", clients: leaving,
		why:    "The authentication server is asked before the guard; whether the client is still connected after that depends on timing.",
		allows: func(guarded, bare run) bool { return whole(guarded, bare) && updates(guarded) <= 1 },
	},
	{
		clients: append(leaving2, leaving...), upstream: "refuses before it reads",
		why:    "Whether the rest of the body is still sent depends on timing.",
		allows: func(guarded, _ run) bool { return len(guarded.upstream) <= 1 },
	},
	{
		clients: leaving2,
		why:     "Whether the update arrives before the stream or the connection ends depends on timing; if it does, it is sent whole.",
		allows:  func(guarded, bare run) bool { return whole(guarded, bare) && updates(guarded) <= 1 },
	},
	{
		clients: leaving, upstream: "closes at once",
		why:    "The upstream reads no request.",
		allows: func(guarded, _ run) bool { return len(guarded.upstream) == 0 },
	},
	{
		clients: leaving,
		why:     "An update that has arrived whole is sent, whether or not its client waits for the response (contract section 4).",
		allows:  func(guarded, _ run) bool { return updates(guarded) == 1 },
	},
	{
		clients: []string{"speaks HTTP/1.0 with keep-alive"},
		why:     "The length of a held response is known, so the connection can be kept.",
		allows: func(guarded, bare run) bool {
			return slices.Equal(guarded.client, bare.client) || slices.Contains(guarded.client, "200 after")
		},
	},
	{
		clients: []string{"HTTP/2, updates on three streams"}, upstream: "closes when the connection is used again",
		why:    "An update may be sent on a connection that is about to be closed; it is not sent again.",
		allows: func(guarded, bare run) bool { return whole(guarded, bare) && updates(guarded) <= 3 },
	},
	{
		clients: []string{"updates twice", "pipelines an update and other requests", "HTTP/2, updates on three streams"}, upstream: "announces too short a length",
		why: "The next request may be sent before it is noticed that the connection has become unusable, and then fails.",
		allows: func(guarded, bare run) bool {
			return whole(guarded, bare) && updates(guarded) <= 3 && agree(guarded.client, bare.client)
		},
	},
	{
		clients: []string{"HTTP/2, sends the body late", "sends the body late"}, upstream: "responds before it reads",
		why: "Without the guard, the response may end the request before its body has arrived.",
		allows: func(guarded, bare run) bool {
			return slices.Equal(guarded.client, bare.client) && updates(guarded) == 1
		},
	},
	{
		upstream: "refuses before it reads",
		why:      "Whether the rest of the body is still sent depends on timing.",
		allows:   func(guarded, bare run) bool { return slices.Equal(guarded.client, bare.client) },
	},
}

// whole reports whether every update that has arrived is complete.
func whole(guarded, _ run) bool {
	return !slices.ContainsFunc(guarded.upstream, func(line string) bool {
		return strings.HasPrefix(line, "POST ") && !strings.HasSuffix(line, body) && !strings.Contains(line, " 614443 bytes ") ||
			strings.HasSuffix(line, "broken off")
	})
}

// agree reports whether two clients saw the same, apart from responses that say that the upstream failed.
func agree(a, b []string) bool {
	return slices.EqualFunc(a, b, func(a, b string) bool { return a == b || strings.Contains(a, "502") || strings.Contains(b, "502") })
}

// updates counts the complete updates that have arrived.
func updates(r run) (n int) {
	for _, line := range r.upstream {
		if line == "POST "+operation+" "+body {
			n++
		}
	}
	return n
}

// unlessRefused applies a change only if the update was not refused by its credential.
func unlessRefused(change func(run) run) func(run) run {
	return func(r run) run {
		if len(r.client) > 0 && strings.Contains(r.client[0], "401") {
			return r
		}
		return change(r)
	}
}

// refusal changes a refusal by bare Caddy into one by the guard: a problem document and, over HTTP/1.1, a closed connection.
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
