package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"nianbao/store/export"
	"nianbao/store/export/exporttest"
)

// BenchmarkReports measures a database of 2000 reports, their making and their
// decoding with it.
func BenchmarkReports(b *testing.B) {
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "x")
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			b.Fatal(err)
		}
		if err := Reports(b.Context(), path, export.Decode(exporttest.Lines(2000))); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(2000*float64(b.N)/b.Elapsed().Seconds(), "reports/s")
}
