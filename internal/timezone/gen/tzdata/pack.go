package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// replace writes zoneinfo.zip and VERSION to the directory out, and returns a summary. It fails if the new archive would
// lack a zone of the one it replaces.
func replace(out string, zoneinfo fs.FS) (report string, err error) {
	version, err := release(zoneinfo)
	if err != nil {
		return "", err
	}
	zones, err := collect(zoneinfo)
	if err != nil {
		return "", err
	}
	target := filepath.Join(out, "zoneinfo.zip")
	if lost, err := missing(target, zones); err != nil {
		return "", err
	} else if len(lost) > 0 {
		return "", fmt.Errorf("zones would be lost: %s", strings.Join(lost, " "))
	}
	archive := pack(version, zones)
	if err := os.WriteFile(target, archive, 0o644); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(out, "VERSION"), []byte(version+"\n"), 0o644); err != nil {
		return "", err
	}
	return fmt.Sprintf("tz database %s: %d zones, %d bytes", version, len(zones), len(archive)), nil
}

// releaseLine matches the first line of tzdata.zi.
var releaseLine = regexp.MustCompile(`^# version ([0-9]{4}[a-z]+)\n`)

// release returns the release named in the directory's tzdata.zi.
func release(zoneinfo fs.FS) (string, error) {
	source, err := fs.ReadFile(zoneinfo, "tzdata.zi")
	if err != nil {
		return "", err
	}
	match := releaseLine.FindSubmatch(source)
	if match == nil {
		return "", errors.New("tzdata.zi does not begin with a release")
	}
	return string(match[1]), nil
}

// collect returns the compiled zones by name. It skips the posix and right trees, the names that depend on the machine's
// configuration, and other files, such as tables.
func collect(zoneinfo fs.FS) (map[string][]byte, error) {
	zones := make(map[string][]byte)
	err := fs.WalkDir(zoneinfo, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == "posix" || name == "right":
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir() || name == "localtime" || name == "posixrules":
			return nil
		}
		content, err := fs.ReadFile(zoneinfo, name)
		if err != nil || !bytes.HasPrefix(content, []byte("TZif")) {
			return err
		}
		if _, err := time.LoadLocationFromTZData(name, content); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		zones[name] = content
		return nil
	})
	if err == nil && len(zones) == 0 {
		err = errors.New("the directory has no compiled zones")
	}
	return zones, err
}

// pack returns the archive, whose comment names the release. The result depends only on the arguments.
func pack(version string, zones map[string][]byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	// Nothing below can fail: the names are short, and writes to a buffer succeed.
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	must(w.SetComment("tz database " + version))
	for _, name := range slices.Sorted(maps.Keys(zones)) {
		file, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		must(err)
		_, err = file.Write(zones[name])
		must(err)
	}
	must(w.Close())
	return b.Bytes()
}

// missing returns the names in the archive that are not in zones, or none if there is no archive.
func missing(archive string, zones map[string][]byte) ([]string, error) {
	old, err := zip.OpenReader(archive)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer old.Close()
	var lost []string
	for _, file := range old.File {
		if zones[file.Name] == nil && !strings.HasSuffix(file.Name, "/") {
			lost = append(lost, file.Name)
		}
	}
	return lost, nil
}
