package rewrite_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/operation"
	"github.com/caddy-batchtask/caddy-batchtask/internal/rewrite"
)

// benchPatch returns a JSON Patch of about size bytes, of which every other operation goes.
func benchPatch(size int) []byte {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `,{"op":"replace","path":"/BatchTaskInfo/Request","value":"voluptatibus %d"}`, i)
		fmt.Fprintf(&b, `,{"op":"replace","path":"/BatchTaskInfo/ParameterObject/%d","value":{"laboriosam":%d}}`, i, i)
	}
	return []byte("[" + b.String()[1:] + "]")
}

func BenchmarkStripJSONPatch(b *testing.B) {
	for _, size := range benchSizes {
		src := benchPatch(size.size)
		var out rewrite.Result
		bench(b, size.name+"/guard", src, func() error {
			out.Reset()
			return rewrite.StripJSONPatch(src, &benchFilter, &out)
		})
		bench(b, size.name+"/maps", src, func() error { return stripPatchWithMaps(src) })
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
		property, _, _ := strings.Cut(strings.TrimPrefix(path, "/"+operation.Record+"/"), "/")
		if benchFilter.Updatable.HasString(property) {
			kept = append(kept, op)
		}
	}
	_, err := json.Marshal(kept)
	return err
}

// benchForm returns a form of about size bytes, of which every pair but two goes.
func benchForm(size int) []byte {
	var b strings.Builder
	b.WriteString("BatchTaskInfo%5BId%5D=975&BatchTaskInfo%5BState%5D=Started")
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "&BatchTaskInfo%%5BParameterObject%d%%5D=voluptatibus+%d+%%C3%%A6", i, i)
	}
	return []byte(b.String())
}

func BenchmarkStripForm(b *testing.B) {
	for _, size := range benchSizes {
		src := benchForm(size.size)
		var out rewrite.Result
		bench(b, size.name+"/guard", src, func() error {
			out.Reset()
			return rewrite.StripForm(src, &benchFilter, &out)
		})
		bench(b, size.name+"/maps", src, func() error { return stripFormWithMaps(string(src)) })
	}
}

// stripFormWithMaps does without url.ParseQuery, which refuses more than 10,000 pairs.
func stripFormWithMaps(src string) error {
	values := make(url.Values)
	for pair := range strings.SplitSeq(src, "&") {
		key, value, _ := strings.Cut(pair, "=")
		key, err := url.QueryUnescape(key)
		if err != nil {
			return err
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return err
		}
		values.Add(key, value)
	}
	for key := range values {
		property := strings.TrimSuffix(strings.TrimPrefix(key, operation.Record+"["), "]")
		if !benchFilter.Kept.HasString(property) {
			delete(values, key)
		}
	}
	_ = values.Encode()
	return nil
}
