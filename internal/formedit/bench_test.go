package formedit_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
	"github.com/caddy-batchtask/caddy-batchtask/internal/edit/edittest"
	"github.com/caddy-batchtask/caddy-batchtask/internal/formedit"
)

var formFilter = edit.NewFilter(batchtask.DefaultIdentity, batchtask.DefaultUpdatable, batchtask.DefaultDateTimes)

// benchForm returns a form of about size bytes, all of whose pairs are stripped but two.
func benchForm(size int) []byte {
	var b strings.Builder
	b.WriteString("BatchTaskInfo%5BId%5D=975&BatchTaskInfo%5BState%5D=Started")
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "&BatchTaskInfo%%5BParameterObject%d%%5D=voluptatibus+%d+%%C3%%A6", i, i)
	}
	return []byte(b.String())
}

func BenchmarkStripForm(b *testing.B) {
	for _, size := range edittest.BenchSizes {
		src := benchForm(size.Size)
		var out edit.Result
		edittest.Bench(b, size.Name+"/guard", src, func() error {
			out.Reset()
			return formedit.Strip(src, &formFilter, &out)
		})
		edittest.Bench(b, size.Name+"/maps", src, func() error { return stripFormWithMaps(string(src)) })
	}
}

// stripFormWithMaps does not use url.ParseQuery, which refuses more than 10,000 pairs.
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
		property := strings.TrimSuffix(strings.TrimPrefix(key, batchtask.Record+"["), "]")
		if !formFilter.Kept.HasString(property) {
			delete(values, key)
		}
	}
	_ = values.Encode()
	return nil
}
