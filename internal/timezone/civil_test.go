package timezone

import (
	"testing"
	"time"
)

func TestDaysAndDateAgreeWithTimePackage(t *testing.T) {
	day := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := days(1, 1, 1); n <= days(9999, 12, 31); n++ {
		year, month, dayOfMonth := date(n)
		if y, m, d := day.Date(); year != y || month != int(m) || dayOfMonth != d {
			t.Fatalf("day %d is %d-%d-%d, want %s", n, year, month, dayOfMonth, day)
		}
		if got := days(year, month, dayOfMonth); got != n {
			t.Fatalf("%s is day %d, want %d", day, got, n)
		}
		if last := day.AddDate(0, 0, 1).Day() == 1; last != (dayOfMonth == daysIn(year, month)) {
			t.Fatalf("%d-%d has %d days", year, month, daysIn(year, month))
		}
		day = day.AddDate(0, 0, 1)
	}
	if days(1, 1, 1)*secondsPerDay != minWall || days(9999, 12, 31)*secondsPerDay+secondsPerDay-1 != maxWall {
		t.Error("minWall or maxWall is off")
	}
}
