package charset

import (
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
)

func TestCharsetOf(t *testing.T) {
	for want, labels := range map[Charset][]string{
		UTF8: {"utf-8", "UTF-8", "utf8", "Utf8"},
		SingleByte: {
			"us-ascii", "ASCII", "ANSI_X3.4-1968", "iso-8859-1", "ISO-8859-1", "latin1", "l1", "iso_8859-1:1987", "iso8859-2", "iso-8859-8-I",
			"ISO-8859-15", "iso-8859-16", "windows-1250", "Windows-1252", "cp1251", "x-cp1258", "windows-874", "koi8-r", "KOI8-U",
			"macintosh", "x-mac-cyrillic", "IBM866", "tis-620",
		},
		UnsupportedCharset: {
			"", " utf-8", "utf-8 ", "utf_8", "utf-7", "x-unicode-2-0-utf-7", "utf-16", "utf-16le", "utf-32", "ucs-2", "unicode", "utf-8-sig",
			"shift_jis", "sjis", "euc-jp", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "gb2312", "gbk", "gb18030", "big5", "euc-kr",
			"x-user-defined", "ibm037", "ebcdic-cp-us", "iso-8859-12", "cp1259", "scsu", "bocu-1", "i\u017fo-8859-1", "latin\u00b9",
		},
	} {
		for _, label := range labels {
			if got := CharsetOf(label); got != want {
				t.Errorf("%q: %d, want %d", label, got, want)
			}
		}
	}
}

// TestSingleByteLabels checks every label against another implementation of the Encoding Standard.
func TestSingleByteLabels(t *testing.T) {
	var ascii, latin strings.Builder
	for c := range byte(0x80) {
		ascii.WriteByte(c)
		latin.WriteByte(c | 0x80)
	}
	for i := range singleByte.Len() {
		label := singleByte.Name(i)
		encoding, name := charset.Lookup(label)
		if encoding == nil {
			t.Errorf("%q is not a label", label)
			continue
		}
		got, err := encoding.NewDecoder().String(ascii.String())
		if err != nil || got != ascii.String() {
			t.Errorf("%q decodes ASCII to %q, %v", label, got, err)
		}
		got, err = encoding.NewDecoder().String(latin.String())
		if n := len([]rune(got)); err != nil || n != 0x80 {
			t.Errorf("%q (%s) decodes 128 bytes to %d characters, %v", label, name, n, err)
		}
	}
}
