package main

import (
	"syscall"
	"time"
)

// sleepExactly sleeps to some ten microseconds. The runtime's own timers, while nothing else happens, go by milliseconds.
func sleepExactly(d time.Duration) {
	if d > 0 {
		wait := syscall.NsecToTimespec(int64(d))
		_ = syscall.Nanosleep(&wait, nil)
	}
}
