package timezone

const (
	secondsPerDay = 86_400

	// minWall and maxWall are the first and the last second of the years 1–9999, in seconds since 1970-01-01T00:00:00.
	minWall = -62_135_596_800
	maxWall = 253_402_300_799

	// epochDays is the number of days from 0000-03-01 to 1970-01-01. In the algorithms below, years begin in March, so that
	// a leap day is the last day of its year.
	epochDays = 719_468
)

// days returns the number of days from 1970-01-01 to a date in the proleptic Gregorian calendar, from the year 1 on.
func days(year, month, day int) int64 {
	y, m := uint(year), uint(month)
	if m <= 2 {
		y--
		m += 12
	}
	yearDays := y*365 + y/4 - y/100 + y/400
	monthDays := (153*(m-3) + 2) / 5
	return int64(yearDays+monthDays+uint(day)) - 1 - epochDays
}

// date is the inverse of days.
func date(d int64) (year, month, day int) {
	n := uint64(d + epochDays)
	century := (4*n + 3) / 146_097
	n -= century * 146_097 / 4 // day of the century
	y := (4*n + 3) / 1_461
	n -= y * 1_461 / 4 // day of the year, from 1 March
	m := (5*n + 2) / 153
	day = int(n-(153*m+2)/5) + 1
	year, month = int(century*100+y), int(m)+3
	if month > 12 {
		year++
		month -= 12
	}
	return year, month, day
}

// leap reports whether the year has 366 days.
func leap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// daysIn returns the number of days in a month.
func daysIn(year, month int) int {
	switch {
	case month == 2 && leap(year):
		return 29
	case month == 2:
		return 28
	}
	return 30 + (month+month>>3)&1
}
