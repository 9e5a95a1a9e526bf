package timezone

import (
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
	"github.com/caddy-batchtask/caddy-batchtask/internal/problem"
)

// Request is a parsed SO-TimeZone header. The zero Request asks for nothing.
type Request struct {
	// Zone is the zone to convert to, or nil if the header has only includeTZOffset.
	Zone *Zone
	// Name is the zone's name as spelled in the header.
	Name string
	// IncludeOffset requests an offset for every date-time, even those that had none.
	IncludeOffset bool
	// Asked reports whether the header was neither absent nor blank.
	Asked bool
}

const (
	includeTZOffset = "includeTZOffset"

	// maxHeader is the maximum length in bytes of all lines of the header together, including commas. It does not count
	// includeTZOffset, which the vendor's client adds once more with every call on a connection.
	maxHeader = 1 << 10
)

// ParseHeader parses the values of SO-TimeZone, one per header line, as a single comma-separated list (contract section 5,
// SO-TimeZone). Blank elements are ignored. Errors are of type *problem.Error: their kind is problem.MalformedTimeZone if there
// is more than one zone, even if it is the same, or more than 1 KiB not counting includeTZOffset, and problem.UnknownTimeZone
// if Lookup does not find the zone. ParseHeader allocates only if it fails.
func (c *Catalog) ParseHeader(values []string) (Request, error) {
	var (
		req  Request
		size int
	)
	for _, line := range values {
		for more := true; more; {
			var element string
			element, line, more = strings.Cut(line, ",")
			length := len(element) + len(",")
			element = strings.Trim(element, " \t")
			if names.Equal(element, includeTZOffset) {
				req.IncludeOffset, req.Asked = true, true
				continue
			}
			if size += length; size > maxHeader {
				return Request{}, problem.New(problem.MalformedTimeZone, "SO-TimeZone is longer than %d bytes", maxHeader)
			}
			switch {
			case element == "":
			case req.Name != "":
				return Request{}, problem.New(problem.MalformedTimeZone,
					"SO-TimeZone names two zones, %s and %s", problem.Quote(req.Name), problem.Quote(element))
			default:
				req.Name, req.Asked = element, true
			}
		}
	}
	if req.Name != "" {
		var err error
		if req.Zone, err = c.Lookup(req.Name); err != nil {
			return Request{}, err
		}
	}
	return req, nil
}
