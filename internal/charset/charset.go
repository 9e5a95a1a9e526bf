// Package charset classifies charsets by their labels (WHATWG Encoding Standard).
package charset

import (
	"unicode/utf8"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// Charset classifies charsets by whether a body in one can be read as UTF-8 (contract section 4).
type Charset uint8

const (
	// UnsupportedCharset is any charset other than the ones below: in UTF-16, Shift_JIS or UTF-7, an ASCII byte may be part
	// of another character.
	UnsupportedCharset Charset = iota
	// UTF8 is UTF-8.
	UTF8
	// SingleByte is US-ASCII or a charset that extends it with one character per byte. A body in one can be read as UTF-8
	// if every byte is ASCII.
	SingleByte
)

// CharsetOf classifies a label from a Content-Type or an XML declaration, in any case.
func CharsetOf[L names.Text](label L) Charset {
	switch {
	case names.Equal(label, "utf-8"), names.Equal(label, "utf8"):
		return UTF8
	case singleByte.Has([]byte(label)):
		return SingleByte
	}
	return UnsupportedCharset
}

// Advice tells the sender of text in another charset what to do.
const Advice = "send UTF-8 (in PowerShell, with ; charset=utf-8 in the -ContentType)"

// FirstNonASCII returns the offset of the first byte that is not ASCII, or -1.
func FirstNonASCII(body []byte) int {
	for i, c := range body {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return -1
}

// singleByte lists the labels of US-ASCII and of the single-byte encodings in section 4.2 of the Encoding Standard, in its
// order. In all of them, bytes below 0x80 are ASCII (section 9).
var singleByte = names.NewSet(
	"ibm866", "866", "cp866", "csibm866",
	"iso-8859-2", "csisolatin2", "iso-ir-101", "iso8859-2", "iso88592", "iso_8859-2", "iso_8859-2:1987", "l2",
	"latin2",
	"iso-8859-3", "csisolatin3", "iso-ir-109", "iso8859-3", "iso88593", "iso_8859-3", "iso_8859-3:1988", "l3",
	"latin3",
	"iso-8859-4", "csisolatin4", "iso-ir-110", "iso8859-4", "iso88594", "iso_8859-4", "iso_8859-4:1988", "l4",
	"latin4",
	"iso-8859-5", "csisolatincyrillic", "cyrillic", "iso-ir-144", "iso8859-5", "iso88595", "iso_8859-5",
	"iso_8859-5:1988",
	"iso-8859-6", "arabic", "asmo-708", "csiso88596e", "csiso88596i", "csisolatinarabic", "ecma-114",
	"iso-8859-6-e", "iso-8859-6-i", "iso-ir-127", "iso8859-6", "iso88596", "iso_8859-6", "iso_8859-6:1987",
	"iso-8859-7", "csisolatingreek", "ecma-118", "elot_928", "greek", "greek8", "iso-ir-126", "iso8859-7",
	"iso88597", "iso_8859-7", "iso_8859-7:1987", "sun_eu_greek",
	"iso-8859-8", "csiso88598e", "csisolatinhebrew", "hebrew", "iso-8859-8-e", "iso-ir-138", "iso8859-8",
	"iso88598", "iso_8859-8", "iso_8859-8:1988", "visual",
	"iso-8859-8-i", "csiso88598i", "logical",
	"iso-8859-10", "csisolatin6", "iso-ir-157", "iso8859-10", "iso885910", "l6", "latin6",
	"iso-8859-13", "iso8859-13", "iso885913",
	"iso-8859-14", "iso8859-14", "iso885914",
	"iso-8859-15", "csisolatin9", "iso8859-15", "iso885915", "iso_8859-15", "l9",
	"iso-8859-16",
	"koi8-r", "cskoi8r", "koi", "koi8", "koi8_r",
	"koi8-u", "koi8-ru",
	"macintosh", "csmacintosh", "mac", "x-mac-roman",
	"windows-874", "dos-874", "iso-8859-11", "iso8859-11", "iso885911", "tis-620",
	"windows-1250", "cp1250", "x-cp1250",
	"windows-1251", "cp1251", "x-cp1251",
	"windows-1252", "ansi_x3.4-1968", "ascii", "cp1252", "cp819", "csisolatin1", "ibm819", "iso-8859-1",
	"iso-ir-100", "iso8859-1", "iso88591", "iso_8859-1", "iso_8859-1:1987", "l1", "latin1", "us-ascii",
	"x-cp1252",
	"windows-1253", "cp1253", "x-cp1253",
	"windows-1254", "cp1254", "csisolatin5", "iso-8859-9", "iso-ir-148", "iso8859-9", "iso88599", "iso_8859-9",
	"iso_8859-9:1989", "l5", "latin5", "x-cp1254",
	"windows-1255", "cp1255", "x-cp1255",
	"windows-1256", "cp1256", "x-cp1256",
	"windows-1257", "cp1257", "x-cp1257",
	"windows-1258", "cp1258", "x-cp1258",
	"x-mac-cyrillic", "x-mac-ukrainian",
)
