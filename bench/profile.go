package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"

	"github.com/google/pprof/profile"
)

// saveProfile saves a CPU profile of the guard doing the full job, if a flag asks for one.
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
	data, err := b.profile(ctx, seconds)
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	for _, file := range files {
		if err := os.WriteFile(file, data, 0o644); err != nil {
			return err
		}
		progress("saved %s", file)
	}
	return nil
}

// profile profiles, for the given seconds each, the sample, responses of 100 KB with the bulk kept and nulled, and rows.
func (b *bench) profile(ctx context.Context, seconds int) ([]byte, error) {
	body, err := readSample("request.json")
	if err != nil {
		return nil, err
	}
	loads := []request{
		call(responseSample, selectNulled, body), call(response100KB, selectKept, body), call(response100KB, selectNulled, body),
		call(rows100KB, selectKept, body), call(rows100KB, selectNulled, body),
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
	data, err := fetch(ctx, fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", s.admin, len(loads)*seconds))
	if err := errors.Join(err, <-loaded); err != nil {
		return nil, err
	}
	return withoutPaths(data)
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

// withoutPaths returns a profile with absolute file names, such as the binary's, reduced to their last element, so that a
// committed profile does not depend on the machine.
func withoutPaths(data []byte) ([]byte, error) {
	p, err := profile.ParseData(data)
	if err != nil {
		return nil, err
	}
	for _, m := range p.Mapping {
		m.File = withoutPath(m.File)
	}
	for _, f := range p.Function {
		f.Filename = withoutPath(f.Filename)
	}
	var b bytes.Buffer
	err = p.Write(&b)
	return b.Bytes(), err
}

// withoutPath returns the last element of an absolute path. With -trimpath, source files have relative paths.
func withoutPath(file string) string {
	if path.IsAbs(file) {
		return path.Base(file)
	}
	return file
}
