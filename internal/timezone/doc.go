// Package timezone parses SO-TimeZone and converts date-times to the zone it asks for (contract section 5, SO-TimeZone;
// the options are in section 1, timezone).
//
// A Catalog resolves names to zones. It searches the operator's zone options, the installation's saved list, the
// built-in table, the IANA names and the fixed offsets, in that order. A Request is the parsed header, and a Conversion
// rewrites one date-time for it.
//
// The tz database in tzdata/ is embedded. Neither the system's copy nor Go's is ever read, so the same binary gives the
// same results everywhere. Zones are loaded on first use and kept. Their number is bounded by the names in the database
// and by the fixed offsets, so no client can make them grow.
//
// The time package supplies the offsets. Parsing, formatting, and the rules for wall times that exist twice or not at all
// are this package's own: time.Parse accepts other forms, and time.Date leaves those rules open.
package timezone

//go:generate go run ./gen
