package xlsx

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"nianbao/extract/form"
	"nianbao/store/export"
	"nianbao/store/export/exporttest"
)

// held is how many reports the workbook of the tests holds.
const held = 90

// readBook writes a workbook of reports and reads its sheets back, as shown.
func readBook(t *testing.T) map[string][][]string {
	t.Helper()
	dir := t.TempDir()
	var b bytes.Buffer
	if err := Reports(&b, export.Decode(exporttest.Lines(held)), Options{Dir: dir}); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v, %v", left, err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheets := map[string][][]string{}
	for _, name := range f.GetSheetList() {
		if sheets[name], err = f.GetRows(name); err != nil {
			t.Fatal(err)
		}
	}
	return sheets
}

// TestTablesAreAsPrinted holds every cell of the sheets of tables against the
// reports the workbook was made of.
func TestTablesAreAsPrinted(t *testing.T) {
	sheets := readBook(t)
	shown := map[[4]string]string{} // sheet, id, row, header → what is shown
	for _, name := range []string{"主动公开", "依申请公开", "复议诉讼"} {
		head := sheets[name][0]
		for _, row := range sheets[name][1:] {
			for i, cell := range row {
				shown[[4]string{name, row[0], row[5], head[i]}] = cell
			}
		}
	}
	headers := map[string]map[string]string{
		"applications": {"natural_person": "自然人", "commercial": "商业企业", "research": "科研机构", "nonprofit": "社会公益组织",
			"legal_service": "法律服务机构", "other": "其他", "total": "总计"},
		"review_litigation": {"upheld": "结果维持", "corrected": "结果纠正", "other": "其他结果", "pending": "尚未审结", "total": "总计"},
		"disclosure": {"issued": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数", "created": "本年新制作数量",
			"published": "本年新公开数量", "in_public": "对外公开总数量", "previous_year": "上一年项目数量", "change": "本年增/减",
			"decisions": "本年处理决定数量／处理决定数量", "amount_wan": "本年收费金额（单位：万元）／采购总金额", "projects": "采购项目数量"},
	}
	names := map[string]string{"disclosure": "主动公开", "applications": "依申请公开", "review_litigation": "复议诉讼"}
	cells := 0
	for n := range held {
		r := exporttest.Report(n)
		for _, table := range r.Tables.All() {
			for _, row := range table.Table {
				for _, c := range row.Cells {
					if table.Name == form.Statistics {
						continue
					}
					cells++
					want, remark := printed(r.CellNotes, table.Name, row.Key, c)
					at := [4]string{names[table.Name], exporttest.ID(n), row.Key, headers[table.Name][c.Column]}
					if got := shown[at]; got != want {
						t.Errorf("%v shows %q, want %q", at, got, want)
					}
					at[3] = "备注"
					if !strings.Contains(shown[at], remark) {
						t.Errorf("%v is %q, and does not say %q", at, shown[at], remark)
					}
				}
			}
		}
	}
	if cells < 5000 {
		t.Errorf("only %d cells", cells)
	}
}

// printed is what a sheet must show of a cell, and what its row must remark.
func printed(notes []form.Note, table, row string, c form.Cell) (shown, remark string) {
	if c.Value != nil {
		shown = string(*c.Value)
	}
	for _, n := range notes {
		if n.Table != table || n.Row != row || n.Column != c.Column {
			continue
		}
		if c.Value == nil {
			shown = n.Raw
		} else {
			remark = n.Raw
		}
		if n.State == form.Blank {
			remark = "空白"
		}
	}
	return shown, remark
}

// TestStatisticsHaveARowForEachReport holds the sheet of form 2014 and local
// forms against the reports.
func TestStatisticsHaveARowForEachReport(t *testing.T) {
	rows := readBook(t)["统计表"]
	byID := map[string][]string{}
	for _, row := range rows[1:] {
		byID[row[0]] = row
	}
	of := 0
	for n := range held {
		r := exporttest.Report(n)
		if len(r.Tables.Statistics) == 0 {
			if byID[exporttest.ID(n)] != nil {
				t.Errorf("report %d has no such table, and a row", n)
			}
			continue
		}
		of++
		for _, row := range r.Tables.Statistics {
			want, _ := printed(r.CellNotes, form.Statistics, row.Key, row.Cells[0])
			at := slices.IndexFunc(rows[0], func(h string) bool { return strings.HasPrefix(h, row.Key+" ") })
			if got := byID[exporttest.ID(n)][at]; got != want {
				t.Errorf("report %d, %s shows %q, want %q", n, row.Key, got, want)
			}
		}
	}
	if len(rows)-1 != of || of < 30 {
		t.Errorf("%d rows for %d reports", len(rows)-1, of)
	}
}

func TestEveryColumnOfReportsHasATitle(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range export.Columns[export.ReportRow]() {
		title := reportTitles[c.Name].title
		if title == "" || seen[title] && title != "" {
			t.Errorf("column %s is headed %q", c.Name, title)
		}
		seen[title] = true
	}
	if len(reportTitles) != len(export.Columns[export.ReportRow]()) {
		t.Error("a title is of no column")
	}
}

