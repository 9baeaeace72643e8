package reader_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawler/reader"
	"nianbao/extract/form"
	"nianbao/extract/grid"
)

// real is a file from public sources, which stand beside the project.
func real(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "real", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not here: it stands beside the project", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestARealPDFIsReadToTheLastCell(t *testing.T) {
	needs(t, "pdftotext")
	const name = "hongze_2023.pdf"
	var all map[string]struct{ Tables form.Tables }
	if err := json.Unmarshal(real(t, "expected.json"), &all); err != nil {
		t.Fatal(err)
	}
	w, err := reader.File(t.Context(), "application/pdf", real(t, name))
	if err != nil {
		t.Fatal(err)
	}
	blocks, err := grid.PDFWords(w.Data)
	if err != nil {
		t.Fatal(err)
	}
	var grids []*grid.Grid
	for _, b := range blocks {
		if b.Grid != nil {
			grids = append(grids, b.Grid)
		}
	}
	got, want := form.Lay(grids).Tables, all[name].Tables
	if n := want.Numbers(); n < 180 {
		t.Fatalf("only %d numbers are expected", n)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
