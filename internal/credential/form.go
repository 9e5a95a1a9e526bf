package credential

import (
	"encoding/base64"
	"strings"
)

// checkBasic checks that a credential is base64, its padding optional, of text with a colon (RFC 7617 section 2).
func checkBasic(credential string) error {
	encoded := credential
	if n := len(encoded); n%4 == 0 {
		encoded = strings.TrimSuffix(strings.TrimSuffix(encoded, "="), "=")
	}
	// Pieces of a multiple of four characters decode on their own.
	var text [768]byte
	colon := false
	for encoded != "" {
		piece := encoded[:min(len(encoded), 1024)]
		encoded = encoded[len(piece):]
		n, err := base64.RawStdEncoding.Decode(text[:], []byte(piece))
		if err != nil || strings.ContainsAny(piece, "\r\n") {
			return malformed(Basic, "it is not base64")
		}
		for _, c := range text[:n] {
			if c < 0x20 || c == 0x7F {
				return malformed(Basic, "it holds a control character")
			}
			colon = colon || c == ':'
		}
	}
	if !colon {
		return malformed(Basic, "there is no colon between user name and password")
	}
	return nil
}

// checkToken checks that a credential is one run of visible ASCII without the characters that lists and quoted strings
// are made of: tickets and tokens hold colons and dots, so RFC 6750's b64token would be too narrow.
func checkToken(scheme, credential string) error {
	for i := 0; i < len(credential); i++ {
		if c := credential[i]; c <= ' ' || c > '~' || c == '"' || c == ',' {
			return malformed(scheme, "it is not one run of visible ASCII without quotes and commas")
		}
	}
	return nil
}
