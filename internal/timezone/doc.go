// Package timezone knows what SO-TimeZone may name and rewrites date-times for it (contract sections 1, timezone, and 5,
// SO-TimeZone).
//
// A Catalog resolves names to zones. It looks, in this order, at the operator's zone options, the installation's saved
// list, the built-in table, the IANA names and the fixed offsets. A Request is the parsed header, and a Conversion
// rewrites one date-time for it.
//
// The tz database is the one in tzdata/, embedded: neither the system's nor Go's own copy is ever read, so that the same
// binary answers the same everywhere. Zones are compiled when they are first asked for and kept; there are no more of
// them than the database has names, and fixed offsets are bounded by their number too, so no client can make them grow.
// Each zone is one list of the instants at which its offset changes. What lies past the list follows the Gregorian
// calendar's cycle of 400 years, so that every year from 1 to 9999 is right, not only those until 2037.
package timezone

//go:generate go run ./gen
