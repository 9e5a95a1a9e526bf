package timezone

// dateTime is a date-time in the only form that is converted: YYYY-MM-DDThh:mm[:ss[.f…]][Z|±hh:mm|±hhmm].
type dateTime struct {
	wall     int64  // the seconds since 1970-01-01T00:00:00 in its own zone, without the fraction
	offset   int    // in seconds east of UTC, if tagged
	tagged   bool   // whether it has an offset or Z
	seconds  bool   // whether it has seconds
	sentinel bool   // whether the date is 0001-01-01 or 9999-12-31, which mean "none" and "never"
	fraction []byte // the fraction as written, including its point; empty if there is none
}

// parse parses a date-time. It reports false if text does not have that form, or the date or time does not exist.
func parse(text []byte) (d dateTime, ok bool) {
	const minimal = len("2006-01-02T15:04")
	if len(text) < minimal || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' {
		return d, false
	}
	century, ok1 := pair(text, 0)
	year, ok2 := pair(text, 2)
	month, ok3 := pair(text, 5)
	day, ok4 := pair(text, 8)
	hour, ok5 := pair(text, 11)
	minute, ok6 := pair(text, 14)
	year += century * 100
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6) ||
		year == 0 || month-1 > 11 || day == 0 || hour > 23 || minute > 59 || int(day) > daysIn(int(year), int(month)) {
		return d, false
	}
	d.sentinel = year == 1 && month == 1 && day == 1 || year == 9999 && month == 12 && day == 31

	second := uint(0)
	rest := text[minimal:]
	if len(rest) > 0 && rest[0] == ':' {
		if len(rest) < 3 {
			return d, false
		}
		if second, ok = pair(rest, 1); !ok || second > 59 {
			return d, false
		}
		d.seconds = true
		if rest = rest[3:]; len(rest) > 0 && rest[0] == '.' {
			n := 1
			for n < len(rest) && rest[n]-'0' <= 9 {
				n++
			}
			if n == 1 {
				return d, false
			}
			d.fraction, rest = rest[:n], rest[n:]
		}
	}
	d.wall = days(int(year), int(month), int(day))*secondsPerDay + int64(hour*3600+minute*60+second)

	switch {
	case len(rest) == 0:
		return d, true
	case len(rest) == 1 && rest[0] == 'Z':
		d.tagged = true
		return d, true
	}
	minutes, ok := parseOffset(rest)
	d.offset, d.tagged = minutes*60, true
	return d, ok
}

// parseOffset parses ±hh:mm or ±hhmm, up to 14 hours, and returns the minutes.
func parseOffset[T ~string | ~[]byte](text T) (minutes int, ok bool) {
	colon := len(text) == len("+00:00") && text[3] == ':'
	if !colon && len(text) != len("+0000") || text[0] != '+' && text[0] != '-' {
		return 0, false
	}
	hour, ok1 := pair(text, 1)
	minute, ok2 := pair(text, len(text)-2)
	minutes = int(hour*60 + minute)
	if !ok1 || !ok2 || minute > 59 || minutes > maxFixed {
		return 0, false
	}
	if text[0] == '-' {
		minutes = -minutes
	}
	return minutes, true
}

// pair parses the two digits at i.
func pair[T ~string | ~[]byte](text T, i int) (uint, bool) {
	tens, ones := text[i]-'0', text[i+1]-'0'
	return uint(tens)*10 + uint(ones), tens <= 9 && ones <= 9
}

// appendDateTime appends a wall time, in the unit of dateTime.wall and within the years 1–9999. Seconds are omitted if
// seconds is false and they are zero.
func appendDateTime(dst []byte, wall int64, seconds bool, fraction []byte) []byte {
	n := uint64(wall - minWall)
	second := uint(n % secondsPerDay)
	year, month, day := date(int64(n/secondsPerDay) + minWall/secondsPerDay)
	dst = appendPair(dst, uint(year)/100)
	dst = appendPair(dst, uint(year)%100)
	dst = appendPair(append(dst, '-'), uint(month))
	dst = appendPair(append(dst, '-'), uint(day))
	dst = appendPair(append(dst, 'T'), second/3600)
	dst = appendPair(append(dst, ':'), second/60%60)
	if seconds || second%60 != 0 {
		dst = appendPair(append(dst, ':'), second%60)
	}
	return append(dst, fraction...)
}

// appendOffset appends an offset, which is given in seconds but must be a whole number of minutes, as ±hh:mm.
func appendOffset(dst []byte, offset int) []byte {
	sign := byte('+')
	if offset < 0 {
		sign, offset = '-', -offset
	}
	minutes := uint(offset) / 60
	dst = appendPair(append(dst, sign), minutes/60)
	return appendPair(append(dst, ':'), minutes%60)
}

func appendPair(dst []byte, n uint) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }
