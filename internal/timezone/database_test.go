package timezone

import (
	"archive/zip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDatabaseVersion(t *testing.T) {
	v := DatabaseVersion()
	if !regexp.MustCompile(`^20[0-9]{2}[a-z]$`).MatchString(v) || v < "2026f" {
		t.Errorf("version %q", v)
	}
	archive := embedded(t)
	if want := "tz database " + v; archive.Comment != want {
		t.Errorf("the archive's comment is %q, want %q", archive.Comment, want)
	}
}

// TestDatabaseHasWhatReleasesChanged checks one change from the notes of each recent release.
func TestDatabaseHasWhatReleasesChanged(t *testing.T) {
	for _, tc := range []struct{ release, zone, want string }{
		{"2026f: Cuba does not fall back in 2026", "America/Havana", "2026-12-01T08:00:00-04:00"},
		{"2026f: but in 2027", "America/Havana", "2027-12-01T07:00:00-05:00"},
		{"2026e: Manitoba moves to -05", "America/Winnipeg", "2026-12-01T07:00:00-05:00"},
		{"2026d: the Northwest Territories move to -06", "America/Inuvik", "2026-12-01T06:00:00-06:00"},
		{"2026c: Alberta moves to -06", "America/Edmonton", "2026-12-01T06:00:00-06:00"},
		{"2026c: Morocco moves to +00", "Africa/Casablanca", "2026-12-01T12:00:00+00:00"},
		{"2026b: British Columbia moves to -07", "America/Vancouver", "2026-12-01T05:00:00-07:00"},
	} {
		conversion := conversionOf(t, "UTC", tc.zone)
		if got := converted(&conversion, tc.want[:4]+"-12-01T12:00:00Z"); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.release, got, tc.want)
		}
	}
}

// TestDatabaseAgreesWithSystem compares with the system's compiled zones if they are from the same release. It begins in
// 1970, since earlier data depends on how the zones were compiled.
func TestDatabaseAgreesWithSystem(t *testing.T) {
	const system = "/usr/share/zoneinfo"
	source, err := os.ReadFile(filepath.Join(system, "tzdata.zi"))
	if err != nil || !strings.HasPrefix(string(source), "# version "+DatabaseVersion()+"\n") {
		t.Skipf("%s does not have release %s", system, DatabaseVersion())
	}
	for _, s := range database() {
		file, err := os.ReadFile(filepath.Join(system, filepath.FromSlash(s.name)))
		if err != nil {
			t.Log(err) // the legacy names may not be installed
			continue
		}
		location, err := time.LoadLocationFromTZData(s.name, file)
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		z, err := s.load()
		if err != nil {
			t.Error(err)
			continue
		}
		other := &Zone{location: location}
		last := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		if own, system := transitions(z, 0, last), transitions(other, 0, last); !slices.Equal(own, system) {
			t.Errorf("%s has the transitions %v, the system's %v", s.name, own, system)
		}
	}
}

// TestDatabaseLosesNoName compares with the names in Go 1.26's own database.
func TestDatabaseLosesNoName(t *testing.T) {
	list, err := os.ReadFile("testdata/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(string(list))
	for _, name := range names {
		if s := database()[lower(name)]; s == nil || s.name != name {
			t.Errorf("%s is missing", name)
		}
	}
	if len(names) != 598 || len(database()) < len(names) {
		t.Errorf("%d names, %d in the database", len(names), len(database()))
	}
}

// TestArchiveIsReproducible checks that the archive does not depend on the machine that built it.
func TestArchiveIsReproducible(t *testing.T) {
	if len(zoneinfo) > 500_000 {
		t.Errorf("the archive is %d bytes long", len(zoneinfo))
	}
	archive, previous := embedded(t), ""
	zoneName := regexp.MustCompile(`^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}$`)
	for _, file := range archive.File {
		if !zoneName.MatchString(file.Name) {
			t.Errorf("%s is not a zone", file.Name)
		}
		if file.Name <= previous {
			t.Errorf("%s comes after %s", file.Name, previous)
		}
		previous = file.Name
		// A zero MS-DOS date reads as 1979-11-30.
		if len(file.Extra) > 0 || file.Comment != "" || file.ExternalAttrs != 0 || !file.Modified.Equal(time.Date(1979, 11, 30, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: %+v", file.Name, file.FileHeader)
		}
	}
	if len(archive.File) != len(database()) {
		t.Errorf("%d files, but %d names when ignoring case", len(archive.File), len(database()))
	}
}

func embedded(t *testing.T) *zip.Reader {
	t.Helper()
	archive, err := zip.NewReader(strings.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		t.Fatal(err)
	}
	return archive
}
