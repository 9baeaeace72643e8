package grid_test

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract/form"
	"nianbao/extract/grid"
	"nianbao/seeds/sample"
)

// rendering is a sample report as another program set it and poppler read it,
// with the cells of the document it was made of.
type rendering struct {
	Name   string        `json:"name"`
	Writer string        `json:"writer"`
	Shows  string        `json:"shows"`
	Exact  bool          `json:"exact"` // every cell can be told; otherwise some are null
	Tables sample.Tables `json:"tables"`
}

func renderings(t testing.TB) []rendering {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "pdf", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []rendering
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// words is the reading of a rendering, as pdftotext left it.
func (r rendering) words(t testing.TB) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "pdf", r.Name+".xhtml.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestEveryCellOfAReportComesOutOfItsPDF(t *testing.T) {
	exact := 0
	for _, r := range renderings(t) {
		t.Run(r.Name, func(t *testing.T) {
			blocks, err := grid.PDFWords(r.words(t))
			if err != nil {
				t.Fatal(err)
			}
			laid := form.Lay(grids(blocks))
			got := asSample(&laid.Tables)
			if r.Exact {
				exact++
				if diff := cmp.Diff(r.Tables, got); diff != "" {
					t.Errorf("%s, %s (-want +got)\n%s", r.Writer, r.Shows, diff)
				}
				return
			}
			right, all := neverWrong(t, r.Tables, got)
			if 100*right < 90*all {
				t.Errorf("only %d of %d cells", right, all)
			}
		})
	}
	if exact < 18 {
		t.Errorf("only %d renderings are held to the last cell", exact)
	}
}

// neverWrong fails on every number that is not the document's, and counts the
// cells that are read.
func neverWrong(t *testing.T, want, got sample.Tables) (right, all int) {
	t.Helper()
	text := func(s *string) string {
		if s == nil {
			return "null"
		}
		return *s
	}
	for table, rows := range got {
		for row, cells := range rows {
			for column, value := range cells {
				if value != nil && text(value) != text(want[table][row][column]) {
					t.Errorf("%s %s %s: %s, want %s", table, row, column, *value, text(want[table][row][column]))
				}
			}
		}
	}
	for table, rows := range want {
		for row, cells := range rows {
			for column, value := range cells {
				all++
				if text(got[table][row][column]) == text(value) {
					right++
				}
			}
		}
	}
	return right, all
}

func TestTheNarrativeOfAPDFStandsInParagraphsAndHeadings(t *testing.T) {
	want := []string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况", "六、其他需要报告的事项"}
	for _, r := range renderings(t) {
		if !strings.Contains(r.Name, "plain") && !strings.Contains(r.Name, "001c") && !strings.Contains(r.Name, "top") {
			continue
		}
		blocks, err := grid.PDFWords(r.words(t))
		if err != nil {
			t.Fatal(err)
		}
		var headings []string
		for _, b := range blocks {
			for _, w := range want {
				if b.Text == w {
					headings = append(headings, w)
				}
			}
			if strings.Contains(b.Text, "example.gov.cn") {
				t.Errorf("%s: the browser's footer is there: %q", r.Name, b.Text)
			}
		}
		if diff := cmp.Diff(want, headings); diff != "" {
			t.Errorf("%s (-want +got)\n%s", r.Name, diff)
		}
	}
}

// at is a word of a page made for a test: 10 points high, its characters 10
// points wide, figures 5.
func at(x, y float64, text string) string {
	width := 0.0
	for _, r := range text {
		if width += 10; r < 0x80 {
			width -= 5
		}
	}
	return fmt.Sprintf(`<word xMin="%.2f" yMin="%.2f" xMax="%.2f" yMax="%.2f">%s</word>`, x, y, x+width, y+10, text)
}

// sheets makes a reading of pages, each its words.
func sheets(pages ...string) []byte {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><title>\xfe\xff\x00broken & </title><body><doc>\n")
	for _, p := range pages {
		b.WriteString(`<page width="595.0" height="842.0"><flow><block><line>` + p + "</line></block></flow></page>\n")
	}
	b.WriteString("</doc></body></html>")
	return []byte(b.String())
}

// line is one line of running text that fills the measure.
const full = "这是一行写满了版心的正文用来告诉读者版心到底有多宽它正好有四十个字不多也不少就是四十"

