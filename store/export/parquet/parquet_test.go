package parquet

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"iter"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	pq "github.com/parquet-go/parquet-go"

	"nianbao/store/export"
	"nianbao/store/export/exporttest"
)

func reports(n int) iter.Seq2[export.ReportRow, error] {
	return export.Of(export.Decode(exporttest.Lines(n)), (*export.Report).Row)
}

func byYear(dir string) Options[export.ReportRow] {
	return Options[export.ReportRow]{Year: func(r *export.ReportRow) *int32 { return r.Year }, GroupCap: 4, Dir: dir}
}

func read[T any](t *testing.T, b []byte) (*pq.File, []T) {
	t.Helper()
	f, err := pq.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := pq.Read[T](bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return f, rows
}

// TestRowGroupsHoldOneYearEach reads the rows back group by group.
func TestRowGroupsHoldOneYearEach(t *testing.T) {
	const n = 150
	dir := t.TempDir()
	var b bytes.Buffer
	if err := Write(&b, reports(n), byYear(dir)); err != nil {
		t.Fatal(err)
	}
	f, rows := read[export.ReportRow](t, b.Bytes())
	var want []export.ReportRow
	for r, err := range reports(n) {
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, r)
	}
	year := func(r export.ReportRow) int32 {
		if r.Year == nil {
			return unknown
		}
		return *r.Year
	}
	slices.SortStableFunc(want, func(a, b export.ReportRow) int { return int(year(a)) - int(year(b)) })
	if d := cmp.Diff(want, rows, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("(-want +got):\n%.4000s", d)
	}
	at := int64(0)
	for _, g := range f.RowGroups() {
		if g.NumRows() == 0 || g.NumRows() > 4 {
			t.Errorf("a row group of %d", g.NumRows())
		}
		for _, r := range rows[at : at+g.NumRows()] {
			if year(r) != year(rows[at]) {
				t.Errorf("years %d and %d stand in one row group", year(r), year(rows[at]))
			}
		}
		at += g.NumRows()
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v, %v", left, err)
	}
}

func TestTheSameRowsGiveTheSameBytes(t *testing.T) {
	var sums [2][32]byte
	for i := range sums {
		h := sha256.New()
		if err := Write(h, reports(120), byYear(t.TempDir())); err != nil {
			t.Fatal(err)
		}
		sums[i] = [32]byte(h.Sum(nil))
	}
	if sums[0] != sums[1] {
		t.Error("two exports of one archive differ")
	}
}

func TestErrorsLeaveNothingBehind(t *testing.T) {
	boom := errors.New("boom")
	failingRows := func(yield func(export.ReportRow, error) bool) {
		for r, err := range reports(150) {
			if !yield(r, err) {
				return
			}
		}
		yield(export.ReportRow{}, boom)
	}
	for name, write := range map[string]func(dir string) error{
		"rows":   func(dir string) error { return Write(io.Discard, failingRows, byYear(dir)) },
		"writer": func(dir string) error { return Write(failing{boom}, reports(120), byYear(dir)) },
		"ungrouped rows": func(string) error {
			return Write(io.Discard, failingRows, Options[export.ReportRow]{})
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := write(dir); !errors.Is(err, boom) {
				t.Errorf("error came back as %v", err)
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("temporary files are left: %v, %v", left, err)
			}
		})
	}
	if err := Write(io.Discard, reports(1), byYear("/no/such/folder")); err == nil {
		t.Error("a folder that is not there is no error")
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestManyYearsAreBounded: what a page printed as its year must not open a
// file for each.
func TestManyYearsAreBounded(t *testing.T) {
	type row struct {
		Year *int32 `parquet:"year"`
	}
	rows := func(yield func(row, error) bool) {
		for y := range int32(1000) {
			if !yield(row{&y}, nil) {
				return
			}
		}
	}
	s := spill[row]{options: Options[row]{Year: func(r *row) *int32 { return r.Year }, Dir: t.TempDir()}, years: map[int32]*part[row]{}}
	defer func() {
		if err := s.remove(); err != nil {
			t.Error(err)
		}
	}()
	if err := s.sort(rows); err != nil {
		t.Fatal(err)
	}
	if len(s.years) > maxYears+1 {
		t.Errorf("%d temporary files", len(s.years))
	}
	var b bytes.Buffer
	if err := Write(&b, rows, s.options); err != nil {
		t.Fatal(err)
	}
	if _, back := read[row](t, b.Bytes()); len(back) != 1000 || *back[999].Year != 999 {
		t.Errorf("%d rows came back", len(back))
	}
}

func TestNoRowsMakeAFile(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, reports(0), byYear(t.TempDir())); err != nil {
		t.Fatal(err)
	}
	if _, rows := read[export.ReportRow](t, b.Bytes()); len(rows) != 0 {
		t.Errorf("%d rows came back", len(rows))
	}
}
