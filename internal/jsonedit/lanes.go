package jsonedit

import "encoding/binary"

// The scanner processes text in words of eight bytes, the first byte lowest. Each byte of a word is a lane. The result of a
// test is the high bit of each lane. Lanes whose high bit is clear can be added to without carrying into the next lane, so
// sums use only the low seven bits; bytes above 0x7F are recognized by the word itself. Tests of which only the first mark counts, such as
// special, do without: what is carried or borrowed reaches only later lanes.
const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
	// gather is a factor that collects the high bits of all lanes in the highest lane, if no other bits are set.
	gather = 0x2040810204081
)

// load returns the word at i.
func load(src []byte, i int) uint64 { return binary.LittleEndian.Uint64(src[i : i+8]) }

// special marks the first byte of w that is a quotation mark, a backslash or below 0x20. A borrow may also mark bytes above
// it. Flipping bit 1 moves the quotation mark (0x22) next to the control characters without moving those out of their
// range, so that one comparison finds both.
func special(w uint64) uint64 {
	return ((w ^ ones*0x02 - ones*0x21) | (w ^ ones*'\\' - ones)) &^ w & highs
}

// gathered returns the high bits of the lanes of four words that follow one another, bit i for byte i.
func gathered(a, b, c, d uint64) uint64 {
	return a*gather>>56 | b*gather>>56<<8 | c*gather>>56<<16 | d*gather>>56<<24
}

// specials is special for 32 bytes, bit i for text[i].
func specials(text *[32]byte) uint64 {
	return gathered(special(binary.LittleEndian.Uint64(text[:])), special(binary.LittleEndian.Uint64(text[8:])),
		special(binary.LittleEndian.Uint64(text[16:])), special(binary.LittleEndian.Uint64(text[24:])))
}

// pastDigits marks the first byte of w that is not a digit. A borrow or carry may also mark bytes above it.
func pastDigits(w uint64) uint64 {
	return ((w - ones*'0') | (w + ones*(0x7F-'9'))) & highs
}
