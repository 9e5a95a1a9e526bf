package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
)

// saveProfile loads the guard with the full job and saves a CPU profile of it, if a flag asks for one.
func (b *bench) saveProfile(ctx context.Context) error {
	var files []string
	if b.options.profile != "" {
		files = append(files, b.options.profile)
	}
	if b.options.pgo {
		files = append(files, profileGuided)
	}
	if len(files) == 0 {
		return nil
	}
	seconds := 10
	if b.options.quick {
		seconds = 1
	}
	profile, err := b.profile(ctx, seconds)
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	for _, file := range files {
		if err := os.WriteFile(file, profile, 0o644); err != nil {
			return err
		}
		progress("saved %s", file)
	}
	return nil
}

// profile profiles so many seconds each of the sample, and of answers of 100 KB whose bulk is kept and nulled.
func (b *bench) profile(ctx context.Context, seconds int) ([]byte, error) {
	body, err := readSample("request.json")
	if err != nil {
		return nil, err
	}
	loads := []request{
		call(answerSample, selectNulled, body), call(answer100KB, selectKept, body), call(answer100KB, selectNulled, body),
	}
	s, err := b.site(ctx, siteGuard)
	if err != nil {
		return nil, err
	}
	loaded := make(chan error, 1)
	go func() {
		var errs []error
		for i := range loads {
			_, err := runWrk(ctx, b.dir, s, &loads[i], seconds)
			errs = append(errs, err)
		}
		loaded <- errors.Join(errs...)
	}()
	profile, err := fetch(ctx, fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", s.admin, len(loads)*seconds))
	if err := errors.Join(err, <-loaded); err != nil {
		return nil, err
	}
	return withoutPaths(profile)
}

func fetch(ctx context.Context, url string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", resp.Status, data)
	}
	return data, err
}

// The parts of a profile's protocol buffer that are looked at: github.com/google/pprof, proto/profile.proto.
const (
	stringTable  = 6<<3 | wireBytes
	wireVarint   = 0
	wireBytes    = 2
	wireTypeMask = 7
)

var errNoProfile = errors.New("not a profile")

// withoutPaths returns a profile in which files that are named by where they lie on this machine, such as the binary,
// have only their last name: a profile that is kept should not depend on where it was taken.
func withoutPaths(profile []byte) ([]byte, error) {
	zipped, err := gzip.NewReader(bytes.NewReader(profile))
	if err != nil {
		return nil, err
	}
	src, err := io.ReadAll(zipped)
	if err != nil {
		return nil, err
	}
	var out []byte
	for len(src) > 0 {
		tag, n := binary.Uvarint(src)
		value, m := binary.Uvarint(src[max(n, 0):])
		if n <= 0 || m <= 0 {
			return nil, errNoProfile
		}
		whole := n + m
		switch tag & wireTypeMask {
		case wireVarint:
		case wireBytes:
			if value > uint64(len(src)-whole) {
				return nil, errNoProfile
			}
			whole += int(value)
		default:
			return nil, errNoProfile
		}
		if text := src[n+m : whole]; tag == stringTable && bytes.HasPrefix(text, []byte("/")) {
			name := path.Base(string(text))
			out = binary.AppendUvarint(out, tag)
			out = binary.AppendUvarint(out, uint64(len(name)))
			out = append(out, name...)
		} else {
			out = append(out, src[:whole]...)
		}
		src = src[whole:]
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err = w.Write(out)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}