func TestFindingsAreNamedAsTheFormsDo(t *testing.T) {
	rows := readBook(t)["问题"]
	want := []string{exporttest.ID(1), exporttest.Region(1), "第1县第1局", "2009", "错误", "applications.row_sum",
		"收到和处理政府信息公开申请情况", "上年结转政府信息公开申请数量", "总计", "", "0", "4", "六类申请人之和为 0，总计为 4"}
	if d := cmp.Diff(want, rows[1]); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestSheetsRefuseWhatExcelCannotOpen: at the last row, and well before it
// where the number of reports is known.
func TestSheetsRefuseWhatExcelCannotOpen(t *testing.T) {
	var many *TooManyRows
	reading := 0
	counted := func(n int) iter.Seq2[*export.Report, error] {
		return export.Decode(export.Counted(exporttest.Lines(n), func(n int) { reading = n }))
	}
	err := Reports(io.Discard, counted(10), Options{Dir: t.TempDir(), Expect: MaxRows + 1})
	if !errors.As(err, &many) || reading > 0 {
		t.Errorf("%d reports were read, then: %v", reading, err)
	}
	err = Reports(io.Discard, counted(4000), Options{Dir: t.TempDir(), Expect: 400_000})
	if !errors.As(err, &many) || reading > 2000 || many.Sheet != "依申请公开" {
		t.Errorf("%d reports were read, then: %v", reading, err)
	}
	err = Rows(io.Discard, "captures", func(func(numbered, error) bool) { t.Error("rows were asked for") }, Options{Expect: MaxRows + 1})
	if !errors.As(err, &many) {
		t.Errorf("too many rows: %v", err)
	}
	b, err := newBook(Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	s, err := b.sheet("x", 0, []head{{title: "x"}})
	if err != nil {
		t.Fatal(err)
	}
	s.rows = MaxRows - 1
	if err := s.add(); err != nil {
		t.Errorf("the last row: %v", err)
	}
	if err := s.add(); !errors.As(err, &many) || !strings.Contains(err.Error(), "--year") {
		t.Errorf("the row after the last: %v", err)
	}
}

func TestTextsThatAreTooLongSaySo(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		cut  bool
	}{
		"as long as can be":   {strings.Repeat("年", maxText), false},
		"one more":            {strings.Repeat("年", maxText+1), true},
		"pairs of surrogates": {strings.Repeat("𠮷", maxText/2+1), true},
		"half as many pairs":  {strings.Repeat("𠮷", maxText/2), false},
	} {
		t.Run(name, func(t *testing.T) {
			got := fitting(c.text)
			if units := len(utf16.Encode([]rune(got))); units > maxText || c.cut && units < maxText-1 {
				t.Errorf("%d units of %d", units, maxText)
			}
			if c.cut != strings.HasSuffix(got, cutMark) || !strings.HasPrefix(c.text, strings.TrimSuffix(got, cutMark)) || !c.cut && got != c.text {
				t.Errorf("ends in %q", got[len(got)-30:])
			}
		})
	}
}

func TestNumbersPastADoubleAreText(t *testing.T) {
	rows := func(yield func(numbered, error) bool) {
		for _, n := range []form.Number{"0.00", "-253", "562.0678", "123456789012345", "1234567890123456789", "1e400", "0.12345678901", "-0.0"} {
			if !yield(numbered{&n}, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if err := Rows(&b, "numbers", rows, Options{Dir: t.TempDir()}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := f.GetCols("numbers")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"n", "0.00", "-253", "562.0678", "123456789012345", "1234567890123456789", "1e400", "0.12345678901", "-0.0"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for cell, text := range map[string]bool{"A2": false, "A5": false, "A6": true, "A7": true, "A8": true, "A9": true} {
		if kind, err := f.GetCellType("numbers", cell); err != nil || (kind == excelize.CellTypeInlineString) != text {
			t.Errorf("%s is of type %v, %v", cell, kind, err)
		}
	}
}

type numbered struct {
	N *form.Number `parquet:"n"`
}

func TestTheSameReportsGiveTheSameBytes(t *testing.T) {
	var sums [2][32]byte
	for i := range sums {
		h := sha256.New()
		if err := Reports(h, export.Decode(exporttest.Lines(100)), Options{Dir: t.TempDir()}); err != nil {
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
	bad := func(yield func(*export.Report, error) bool) {
		for r, err := range export.Decode(exporttest.Lines(50)) {
			if !yield(r, err) {
				return
			}
		}
		yield(nil, boom)
	}
	dir := t.TempDir()
	if err := Reports(io.Discard, bad, Options{Dir: dir}); !errors.Is(err, boom) {
		t.Errorf("error of the reports came back as %v", err)
	}
	if err := Reports(failing{boom}, export.Decode(exporttest.Lines(50)), Options{Dir: dir}); !errors.Is(err, boom) {
		t.Errorf("error of the writer came back as %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("temporary files are left: %v, %v", left, err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
