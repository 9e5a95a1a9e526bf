package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// The builds that are measured.
const (
	buildOurs  = "caddy"       // the default build, with the profile if there is one
	buildStock = "stock-caddy" // the same Caddy with its standard modules only
	buildPlain = "plain-caddy" // the project's build without the profile
)

// buildAll builds the binaries that the chosen parts need into dir and returns the files by build.
func buildAll(ctx context.Context, dir string) (map[string]string, error) {
	builds := []struct {
		name string
		args []string
	}{
		{buildOurs, []string{"./cmd/caddy"}},
		{buildStock, []string{"github.com/caddyserver/caddy/v2/cmd/caddy"}},
		{buildPlain, []string{"-pgo=off", "./cmd/caddy"}},
	}
	binaries := make(map[string]string)
	for _, build := range builds {
		if build.name == buildPlain && !isProfileGuided() {
			continue
		}
		progress("building %s", build.name)
		file := filepath.Join(dir, build.name)
		// The profile names source files by package, not by their path on this machine.
		args := append([]string{"build", "-trimpath", "-o", file}, build.args...)
		if out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("go build of %s: %w\n%s", build.name, err, out)
		}
		binaries[build.name] = file
	}
	return binaries, nil
}

// isProfileGuided reports whether go build finds a profile.
func isProfileGuided() bool {
	_, err := os.Stat(profileGuided)
	return !errors.Is(err, fs.ErrNotExist)
}
