package credential

import (
	"encoding/base64"
	"strings"
)

// checkBasic checks that a credential is text with a colon, encoded in base64 with optional padding (RFC 7617 section 2).
func checkBasic(credential string) error {
	encoded := credential
	if n := len(encoded); n%4 == 0 {
		encoded = strings.TrimSuffix(strings.TrimSuffix(encoded, "="), "=")
	}
	// Pieces whose length is a multiple of four can be decoded independently.
	var text [768]byte
	colon := false
	for encoded != "" {
		piece := encoded[:min(len(encoded), 1024)]
		encoded = encoded[len(piece):]
		n, err := base64.RawStdEncoding.Decode(text[:], []byte(piece))
		if err != nil || strings.ContainsAny(piece, "\r\n") {
			return malformed(Basic, "invalid base64")
		}
		for _, c := range text[:n] {
			if c < 0x20 || c == 0x7F {
				return malformed(Basic, "it contains a control character")
			}
			colon = colon || c == ':'
		}
	}
	if !colon {
		return malformed(Basic, "no colon between user name and password")
	}
	return nil
}

// checkToken checks that a credential is a single run of visible ASCII without the delimiters of lists and quoted strings.
// RFC 6750's b64token would be too narrow, since tickets contain colons.
func checkToken(scheme, credential string) error {
	for i := 0; i < len(credential); i++ {
		if c := credential[i]; c <= ' ' || c > '~' || c == '"' || c == ',' {
			return malformed(scheme, "it must be a single run of visible ASCII characters without quotes or commas")
		}
	}
	return nil
}
