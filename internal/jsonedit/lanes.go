package jsonedit

import (
	"encoding/binary"
	"math/bits"
)

// Text is read in words of eight bytes, its first byte lowest, and each byte of a word is a lane that is compared by
// itself. What is said of a byte is said by the high bit of its lane. A lane without its high bit can be added to without a
// carry into the next one, so sums are taken of the low seven bits, and bytes above 0x7F are told by the word itself.
const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
	// gather is a factor that collects the high bits of all lanes, if nothing else is set, in the highest lane.
	gather = 0x2040810204081
)

// lanes are what the lanes of a word are compared with. They are variables because the compiler keeps a variable in a
// register for a whole loop, where it loads a constant of 64 bits anew each time: this makes the loops a fifth faster.
var lanes = struct{ high, low, quote, slash, control, bracket uint64 }{
	high:    highs,
	low:     ones * 0x7F,
	quote:   ones * '"',
	slash:   ones * '\\',
	control: ones * (0x80 - ' '),
	bracket: ones * (0x7F + '{'),
}

// load returns the word at i.
func load(src []byte, i int) uint64 { return binary.LittleEndian.Uint64(src[i : i+8]) }

// special marks the first byte of w that is a quotation mark, a backslash or below 0x20; bytes above it may be marked
// wrongly by a borrow. Flipping bit 1 puts the quotation mark (0x22) next to the control characters and keeps those where
// they are, so that one comparison finds both.
func special(w uint64) uint64 {
	q, b := w^(ones*0x02), w^(ones*'\\')
	return ((q-ones*0x21)&^q | (b-ones)&^b) & highs
}

// quotes returns where in text the quotation marks are that begin and end strings, bit i for text[i], and how many bytes of
// text it has looked at: it stops at a backslash, and at a control character in a string. Outside is all ones if text begins
// outside a string, or 0.
func quotes(text *[64]byte, outside uint64) (marks uint64, known int) {
	high, low, quote, slash, control := lanes.high, lanes.low, lanes.quote, lanes.slash, lanes.control
	for i := 0; i < 64; i += 8 {
		w := binary.LittleEndian.Uint64(text[i : i+8])
		ascii := w & low
		q := high &^ (ascii ^ quote + low | w)
		outside ^= q * ones // the product marks a byte if an odd number of quotation marks is among it and those before
		plain := (ascii^slash+low)&(ascii+control|outside) | w
		outside = uint64(int64(outside) >> 63)
		if stop := high &^ plain; stop != 0 {
			q &= stop ^ (stop - 1) // those before the first stop
			return (marks>>8 | q*gather&(0xFF<<56)) >> (56 - i), i + bits.TrailingZeros64(stop)/8
		}
		marks = marks>>8 | q*gather&(0xFF<<56)
	}
	return marks, 64
}