var wordPages = []struct {
	name  string
	pages []string
	want  []string
}{
	{"a line that fills the measure goes on", []string{at(80, 100, full) + at(80, 118, "后半句。") + at(100, 136, "另一段。")}, []string{full + "后半句。", "另一段。"}},
	{"a paragraph goes on over the page", []string{at(80, 100, full) + at(290, 800, "-3-"), at(80, 100, "后半句。")}, []string{full + "后半句。"}},
	{"Latin words are parted, Chinese ones are not",
		[]string{at(80, 100, "Open") + at(103, 100, "Data") + at(126, 100, "政府") + at(149, 100, "2023") + at(172, 100, "年")}, []string{"Open Data政府2023年"}},
	{"a heading is a line of its own", []string{at(80, 100, full) + at(80, 118, "一、总体情况") + at(80, 136, "（一）主动公开。")}, []string{full, "一、总体情况", "（一）主动公开。"}},
	{"page numbers are gone", []string{at(80, 100, "甲。") + at(290, 800, "— 1 —"), at(80, 100, "乙。") + at(290, 800, "-2-"), at(80, 100, "丙。") + at(280, 800, "第3页")}, []string{"甲。", "乙。", "丙。"}},
	{"bare figures that count the pages are gone", []string{at(80, 100, "甲。") + at(290, 800, "7"), at(80, 100, "乙。") + at(290, 800, "8")}, []string{"甲。", "乙。"}},
	{"a figure that counts nothing stays", []string{at(80, 100, "甲。") + at(290, 800, "7"), at(80, 100, "乙。") + at(290, 800, "3")}, []string{"甲。", "7", "乙。", "3"}},
	{"lines on every page are gone", []string{at(80, 40, "年报") + at(80, 100, "甲。"), at(80, 40, "年报") + at(80, 100, "乙。")}, []string{"甲。", "乙。"}},
	{"signs for parts of characters are the characters", []string{at(80, 100, "⼀、⾏政⻚⻔")}, []string{"一、行政页门"}},
	{"rows and columns by place", []string{
		at(80, 100, "信息内容") + at(250, 100, "制发件数") + at(350, 100, "废止件数") +
			at(80, 130, "规章") + at(265, 130, "0") + at(365, 130, "12") +
			at(80, 160, "规范性文件") + at(365, 160, "3")},
		[]string{"|信息内容|<|<|制发件数|废止件数", "|规章|<|<|0|12", "|规范性文件|<|<||3"}},
	{"a label of several lines is of the row beside it", []string{
		at(80, 100, "项目名称") + at(250, 100, "件数") +
			at(80, 130, "1.申请人逾期") + at(80, 142, "未补正的") + at(255, 136, "4") +
			at(80, 170, "2.申请人逾期") + at(80, 182, "未交费的") + at(255, 176, "5")},
		[]string{"|项目名称|<|<|件数", "|1.申请人逾期未补正的|<|<|4", "|2.申请人逾期未交费的|<|<|5"}},
	{"a label in upright text is a group's", []string{
		at(200, 100, "自然人") + at(300, 100, "总计") +
			at(60, 126, "三") + at(60, 138, "办") + at(60, 150, "理") + at(60, 162, "的") +
			at(80, 130, "1.予以公开") + at(205, 130, "1") + at(305, 130, "1") +
			at(80, 160, "2.部分公开") + at(205, 160, "2") + at(305, 160, "2")},
		[]string{"||<|<|自然人|总计", "|三办理的|1.予以公开|<|1|1", "|2.部分公开|<|<|2|2"}},
	{"a table goes on over the page, its header once", []string{
		at(200, 700, "自然人") + at(300, 700, "总计") + at(80, 730, "1.予以公开") + at(205, 730, "1") + at(305, 730, "1") + at(290, 800, "-1-"),
		at(200, 60, "自然人") + at(300, 60, "总计") + at(80, 90, "2.部分公开") + at(205, 90, "2") + at(305, 90, "2")},
		[]string{"||<|<|自然人|总计", "|1.予以公开|<|<|1|1", "|2.部分公开|<|<|2|2"}},
	{"a number broken in a cell too narrow, centred", []string{
		at(200, 100, "自然人") + at(250, 100, "企业") + at(300, 100, "总计") +
			at(80, 130, "1.予以公开") + at(205, 130, "1") + at(255, 130, "0") + at(305, 124, "12") + at(305, 136, "34") +
			at(80, 160, "2.部分公开") + at(205, 160, "2") + at(255, 160, "0") + at(305, 160, "2")},
		[]string{"||<|<|自然人|企业|总计", "|1.予以公开|<|<|1|0|1234", "|2.部分公开|<|<|2|0|2"}},
	{"figures below each other that may be two numbers are neither", []string{
		at(200, 100, "自然人") + at(250, 100, "企业") + at(300, 100, "总计") +
			at(80, 130, "1.予以公开") + at(205, 130, "1") + at(255, 130, "0") + at(305, 130, "12") + at(305, 142, "34") +
			at(80, 180, "2.部分公开") + at(205, 180, "2") + at(255, 180, "0") + at(305, 180, "2")},
		[]string{"||<|<|自然人|企业|总计", "|1.予以公开|<|<|1|0|12⏎34", "|2.部分公开|<|<|2|0|2"}},
	{"a unit goes on below the last number", []string{
		at(80, 100, "信息内容") + at(250, 100, "收费金额（万元）") + at(80, 130, "收费") + at(260, 130, "251000") + at(270, 142, "元") + at(100, 200, "三、情况")},
		[]string{"|信息内容|<|<|收费金额（万元）", "|收费|<|<|251000元", "三、情况"}},
	{"a contents page is no table of numbers it does not have", []string{at(80, 100, "一、总体情况") + at(80, 120, "二、公开情况")}, []string{"一、总体情况", "二、公开情况"}},
	{"a number between two columns is of neither", []string{
		at(200, 100, "自然人") + at(300, 100, "总计") +
			at(80, 130, "1.予以公开") + at(205, 130, "1") + at(305, 130, "1") +
			at(80, 160, "2.部分公开") + at(255, 160, "7")},
		[]string{"||<|<|自然人|总计", "|1.予以公开|<|<|1|1", "|2.部分公开|<|<|? 7|<"}},
	{"labels set to the bottom, over the row above; headers left, numbers right of their columns", []string{
		at(200, 100, "自然人") + at(252, 100, "企业") + at(302, 100, "总计") +
			at(80, 118, "1.申请人逾期") + at(80, 130, "未补正的") + at(244, 130, "7") + at(294, 130, "8") + at(339, 130, "15") +
			at(80, 133, "2.申请人逾期") + at(80, 145, "未交费的情") + at(80, 157, "况") + at(244, 157, "4") + at(294, 157, "5") + at(344, 157, "9") +
			at(80, 161, "3.其他情况") + at(80, 173, "若干") + at(239, 173, "10") + at(294, 173, "0") + at(339, 173, "10")},
		[]string{"||<|<|自然人|企业|总计", "|1.申请人逾期未补正的|<|<|7|8|15", "|2.申请人逾期未交费的情况|<|<|4|5|9", "|3.其他情况若干|<|<|10|0|10"}},
	{"what a sheet writes outside of its pages is on none", []string{
		at(280, 40, "表") + at(80, 100, "甲。") + at(80, 112, "乙组") + at(280, 780, "Page") + at(305, 780, "1") + at(80, 800, "丙组"),
		at(80, 20, "乙组") + at(280, 40, "表") + at(80, 100, "丙组") + at(80, 112, "乙组") + at(280, 780, "Page") + at(305, 780, "2")},
		[]string{"甲。", "乙组", "丙组", "乙组"}},
	{"a number right behind its label stands below its column's header", []string{
		at(80, 100, "信息内容") + at(153.8, 100, "收费金额（万元）") + at(80, 115, "行政事业性收费") + at(153.8, 115, "262.79") + at(80, 150, "三、情况")},
		[]string{"|信息内容|<|<|收费金额（万元）", "|行政事业性收费|<|<|262.79", "三、情况"}},
	{"a number behind a text that stands below no header is of the text", []string{
		at(80, 100, "信息内容") + at(170, 100, "收费金额（万元）") + at(80, 115, "行政事业性收费") + at(153.8, 115, "262.79") + at(80, 150, "三、情况")},
		[]string{"信息内容 收费金额（万元）", "行政事业性收费262.79", "三、情况"}},
	{"a note goes on below its number", []string{
		at(200, 100, "制发件数") + at(300, 100, "废止件数") +
			at(80, 130, "规章") + at(205, 130, "2") + at(305, 130, "1") +
			at(80, 160, "规范性文件") + at(205, 160, "22（其中") + at(205, 172, "修订16件）") + at(305, 160, "3")},
		[]string{"||<|<|制发件数|废止件数", "|规章|<|<|2|1", "|规范性文件|<|<|22（其中修订16件）|3"}},
}

