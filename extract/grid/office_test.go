package grid_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract/grid"
)

// readers are those of Office's files, by extension.
var readers = map[string]func([]byte) ([]grid.Block, error){".doc": grid.DOC, ".rtf": grid.RTF, ".xls": grid.XLS, ".xlsx": grid.XLSX, ".docx": grid.DOCX}

// written are the files of an extension that LibreOffice wrote for the corpus.
func written(t testing.TB, ext string) [][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "testdata", "corpus", "*"+ext+"*"))
	if err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	for _, name := range names {
		base := strings.TrimSuffix(name, ".gz")
		if filepath.Ext(base) != ext {
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var r io.Reader = f
		if base != name {
			if r, err = gzip.NewReader(f); err != nil {
				t.Fatal(err)
			}
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	if len(out) == 0 {
		t.Fatalf("no %s in the corpus", ext)
	}
	return out
}

// fails holds that a reader ends, in time, with blocks or an error it knows.
func fails(t *testing.T, read func([]byte) ([]grid.Block, error), body []byte) {
	t.Helper()
	start := time.Now()
	blocks, err := read(body)
	if err != nil && (blocks != nil || !errors.Is(err, grid.ErrOffice) && !errors.Is(err, grid.ErrTooLarge) && !errors.Is(err, grid.ErrProtected)) {
		t.Errorf("%d blocks and error %v", len(blocks), err)
	}
	wellFormed(t, blocks)
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestDamagedOfficeFilesEndInBlocksOrAnError(t *testing.T) {
	for ext, read := range readers {
		t.Run(ext, func(t *testing.T) {
			whole := written(t, ext)[0]
			step := max(len(whole)/60, 1)
			for at := 0; at < len(whole); at += step {
				fails(t, read, whole[:at])
				flipped := bytes.Clone(whole)
				for i := at; i < min(len(whole), at+16); i++ {
					flipped[i] ^= 0xFF
				}
				fails(t, read, flipped)
				zeroed := bytes.Clone(whole)
				clear(zeroed[at:min(len(whole), at+512)])
				fails(t, read, zeroed)
			}
			dice := rand.New(rand.NewPCG(1, 2))
			for range 400 {
				some := bytes.Clone(whole)
				for range 1 + dice.IntN(12) {
					some[dice.IntN(len(some))] = byte(dice.IntN(256))
				}
				fails(t, read, some)
			}
		})
	}
}

func TestAProtectedWordFileIsToldFromADamagedOne(t *testing.T) {
	whole := bytes.Clone(written(t, ".doc")[0])
	fib := bytes.Index(whole, []byte{0xEC, 0xA5})
	if fib < 0 {
		t.Fatal("no information block")
	}
	whole[fib+11] |= 1
	if _, err := grid.DOC(whole); !errors.Is(err, grid.ErrProtected) {
		t.Errorf("error %v", err)
	}
}

func TestSectorsThatLeadBackToThemselvesEnd(t *testing.T) {
	whole := bytes.Clone(written(t, ".doc")[0])
	for at := 512; at+4 <= len(whole); at += 4 { // every entry of every table points to itself, as far as one lies there
		binary.LittleEndian.PutUint32(whole[at:], uint32(at%512/4))
	}
	fails(t, grid.DOC, whole)
	fails(t, grid.XLS, whole)
}

func TestRTFIsReadByItsOwnRules(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"GBK by the font":            {`{\rtf1\ansi{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset134 \'cb\'ce\'cc\'e5;}}\f1 \'c4\'ea\'b1\'a8\f0  12\par}`, []string{"年报 12"}},
		"GBK by the document":        {`{\rtf1\ansi\ansicpg936 \'c4\'ea\'b1\'a8\par}`, []string{"年报"}},
		"GBK with a low second":      {"{\\rtf1\\ansi\\ansicpg936 \\'81\x40\\'c4\\'ea\\par}", []string{"丂年"}},
		"numbers, with a stand-in":   {`{\rtf1\ansi\uc1 \u24180?\u25253\'3f!\par}`, []string{"年报!"}},
		"numbers, two stand-ins":     {`{\rtf1\ansi\uc2 \u24180??\u-24737 ab!\par}`, []string{"年\u9f5f!"}},
		"a pair":                     {`{\rtf1\ansi\uc0 \u-10179\u-8704 x\par}`, []string{"😀x"}},
		"hidden and deleted":         {`{\rtf1 a{\v b}\v c\v0 d{\deleted e}f\par}`, []string{"adf"}},
		"what is not the text":       {`{\rtf1{\info{\title x}}{\header h\par}{\*\generator g;}{\pict 00ff}a{\footnote n}b\par}`, []string{"ab"}},
		"a field":                    {`{\rtf1 {\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}\par}`, []string{"link"}},
		"lines and paragraphs":       {`{\rtf1 a\line b\par c\tab d\par}`, []string{"a", "b", "c\td"}},
		"a table":                    {`{\rtf1 x\par\trowd\cellx1000\cellx2000\intbl a\cell b\cell\row\trowd\cellx2000\intbl c\cell\row\pard y\par}`, []string{"x", "|a|b", "|c|<", "y"}},
		"cells merged downwards":     {`{\rtf1\trowd\clvmgf\cellx1000\cellx2000\intbl a\cell b\cell\row\trowd\clvmrg\cellx1000\cellx2000\intbl\cell d\cell\row\pard}`, []string{"|a|b", "|^|d"}},
		"cells merged across":        {`{\rtf1\trowd\clmgf\cellx1000\clmrg\cellx2000\cellx3000\intbl a\cell\cell c\cell\row\trowd\cellx1000\cellx2000\cellx3000\intbl 1\cell 2\cell 3\cell\row\pard}`, []string{"|a|<|c", "|1|2|3"}},
		"edges that differ a little": {`{\rtf1\trowd\cellx1000\cellx2000\intbl a\cell b\cell\row\trowd\cellx1030\cellx1980\intbl c\cell d\cell\row\pard}`, []string{"|a|b", "|c|d"}},
		"paragraphs in a cell":       {`{\rtf1\trowd\cellx1000\cellx2000\pard\intbl a\par b\cell c\cell\row\pard}`, []string{"|a⏎b|c"}},
	} {
		t.Run(name, func(t *testing.T) {
			blocks, err := grid.RTF([]byte(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, shown(blocks)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func FuzzRTF(f *testing.F) {
	f.Add([]byte(`{\rtf1\ansi\ansicpg936\trowd\clvmgf\cellx1000\intbl \'c4\'ea\cell\row\pard\u24180?\par}`))
	f.Add([]byte(`{\rtf1{\fonttbl{\f1\fcharset134 x;}}\f1 \'c4\line{\v a}\clmrg\cellx-5\row\cell}`))
	f.Fuzz(func(t *testing.T, body []byte) { fails(t, grid.RTF, append([]byte(`{\rtf1`), body...)) })
}

func FuzzDOC(f *testing.F) {
	for _, b := range written(f, ".doc")[:1] {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, body []byte) { fails(t, grid.DOC, body) })
}

func FuzzXLS(f *testing.F) {
	for _, b := range written(f, ".xls")[:1] {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, body []byte) { fails(t, grid.XLS, body) })
}

func FuzzXLSX(f *testing.F) {
	sheet := `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1"><v>1.5</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`
	f.Add(sheet, `<sst><si><t>乙</t></si></sst>`)
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		fails(t, grid.XLSX, word(t, "", "xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="1" r:id="rId1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="sheet1.xml"/></Relationships>`,
			"xl/sheet1.xml", sheet, "xl/sharedStrings.xml", shared))
	})
}

// TestSpreadsheetRowsNobodyFilledInStayInTheirTable reads rows that hold their
// label alone, as spreadsheets write them: blank cells merged into one, blank
// cells with a format, or none at all.
func TestSpreadsheetRowsNobodyFilledInStayInTheirTable(t *testing.T) {
	text := func(ref, s string) string {
		return `<c r="` + ref + `" t="inlineStr"><is><t>` + s + `</t></is></c>`
	}
	head := `<row r="1">` + text("A1", "信息内容") + text("B1", "件数") + text("C1", "废止") + `</row><row r="2">` + text("A2", "规章") + `<c r="B2"><v>1</v></c><c r="C2"><v>2</v></c></row>`
	for name, c := range map[string]struct {
		rows, merged string
		want         []string
	}{
		"merged":         {`<row r="3">` + text("A3", "行政许可") + `</row>`, "B3:C3", []string{"|信息内容|件数|废止", "|规章|1|2", "|行政许可||<"}},
		"with a format":  {`<row r="3">` + text("A3", "行政许可") + `<c r="B3" s="1"/><c r="C3" s="1"/></row>`, "", []string{"|信息内容|件数|废止", "|规章|1|2", "|行政许可||"}},
		"without a text": {`<row r="3"><c r="A3" s="1"/><c r="B3" s="1"/><c r="C3" s="1"/></row>`, "", []string{"|信息内容|件数|废止", "|规章|1|2", "|||"}},
		"a heading inside": {`<row r="3">` + text("A3", "二、机构建设和保障经费情况") + `</row><row r="4">` + text("A4", "行政处罚") + `<c r="B4"><v>3</v></c><c r="C4"><v>4</v></c></row>`, "",
			[]string{"|信息内容|件数|废止", "|规章|1|2", "|二、机构建设和保障经费情况||", "|行政处罚|3|4"}},
		"before captions": {`<row r="3">` + text("A3", "行政许可") + `</row><row r="4">` + text("A4", "第六项") + `</row><row r="5">` + text("A5", "行政处罚") + `<c r="B5"><v>3</v></c></row>`, "",
			[]string{"|信息内容|件数|废止", "|规章|1|2", "|行政许可||", "|第六项||", "|行政处罚|3|"}},
	} {
		merges := ""
		if c.merged != "" {
			merges = `<mergeCells><mergeCell ref="` + c.merged + `"/></mergeCells>`
		}
		blocks, err := grid.XLSX(word(t, "", "xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="1" r:id="rId1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="sheet1.xml"/></Relationships>`,
			"xl/sheet1.xml", `<worksheet><sheetData>`+head+c.rows+`</sheetData>`+merges+`</worksheet>`))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(c.want, shown(blocks)); d != "" {
			t.Errorf("%s: -want +got:\n%s", name, d)
		}
	}
}

// TestManyCaptionsInASpreadsheetCostLittle reads a sheet of nothing but single
// labels between two rows of a table.
func TestManyCaptionsInASpreadsheetCostLittle(t *testing.T) {
	row := `<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>`
	fails(t, grid.XLSX, word(t, "", "xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="sheet1.xml"/></Relationships>`,
		"xl/sheet1.xml", `<worksheet><sheetData>`+row+strings.Repeat(`<row><c t="inlineStr"><is><t>标签</t></is></c></row>`, 100_000)+row+`</sheetData></worksheet>`))
}
