package timezone

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

var (
	errTZif        = errors.New("not a TZif file of version 2 or later")
	errLeapSeconds = errors.New("its times count leap seconds, which Unix time does not")
)

// tzifCounts are the six counts of a TZif header (RFC 9636, section 3.1), in its order.
type tzifCounts struct {
	UTC, Standard, Leap, Time, Type, Char uint32
}

// size returns the length in bytes of the data block that follows the header, whose times take width bytes.
func (c tzifCounts) size(width uint64) uint64 {
	return uint64(c.Time)*(width+1) + uint64(c.Type)*6 + uint64(c.Char) +
		uint64(c.Leap)*(width+4) + uint64(c.Standard) + uint64(c.UTC)
}

// compile reads a TZif file (RFC 9636): its transitions and, for the time after them, the rule in its footer.
func compile(name string, file []byte) (*Zone, error) {
	// The first block holds 32-bit times, for old readers. The second holds the same with 64 bits, and all there is.
	first, rest, err := tzifHeader(file)
	if err != nil || uint64(len(rest)) < first.size(4) {
		return nil, errTZif
	}
	counts, block, err := tzifHeader(rest[first.size(4):])
	if err != nil || counts.Type == 0 || uint64(len(block)) < counts.size(8) {
		return nil, errTZif
	}
	if counts.Leap > 0 {
		return nil, errLeapSeconds
	}
	footer := block[counts.size(8):]
	if len(footer) < 2 || footer[0] != '\n' || footer[len(footer)-1] != '\n' {
		return nil, errTZif
	}

	times, block := block[:counts.Time*8], block[counts.Time*8:]
	kinds, block := block[:counts.Time], block[counts.Time:]
	offsetOf := func(kind byte) (int32, error) {
		if uint32(kind) >= counts.Type {
			return 0, fmt.Errorf("local time type %d of %d", kind, counts.Type)
		}
		return int32(binary.BigEndian.Uint32(block[int(kind)*6:])), nil
	}

	// Type 0 is what held before the first transition.
	initial, err := offsetOf(0)
	if err != nil {
		return nil, err
	}
	list := newTransitions(initial)
	for i, kind := range kinds {
		offset, err := offsetOf(kind)
		if err != nil {
			return nil, err
		}
		list.add(int64(binary.BigEndian.Uint64(times[i*8:])), offset)
	}
	repeats, err := list.follow(string(footer[1 : len(footer)-1]))
	if err != nil {
		return nil, err
	}

	z := &Zone{name: name, at: list.at, offset: list.offset, wall: make([]int64, len(list.at)), repeats: repeats}
	for i, at := range z.at {
		z.wall[i] = at + int64(z.offset[i+1])
	}
	return z, nil
}

// tzifHeader reads one header and returns what follows it.
func tzifHeader(file []byte) (tzifCounts, []byte, error) {
	const length = 44
	var counts tzifCounts
	if len(file) < length || !bytes.HasPrefix(file, []byte("TZif")) || file[4] < '2' {
		return counts, nil, errTZif
	}
	_, err := binary.Decode(file[20:length], binary.BigEndian, &counts)
	return counts, file[length:], err
}

// transitions is a zone's list of transitions while it is put together.
type transitions struct {
	at     []int64
	offset []int32
	last   int64 // the last instant given to add, whether or not the offset changed there
	any    bool
}

func newTransitions(initial int32) *transitions { return &transitions{offset: []int32{initial}} }

// add appends a transition. One that changes only the abbreviation or the daylight saving flag is left out, and of two
// at the same instant the second holds.
func (l *transitions) add(at int64, offset int32) {
	if n := len(l.at); n > 0 && l.at[n-1] == at {
		l.at, l.offset = l.at[:n-1], l.offset[:n]
	}
	if l.offset[len(l.offset)-1] != offset {
		l.at, l.offset = append(l.at, at), append(l.offset, offset)
	}
	l.last, l.any = at, true
}

// follow goes on with the rule of the footer, for a little over one cycle of 400 years, and returns the instant from
// which the list repeats itself. An empty footer says nothing of what comes after: the last offset then stays.
func (l *transitions) follow(footer string) (repeats int64, err error) {
	if footer == "" {
		return never, nil
	}
	rule, err := parseRule(footer)
	if err != nil {
		return 0, err
	}
	year := 1
	if l.any {
		year, _, _ = date(l.last / secondsPerDay)
	}
	if !rule.saves {
		if !l.any {
			l.offset[0] = rule.standard
		}
		return never, nil
	}
	// The list repeats from two years after the last explicit transition, and goes on for a year past the cycle's end.
	const before, after = 2, 1
	begin := year + before
	explicit, last := l.any, l.last
	for y := year; y < begin+400+after; y++ {
		for _, t := range rule.transitions(y) {
			if !explicit || t.at > last {
				l.add(t.at, t.offset)
			}
		}
	}
	return days(begin, 1, 1)*secondsPerDay + cycle, nil
}
