package deploy

import (
	"debug/buildinfo"
	"flag"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

var releases = flag.String("releases", "", "check the binaries and SBOMs that deploy/release has built into this `folder`")

// Each binary of a release says its version, and its SBOM names it, the standard library and every module in it.
func TestReleases(t *testing.T) {
	if *releases == "" {
		t.Log("run with -releases to check what deploy/release has built")
		return
	}
	boms, err := filepath.Glob(filepath.Join(*releases, "*.cdx.json"))
	if err != nil || len(boms) == 0 {
		t.Fatal("no SBOM", err)
	}
	for _, path := range boms {
		t.Run(filepath.Base(path), func(t *testing.T) {
			name := strings.TrimSuffix(path, ".cdx.json")
			words := strings.Split(strings.TrimPrefix(filepath.Base(name), "caddy-batchtask-"), "-")
			if len(words) < 3 {
				t.Fatal("the name has no version, system and architecture")
			}
			version, system, arch := strings.Join(words[:len(words)-2], "-"), words[len(words)-2], words[len(words)-1]
			binary := name
			if system == "windows" {
				binary += ".exe"
			}
			checkBOM(t, gjson.Parse(read(t, path)), binary, version)
			if system != runtime.GOOS || arch != runtime.GOARCH {
				return
			}
			out, err := exec.Command(binary, "version").Output()
			if err != nil || !strings.HasPrefix(string(out), version+" v2.") {
				t.Errorf("caddy version prints %q, %v", out, err)
			}
		})
	}
}

// checkBOM compares an SBOM with what the linker wrote into the binary.
func checkBOM(t *testing.T, bom gjson.Result, binary, version string) {
	t.Helper()
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	main := bom.Get("metadata.component")
	if main.Get("name").String() != info.Main.Path || main.Get("version").String() != version {
		t.Errorf("the SBOM is for %s", main.Raw)
	}
	refs := make(map[string]string)
	for _, component := range bom.Get("components").Array() {
		refs[component.Get("name").String()+" "+component.Get("version").String()] = component.Get("bom-ref").String()
	}
	required := make(map[string]bool)
	for _, dependency := range bom.Get("dependencies").Array() {
		if dependency.Get("ref").String() == main.Get("bom-ref").String() {
			for _, ref := range dependency.Get("dependsOn").Array() {
				required[ref.String()] = true
			}
		}
	}
	if refs["std "+info.GoVersion] == "" {
		t.Errorf("the standard library of %s is not among the components", info.GoVersion)
	}
	for _, module := range info.Deps {
		if ref := refs[module.Path+" "+module.Version]; ref == "" || !required[ref] {
			t.Errorf("%s %s is not among the components that the binary requires", module.Path, module.Version)
		}
	}
}
