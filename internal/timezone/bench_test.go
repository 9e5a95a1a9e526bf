package timezone

import "testing"

func BenchmarkConvert(b *testing.B) {
	for _, bc := range []struct{ name, base, header, text string }{
		{"local", "NO", "US-NY", "2018-12-24T12:34:45"},
		{"local with offset", "NO", "US-NY,includeTZOffset", "2018-12-24T12:34:45"},
		{"fraction", "NO", "US-NY", "2024-03-05T09:15:30.1445497"},
		{"Z", "UTC", "NO", "2024-07-05T09:15:30Z"},
		{"1910", "NO", "US-NY", "1910-12-24T12:34:45"},
		{"2400", "NO", "US-NY", "2400-12-24T12:34:45"},
		{"fixed", "UTC", "+02:00", "2024-07-05T09:15:30Z"},
		{"not a date", "NO", "US-NY", "Succeeded, with 17 rows"},
	} {
		b.Run(bc.name, func(b *testing.B) {
			c := newCatalog(b)
			req, err := c.ParseHeader([]string{bc.header})
			if err != nil {
				b.Fatal(err)
			}
			conversion := NewConversion(zone(b, bc.base), req)
			text, dst := []byte(bc.text), make([]byte, 0, 64)
			b.ReportAllocs()
			for b.Loop() {
				conversion.Convert(dst, text)
			}
		})
	}
}

func BenchmarkLookup(b *testing.B) {
	for _, name := range []string{"NO", "us-ny", "261", "Europe/Oslo", "W. Europe Standard Time", "+02:00", "UTC"} {
		b.Run(name, func(b *testing.B) {
			c := newCatalog(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Lookup(name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParseHeader(b *testing.B) {
	for _, header := range []string{"utc", "no,includeTZOffset", "includeTZOffset"} {
		b.Run(header, func(b *testing.B) {
			c, values := newCatalog(b), []string{header}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.ParseHeader(values); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReadZone(b *testing.B) {
	s := database()["europe/oslo"]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.read(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewCatalog(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newCatalog(b)
	}
}
