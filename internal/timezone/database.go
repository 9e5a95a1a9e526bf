package timezone

import (
	"archive/zip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

//go:embed tzdata/zoneinfo.zip
var zoneinfo string

//go:embed tzdata/VERSION
var version string

// DatabaseVersion returns the release of the embedded tz database, such as "2026f".
func DatabaseVersion() string { return strings.TrimSpace(version) }

// utc is UTC itself, which needs no database.
var utc = &Zone{location: time.UTC, utc: true}

// utcNames are the names of UTC in the tz database. Factory, which has the same offset, means that no zone was chosen.
var utcNames = names.NewSet(
	"UTC", "UCT", "Universal", "Zulu", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich",
	"Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu",
	"Etc/GMT", "Etc/GMT0", "Etc/GMT+0", "Etc/GMT-0", "Etc/Greenwich",
)

// slot is a name in the database, and its zone once loaded.
type slot struct {
	name string
	file *zip.File
	once sync.Once
	zone *Zone
	err  error
}

// database maps the names in the embedded tz database, in lower case, to slots. It is built on first use.
var database = sync.OnceValue(func() map[string]*slot {
	archive, err := zip.NewReader(strings.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		panic("timezone: reading the embedded tz database: " + err.Error())
	}
	index := make(map[string]*slot, len(archive.File))
	for _, file := range archive.File {
		index[lower(file.Name)] = &slot{name: file.Name, file: file}
	}
	return index
})

// load returns the slot's zone, reading it the first time.
func (s *slot) load() (*Zone, error) {
	s.once.Do(func() {
		if s.zone, s.err = s.read(); s.err != nil {
			s.err = fmt.Errorf("tz database, %s: %w", s.name, s.err)
		}
	})
	return s.zone, s.err
}

func (s *slot) read() (*Zone, error) {
	if s.name == utc.Name() {
		return utc, nil
	}
	content, err := s.file.Open()
	if err != nil {
		return nil, err
	}
	defer content.Close()
	data, err := io.ReadAll(content)
	if err != nil {
		return nil, err
	}
	location, err := time.LoadLocationFromTZData(s.name, data)
	if err != nil {
		return nil, err
	}
	return &Zone{location: location, utc: utcNames.HasString(s.name)}, nil
}

// maxFixed is the largest fixed offset, ±14:00, in minutes.
const maxFixed = 14 * 60

// fixedZones caches the zones of fixed offsets, indexed by minutes from -14:00.
var fixedZones [2*maxFixed + 1]atomic.Pointer[Zone]

// fixed returns the zone of a fixed offset given in minutes east of UTC.
func fixed(minutes int) *Zone {
	if minutes == 0 {
		return utc
	}
	place := &fixedZones[maxFixed+minutes]
	if z := place.Load(); z != nil {
		return z
	}
	seconds := minutes * 60
	z := &Zone{location: time.FixedZone(string(appendOffset(nil, seconds)), seconds)}
	if !place.CompareAndSwap(nil, z) {
		return place.Load()
	}
	return z
}
