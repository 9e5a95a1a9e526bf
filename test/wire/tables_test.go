package wire

import "slices"

// The behaviours that are tested on sites other than the plain one.
var (
	tellingClients = []string{
		"updates", "updates twice", "pipelines an update and other requests", "updates in chunks", "expects and waits",
		"half-closes late", "leaves late", "sends a large body", "gets", "HTTP/2, updates", "HTTP/2, resets the stream late",
	}
	tellingUpstreams = []string{
		"responds", "responds in chunks", "responds until it closes", "responds late", "sends early hints", "responds 204", "responds 304", "responds 400", "responds 503",
		"responds 100 KB", "announces too long a length", "breaks off in chunks", "closes", "closes at once", "resets",
		"closes when the connection is used again",
	}
)

// telling includes those and, without -all, only a few of the upstreams.
func telling(client, upstream string) (always, all bool) {
	all = slices.Contains(tellingClients, client) && slices.Contains(tellingUpstreams, upstream)
	return all && (upstream == "responds" || upstream == "responds 503" || upstream == "closes"), all
}

const proxy = `
	reverse_proxy {header.X-To} {
		transport http {
			max_response_header 64KiB
		}
	}`

var tables = []table{
	{
		name:  "plain",
		site:  "\tGUARD\n\trespond /after after" + proxy,
		modes: []mode{streamed, held},
		includes: func(client, upstream string) (bool, bool) {
			switch client {
			case "updates", "half-closes", "pipelines an update and other requests":
				return true, true
			}
			return upstream == "responds", true
		},
	},
	{
		name:     "refused",
		site:     "\tGUARD\n\trespond /after after\n\tBARE @update {\n\tBARE path " + operation + "\n\tBARE not method GET HEAD TRACE\n\tBARE }\n\tBARE respond @update 401" + proxy,
		modes:    []mode{refused},
		includes: func(client, upstream string) (bool, bool) { return upstream == "responds", upstream == "responds" },
	},
	among("retried", "", "reverse_proxy {header.X-To} {\n\t\tlb_retries 1\n\t\tlb_try_interval 10ms\n\t}"),
	among("second proxy", "", "reverse_proxy {header.X-To} {\n\t\t@bad status 503 400\n\t\thandle_response @bad {\n\t\t\treverse_proxy {header.X-To}\n\t\t}\n\t}"),
	among("proxied error pages", "handle_errors {\n\t\trewrite * /{err.status_code}\n\t\treverse_proxy {header.X-To}\n\t}", proxy),
	among("intercept", "intercept {\n\t\t@bad status 503\n\t\thandle_response @bad {\n\t\t\trespond later 503\n\t\t}\n\t}", proxy),
	among("encode", "encode gzip", proxy),
	among("forward_auth", "forward_auth {header.X-To} {\n\t\turi /auth\n\t}", proxy),
	among("two guards", "GUARD", proxy),
	among("request_body in front", "request_body {\n\t\tmax_size 100KB\n\t}", proxy),
	among("headers", "header Etag site\n\theader >Link kept", proxy),
}

// among returns the table of a site with another directive next to the guard.
func among(name, other, proxy string) table {
	site := "\tGUARD\n\trespond /after after\n\t" + other + "\n\t" + proxy
	return table{name: name, site: site, modes: []mode{streamed, held}, includes: telling}
}
