package formedit

import (
	"net/url"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

func FuzzStripForm(f *testing.F) {
	edittest.AddSeeds(f, "Id=1&State=x&Name=y", "BatchTaskInfo.State=1&BatchTaskInfo%5BName%5D=2", "&&a=b&", "%53tate=+&x", "State=%3B", "batchtaskinfo[id]=1",
		"State[]=1&BatchTaskInfo[State][x]=2", "%5BState%5D=1", "BatchTaskInfo.State.x=1&State%00=2", "%u0053tate=1")
	f.Fuzz(func(t *testing.T, src []byte) {
		out, ok := edittest.Stripped(t, Strip, src)
		if !ok {
			return
		}
		values, err := url.ParseQuery(string(out))
		if err != nil {
			t.Fatalf("%q became %q: %v", src, out, err)
		}
		for key := range values {
			name := key
			if names.HasPrefix(key, "BatchTaskInfo.") {
				name = key[len("BatchTaskInfo."):]
			} else if names.HasPrefix(key, "BatchTaskInfo[") {
				name = strings.TrimSuffix(key[len("BatchTaskInfo["):], "]")
			}
			if !edittest.Filter.Kept.HasString(name) {
				t.Fatalf("%q became %q with %q", src, out, key)
			}
		}
	})
}