func TestWordsBecomeLinesAndTablesByWhereTheyStand(t *testing.T) {
	for _, c := range wordPages {
		t.Run(c.name, func(t *testing.T) {
			blocks, err := grid.PDFWords(sheets(c.pages...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, shown(blocks)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestImagesOfPagesAreToldFromText(t *testing.T) {
	if _, err := grid.PDFWords(sheets("", "")); !errors.Is(err, grid.ErrNoText) {
		t.Errorf("two pages without a word: %v", err)
	}
	for _, s := range []string{"", "<html>", "no markup", "<word xMin=\"1\""} {
		if _, err := grid.PDFWords([]byte(s)); !errors.Is(err, grid.ErrNoWords) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestHostileWordsAreReadInBoundedTime(t *testing.T) {
	many := func(n int, word func(i int) string) []byte {
		var b strings.Builder
		for i := range n {
			b.WriteString(word(i))
		}
		return sheets(b.String())
	}
	for name, data := range map[string][]byte{
		"numbers all over":    many(60_000, func(i int) string { return at(float64(i%97)*6, float64(i/97)*1.3, "1") }),
		"labels all over":     many(60_000, func(i int) string { return at(float64(i%7)*80, float64(i/7)*0.1, "一、甲乙") }),
		"one line":            many(60_000, func(i int) string { return at(float64(i)*0.3, 100, "甲") }),
		"one place":           many(60_000, func(int) string { return at(100, 100, "12") }),
		"rows without an end": many(60_000, func(i int) string { return at(float64(i%2)*100, float64(i/2)*0.6, []string{"1.甲", "5"}[i%2]) }),
		"lines over each other": many(60_000, func(i int) string {
			return at(float64(i%30)*20, float64(i/600)*8+float64(i%600)*0.006, []string{"甲乙丙丁", "戊己庚辛"}[i%2])
		}),
		"labels over each other": many(2_400, func(i int) string {
			if i%8 == 0 {
				return at(300, 100+float64(i)*0.2, "5")
			}
			return at(80+float64(i%5), 100+float64(i%3)*12+float64(i)*0.2, "1.甲乙丙丁")
		}),
		"headers without end": many(2_400, func(i int) string {
			return at([]float64{80, 200, 290}[i%3], 100+float64(i/3)*10, []string{"1.甲", "乙丙", []string{"", "5"}[i/3%2]}[i%3])
		}),
		"upright without end":   many(60_000, func(i int) string { return at(100, float64(i)*0.3, "甲") }),
		"coordinates of wonder": []byte(`<page width="NaN" height="-1e308"><word xMin="1e999" yMin="-Inf" xMax="2" yMax="3">1</word><word xMin="-20000" yMin="0" xMax="20000" yMax="1">2</word></page>`),
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			_, err := grid.PDFWords(data)
			if err != nil && !errors.Is(err, grid.ErrNoText) {
				t.Error(err)
			}
			if d := time.Since(begin); d > 20*time.Second {
				t.Errorf("took %v", d)
			}
			t.Log(len(data), time.Since(begin))
		})
	}
}

func FuzzPDFWords(f *testing.F) {
	for _, c := range wordPages {
		f.Add(sheets(c.pages...))
	}
	f.Add([]byte(`<page width="9" height="9"><word xMin="0" yMin="0" xMax="9" yMax="9">&amp;&#x4e00;</word>`))
	for _, c := range latticePages {
		f.Add(append(sheets(c.pages...), c.rules...))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		blocks, err := grid.PDFWords(data)
		if err != nil && blocks != nil {
			t.Error("blocks beside an error")
		}
		for _, b := range blocks {
			if b.Grid == nil {
				continue
			}
			for _, row := range b.Grid.Rows {
				for _, cell := range row {
					if cell != nil && !b.Grid.Ragged && (cell.Col+cell.Cols > len(row) || cell.Row+cell.Rows > len(b.Grid.Rows)) {
						t.Error("a cell reaches out of its grid")
					}
				}
			}
		}
	})
}
