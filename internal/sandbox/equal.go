package sandbox

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// equal compares two JSON values as RFC 6902, section 4.6, requires: numbers by value, strings by characters, objects
// regardless of member order.
func equal(a, b string) bool {
	x, y := gjson.Parse(a), gjson.Parse(b)
	switch {
	case x.Type != y.Type || x.IsArray() != y.IsArray():
		return false
	case x.Type == gjson.String:
		return x.Str == y.Str
	case x.Type == gjson.Number:
		return x.Raw == y.Raw || decimal(x.Raw) == decimal(y.Raw)
	case x.IsArray():
		return slices.EqualFunc(parseArray(a), parseArray(b), equal)
	case x.IsObject():
		return equalObjects(parseObject(a), parseObject(b))
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

// decimal normalizes a JSON number to its significant digits and a power of ten. It avoids floats, which would make
// different large ids equal.
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
