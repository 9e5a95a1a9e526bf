package main

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// zoneinfo returns a directory like the system's, with the named zones and files that are not zones.
func zoneinfo(names ...string) fstest.MapFS {
	zone := &fstest.MapFile{Data: utc}
	dir := fstest.MapFS{
		"tzdata.zi":           {Data: []byte("# version 2026f\n# more\n")},
		"zone.tab":            {Data: []byte("NO\t+5955+01045\tEurope/Oslo\n")},
		"leap-seconds.list":   {Data: []byte("#\n")},
		"localtime":           zone,
		"posixrules":          zone,
		"posix/Europe/Oslo":   zone,
		"right/Europe/Oslo":   zone,
		"Europe/Oslo.dpkg-rc": {},
	}
	for _, name := range names {
		dir[name] = zone
	}
	return dir
}

// utc is a compiled zone without transitions.
var utc = func() []byte {
	header := "TZif2" + strings.Repeat("\x00", 15+4*4) + "\x00\x00\x00\x01" + "\x00\x00\x00\x04"
	block := "\x00\x00\x00\x00\x00\x00" + "UTC\x00"
	return []byte(header + block + header + block + "\nUTC0\n")
}()

func TestReplace(t *testing.T) {
	out := t.TempDir()
	report, err := replace(out, zoneinfo("UTC", "Europe/Oslo", "America/Argentina/Ushuaia"))
	if err != nil || !strings.HasPrefix(report, "tz database 2026f: 3 zones, ") {
		t.Fatalf("%s, %v", report, err)
	}
	if version, err := os.ReadFile(filepath.Join(out, "VERSION")); err != nil || string(version) != "2026f\n" {
		t.Errorf("VERSION is %q, %v", version, err)
	}
	archive, err := zip.OpenReader(filepath.Join(out, "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	var names []string
	for _, file := range archive.File {
		names = append(names, file.Name)
		if content, err := fs.ReadFile(archive, file.Name); err != nil || !bytes.Equal(content, utc) {
			t.Errorf("%s: %q, %v", file.Name, content, err)
		}
	}
	if want := []string{"America/Argentina/Ushuaia", "Europe/Oslo", "UTC"}; !slices.Equal(names, want) || archive.Comment != "tz database 2026f" {
		t.Errorf("%q has %v, want %v", archive.Comment, names, want)
	}

	// A directory that lacks zones is refused, and nothing is written.
	before, err := os.ReadFile(filepath.Join(out, "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := replace(out, zoneinfo("UTC", "Europe/Berlin")); err == nil ||
		err.Error() != "zones would be lost: America/Argentina/Ushuaia Europe/Oslo" {
		t.Errorf("%v", err)
	}
	if after, err := os.ReadFile(filepath.Join(out, "zoneinfo.zip")); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the archive was modified: %v", err)
	}
}

func TestReplaceRefuses(t *testing.T) {
	for want, spoil := range map[string]func(dir fstest.MapFS){
		"tzdata.zi":           func(dir fstest.MapFS) { delete(dir, "tzdata.zi") },
		"a release":           func(dir fstest.MapFS) { dir["tzdata.zi"].Data = []byte("# redo posix_only\n") },
		"no compiled zones":   func(dir fstest.MapFS) { delete(dir, "UTC") },
		"UTC: malformed time": func(dir fstest.MapFS) { dir["UTC"] = &fstest.MapFile{Data: utc[:50]} },
	} {
		dir := zoneinfo("UTC")
		spoil(dir)
		out := t.TempDir()
		if _, err := replace(out, dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
		if left, _ := os.ReadDir(out); len(left) > 0 {
			t.Errorf("%s: %v was written", want, left)
		}
	}
}

// TestEmbeddedIsWhatPackMakes packs the embedded zones again. It compares only the contents, since compression depends on
// the Go release.
func TestEmbeddedIsWhatPackMakes(t *testing.T) {
	embedded, err := zip.OpenReader("../../tzdata/zoneinfo.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer embedded.Close()
	zones, err := collect(embedded)
	if err != nil {
		t.Fatal(err)
	}
	version := strings.TrimPrefix(embedded.Comment, "tz database ")
	once := pack(version, zones)
	if !bytes.Equal(once, pack(version, zones)) {
		t.Error("the same zones made two archives")
	}
	again, err := zip.NewReader(bytes.NewReader(once), int64(len(once)))
	if err != nil {
		t.Fatal(err)
	}
	same := slices.EqualFunc(embedded.File, again.File, func(a, b *zip.File) bool {
		return a.Name == b.Name && a.CRC32 == b.CRC32 && a.UncompressedSize64 == b.UncompressedSize64
	})
	if !same || again.Comment != embedded.Comment {
		t.Errorf("%d files of %q became %d of %q", len(embedded.File), embedded.Comment, len(again.File), again.Comment)
	}
}
