package timezone_test

import (
	"fmt"

	"github.com/caddy-batchtask/caddy-batchtask/internal/timezone"
)

// The catalog resolves the zones that the header and the configuration name. The API records wall times in Oslo.
func Example() {
	catalog, err := timezone.NewCatalog(nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	base, err := catalog.Lookup("NO")
	if err != nil {
		fmt.Println(err)
		return
	}
	request, err := catalog.ParseHeader([]string{"US-NY, includeTZOffset"})
	if err != nil {
		fmt.Println(err)
		return
	}
	conversion := timezone.NewConversion(base, request)
	created, _ := conversion.Convert(nil, []byte("2018-12-24T12:34:45.1445497"))
	fmt.Printf("%s in %s\n", created, request.Zone.Name())
	// Output: 2018-12-24T06:34:45.1445497-05:00 in America/New_York
}

// A country with several zones is not a zone. The error lists what to send instead.
func ExampleCatalog_ParseHeader() {
	catalog, err := timezone.NewCatalog(nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = catalog.ParseHeader([]string{"BR"})
	fmt.Println(err)
	// Output: unknown-time-zone: the country BR has several time zones: send one of its regions (such as BR-SP, BR-DF, BR-AM) or an IANA name (such as America/Sao_Paulo) in SO-TimeZone
}
