package sandbox

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkHandler measures the time that the sandbox adds to a request. An update that changes the task waits for the
// disk; one that changes nothing does not.
func BenchmarkHandler(b *testing.B) {
	h := provision(b, filepath.Join(b.TempDir(), "tasks.db"))
	same := func(int) string { return `{"BatchTaskInfo":{"Id":975,"State":"Started","Description":"x"}}` }
	fresh := func(i int) string { return fmt.Sprintf(`{"BatchTaskInfo":{"Id":975,"Description":"%d"}}`, i) }
	for _, bc := range []struct {
		name, call, accept string
		body               func(int) string
	}{
		{"get", "GetBatchTaskInfo", "", func(int) string { return `{"BatchTaskId":975}` }},
		{"get as XML", "GetBatchTaskInfo", "text/xml", func(int) string { return `{"BatchTaskId":975}` }},
		{"update, no change", "UpdateBatchTask", "", same},
		{"update, synced", "UpdateBatchTask", "", fresh},
	} {
		b.Run(bc.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				r := httptest.NewRequest(http.MethodPost, agentPath+bc.call, strings.NewReader(bc.body(i)))
				r.Header.Set("Accept", bc.accept)
				w := httptest.NewRecorder()
				if err := h.ServeHTTP(w, r, nil); err != nil || w.Code != http.StatusOK {
					b.Fatal(w.Code, err)
				}
			}
		})
	}
	b.Run("update, synced, 16 clients", func(b *testing.B) {
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			for i := 0; pb.Next(); i++ {
				r := httptest.NewRequest(http.MethodPost, agentPath+"UpdateBatchTask", strings.NewReader(fresh(i)))
				if err := h.ServeHTTP(httptest.NewRecorder(), r, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
