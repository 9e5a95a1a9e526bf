package sandbox

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// equal reports whether two JSON values are the same as RFC 6902, section 4.6, has it: numbers by their value, strings by
// their characters, objects without regard to the order of their members.
func equal(a, b string) bool {
	x, y := gjson.Parse(a), gjson.Parse(b)
	if x.Type != y.Type {
		return false
	}
	switch x.Type {
	case gjson.Null, gjson.True, gjson.False:
		return true
	case gjson.String:
		return x.Str == y.Str
	case gjson.Number:
		return x.Raw == y.Raw || decimal(x.Raw) == decimal(y.Raw)
	}
	if x.IsArray() != y.IsArray() {
		return false
	}
	if x.IsArray() {
		return equalArrays(parseArray(a), parseArray(b))
	}
	return equalObjects(parseObject(a), parseObject(b))
}

func equalArrays(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalObjects(a, b object) bool {
	if len(a) != len(b) {
		return false
	}
	for _, m := range a {
		i := b.exact(m.name)
		if i < 0 || !equal(m.value, b[i].value) {
			return false
		}
	}
	return true
}

// decimal writes a JSON number in one way only, exactly: its digits without zeros at either end, and a power of ten. It
// does not become a float, which would make large ids the same.
func decimal(number string) string {
	digits, negative := strings.CutPrefix(strings.ToLower(number), "-")
	mantissa, power, _ := strings.Cut(digits, "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	exponent := 0
	if power != "" {
		var err error
		if exponent, err = strconv.Atoi(power); err != nil {
			return number
		}
	}
	digits = strings.TrimLeft(whole+fraction, "0")
	exponent -= len(fraction)
	if digits == "" {
		return "0"
	}
	short := strings.TrimRight(digits, "0")
	exponent += len(digits) - len(short)
	if negative {
		short = "-" + short
	}
	return short + "e" + strconv.Itoa(exponent)
}
