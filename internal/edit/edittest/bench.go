package edittest

import "testing"

// BenchSizes lists the document sizes for benchmarks.
var BenchSizes = []struct {
	Name string
	Size int
}{{"1KB", 1 << 10}, {"10KB", 10 << 10}, {"100KB", 100 << 10}, {"1MB", 1 << 20}, {"10MB", 10 << 20}}

// Bench runs do on src as a sub-benchmark and reports its throughput.
func Bench(b *testing.B, name string, src []byte, do func() error) {
	b.Run(name, func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		b.ReportAllocs()
		for b.Loop() {
			if err := do(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
