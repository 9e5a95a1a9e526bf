package jsonedit_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
	"github.com/caddy-batchtask/caddy-batchtask/internal/jsonedit"
)

// benchPatch returns a JSON Patch of about size bytes. Every second operation is stripped.
func benchPatch(size int) []byte {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `,{"op":"replace","path":"/BatchTaskInfo/Request","value":"voluptatibus %d"}`, i)
		fmt.Fprintf(&b, `,{"op":"replace","path":"/BatchTaskInfo/ParameterObject/%d","value":{"laboriosam":%d}}`, i, i)
	}
	return []byte("[" + b.String()[1:] + "]")
}

func BenchmarkStripJSONPatch(b *testing.B) {
	for _, size := range edittest.BenchSizes {
		src := benchPatch(size.Size)
		var out edit.Result
		edittest.Bench(b, size.Name+"/guard", src, func() error {
			out.Reset()
			return jsonedit.StripPatch(src, &benchFilter, &out)
		})
		edittest.Bench(b, size.Name+"/maps", src, func() error { return stripPatchWithMaps(src) })
	}
}

func stripPatchWithMaps(src []byte) error {
	var patch []map[string]any
	if err := json.Unmarshal(src, &patch); err != nil {
		return err
	}
	kept := patch[:0]
	for _, op := range patch {
		path, _ := op["path"].(string)
		property, _, _ := strings.Cut(strings.TrimPrefix(path, "/"+batchtask.Record+"/"), "/")
		if benchFilter.Updatable.HasString(property) {
			kept = append(kept, op)
		}
	}
	_, err := json.Marshal(kept)
	return err
}
