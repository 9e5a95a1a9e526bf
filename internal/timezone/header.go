package timezone

import (
	"strings"

	"github.com/caddy-batchtask/caddy-batchtask/internal/fault"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Request is what an SO-TimeZone header asks for. The zero Request asks for nothing.
type Request struct {
	// Zone is the zone to write in, or nil if the header only has includeTZOffset.
	Zone *Zone
	// Name is the zone as the header spells it.
	Name string
	// IncludeOffset says that date-times are to carry an offset even where they had none.
	IncludeOffset bool
	// Asked is false if the header is absent or blank.
	Asked bool
}

const (
	includeTZOffset = "includeTZOffset"

	// maxHeader bounds the header's length in bytes, commas included, all of its lines together; but for includeTZOffset,
	// which the vendor's client sends once more with every call of a connection.
	maxHeader = 1 << 10
)

// ParseHeader reads the values of SO-TimeZone, one string per header line, as one comma-separated list (contract section
// 5, SO-TimeZone). Blank elements are ignored. Its errors are of type *fault.Error: fault.MalformedTimeZone for more than
// one zone, even the same one twice, or more than 1 KiB beside includeTZOffset, and fault.UnknownTimeZone for a zone that Lookup does not find.
// Unless it fails, it allocates nothing.
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
				return Request{}, fault.New(fault.MalformedTimeZone, "SO-TimeZone is longer than %d bytes", maxHeader)
			}
			switch {
			case element == "":
			case req.Name != "":
				return Request{}, fault.New(fault.MalformedTimeZone,
					"SO-TimeZone names two zones, %s and %s", fault.Quote(req.Name), fault.Quote(element))
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
