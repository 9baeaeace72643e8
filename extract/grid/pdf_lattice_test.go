package grid_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/extract/grid"
)

// box rules the four sides of a box on a page.
func boxed(page int, x0, y0, x1, y1 float64) string {
	return line(page, x0, y0, x1, y0) + line(page, x0, y1, x1, y1) + line(page, x0, y0, x0, y1) + line(page, x1, y0, x1, y1)
}

func line(page int, x0, y0, x1, y1 float64) string {
	return fmt.Sprintf(`<rule page="%d" xMin="%.2f" yMin="%.2f" xMax="%.2f" yMax="%.2f"/>`+"\n", page, x0, y0, x1, y1)
}

// cells rules rows of cells, each 20 high and 60 wide, from a corner on.
func cells(page, rows, cols int, x, y float64) string {
	var b strings.Builder
	for r := range rows {
		for c := range cols {
			b.WriteString(boxed(page, x+60*float64(c), y+20*float64(r), x+60*float64(c+1), y+20*float64(r+1)))
		}
	}
	return b.String()
}

var latticePages = []struct {
	name  string
	pages []string
	rules string
	want  []string
}{
	{"cells are what lies between lines, wherever text stands in them",
		[]string{at(100, 103, "项目") + at(200, 106, "件数") + at(101, 121, "许可") + at(205, 128, "12") + at(105, 141, "处罚") + at(161, 149, "0")},
		cells(1, 3, 2, 100, 100), []string{"|项目|件数", "|许可|12", "|处罚|0"}},
	{"spans are where lines are missing",
		[]string{at(130, 105, "总数") + at(110, 125, "一") + at(170, 125, "二") + at(110, 145, "3") + at(170, 145, "4")},
		line(1, 100, 100, 220, 100) + line(1, 100, 100, 100, 160) + line(1, 220, 100, 220, 160) + cells(1, 2, 2, 100, 120), []string{"|总数|<", "|一|二", "|3|4"}},
	{"a frame is no table", []string{at(110, 105, "甲。") + at(110, 125, "乙。")}, boxed(1, 100, 100, 400, 300), []string{"甲。", "乙。"}},
	{"two boxes of text are text", []string{at(110, 105, "甲。") + at(170, 105, "乙。")}, cells(1, 1, 2, 100, 100), []string{"甲。", "乙。"}},
	{"lines that lie elsewhere are not believed",
		[]string{at(80, 100, "信息内容") + at(250, 100, "制发件数") + at(80, 130, "规章") + at(265, 130, "0")},
		cells(1, 4, 3, 87, 93), []string{"|信息内容|<|<|制发件数", "|规章|<|<|0"}},
	{"a table goes on over the page",
		[]string{at(110, 705, "项目") + at(170, 705, "件数") + at(110, 725, "许可") + at(170, 725, "1"), at(110, 55, "处罚") + at(170, 55, "2")},
		cells(1, 2, 2, 100, 700) + cells(2, 1, 2, 100, 50), []string{"|项目|件数", "|许可|1", "|处罚|2"}},
	{"a row the page cuts is one",
		[]string{at(110, 705, "项目") + at(170, 705, "件数") + at(110, 725, "行政") + at(170, 725, "1"), at(110, 55, "许可")},
		cells(1, 2, 2, 100, 700) + cells(2, 1, 2, 100, 50), []string{"|项目|件数", "|行政许可|1"}},
	{"a row the page cuts above its number is one",
		[]string{at(110, 705, "项目") + at(170, 705, "件数") + at(110, 725, "行政"), at(110, 55, "许可") + at(170, 55, "1")},
		cells(1, 2, 2, 100, 700) + cells(2, 1, 2, 100, 50), []string{"|项目|件数", "|行政许可|1"}},
	{"a row that begins a label is one of its own",
		[]string{at(110, 705, "项目") + at(170, 705, "件数") + at(110, 725, "1.甲") + at(170, 725, "1"), at(110, 55, "2.乙")},
		cells(1, 2, 2, 100, 700) + cells(2, 1, 2, 100, 50), []string{"|项目|件数", "|1.甲|1", "|2.乙|"}},
	{"numbers below a header are none of it",
		[]string{at(110, 705, "维持") + at(170, 705, "纠正"), at(110, 55, "3") + at(170, 55, "4")},
		cells(1, 1, 2, 100, 700) + cells(2, 1, 2, 100, 50), []string{"|维持|纠正", "|3|4"}},
	{"a header the page cuts is one",
		[]string{at(110, 705, "结果") + at(170, 705, "其他") + at(230, 705, "总"), at(110, 55, "维持") + at(170, 55, "结果") + at(230, 55, "计") + at(110, 75, "3") + at(170, 75, "4") + at(230, 75, "7")},
		cells(1, 1, 3, 100, 700) + cells(2, 2, 3, 100, 50), []string{"|结果维持|其他结果|总计", "|3|4|7"}},
	{"edges of rows a little apart are one",
		[]string{at(110, 105, "项目") + at(170, 105, "上年") + at(230, 105, "增减") + at(110, 125, "许可") + at(170, 125, "3") + at(230, 125, "5"), at(110, 55, "处罚") + at(170, 55, "7") + at(230, 55, "9")},
		boxed(1, 100, 100, 160, 120) + boxed(1, 160, 100, 220, 120) + boxed(1, 220, 100, 280, 120) + boxed(1, 100, 120, 160, 140) + boxed(1, 160, 120, 222.4, 140) + boxed(1, 222.4, 120, 280, 140) + cells(2, 1, 3, 100, 50),
		[]string{"|项目|上年|增减", "|许可|3|5", "|处罚|7|9"}},
	{"headers of two rows the page cuts are one, beside new ones",
		[]string{at(110, 705, "结果") + at(170, 705, "其他") + at(250, 705, "诉讼"), at(110, 55, "维持") + at(170, 55, "结果") + at(230, 55, "维持") + at(290, 55, "纠正") + at(110, 75, "3") + at(170, 75, "4") + at(230, 75, "7") + at(290, 75, "8")},
		cells(1, 1, 2, 100, 700) + boxed(1, 220, 700, 340, 720) + cells(2, 2, 4, 100, 50), []string{"|结果维持|其他结果|诉讼|<", "|^|^|维持|纠正", "|3|4|7|8"}},
	{"a header said again is none of the row above the break",
		[]string{at(110, 705, "勾稽关系") + at(170, 705, "自然人") + at(230, 705, "总计") + at(170, 725, "其他") + at(230, 725, "合计") + at(110, 745, "本年新收") + at(230, 745, "2"), at(110, 55, "勾稽关系") + at(170, 55, "自然人") + at(230, 55, "总计") + at(170, 75, "其他") + at(230, 75, "合计") + at(110, 95, "上年结转") + at(170, 95, "3") + at(230, 95, "3")},
		boxed(1, 100, 700, 160, 740) + boxed(1, 160, 700, 220, 720) + boxed(1, 160, 720, 220, 740) + boxed(1, 220, 700, 280, 720) + boxed(1, 220, 720, 280, 740) + cells(1, 1, 3, 100, 740) +
			boxed(2, 100, 50, 160, 90) + boxed(2, 160, 50, 220, 70) + boxed(2, 160, 70, 220, 90) + boxed(2, 220, 50, 280, 70) + boxed(2, 220, 70, 280, 90) + cells(2, 1, 3, 100, 90),
		[]string{"|勾稽关系|自然人|总计", "|^|其他|合计", "|本年新收||2", "|上年结转|3|3"}},
	{"a header's blank rest beside a row of its own is that row's",
		[]string{at(110, 715, "项目") + at(170, 715, "商业") + at(230, 705, "其他"), at(110, 55, "一、新收") + at(170, 55, "5")},
		boxed(1, 100, 700, 160, 740) + boxed(1, 160, 700, 220, 740) + boxed(1, 220, 700, 280, 720) + boxed(1, 220, 720, 280, 740) + cells(2, 1, 3, 100, 50),
		[]string{"|项目|商业|其他", "|^|^|", "|一、新收|5|"}},
	{"a group goes on over the page",
		[]string{at(110, 715, "（三）") + at(170, 705, "1.甲") + at(230, 705, "1") + at(170, 725, "2.乙") + at(230, 725, "2"), at(170, 55, "3.丙") + at(230, 55, "3")},
		cells(1, 2, 2, 160, 700) + boxed(1, 100, 700, 160, 740) + cells(2, 1, 3, 100, 50), []string{"|（三）|1.甲|1", "|^|2.乙|2", "|^|3.丙|3"}},
	{"a number that fills its cell goes on below",
		[]string{at(110, 105, "件数") + at(110, 125, "1234567890") + at(110, 137, "12") + at(170, 125, "3") + at(170, 105, "甲")},
		cells(1, 1, 2, 100, 100) + boxed(1, 100, 120, 160, 160) + boxed(1, 160, 120, 220, 160), []string{"|件数|甲", "|123456789012|3"}},
	{"two numbers that do not fill their cell are two",
		[]string{at(110, 105, "件数") + at(110, 125, "12") + at(110, 137, "34") + at(170, 125, "3") + at(170, 105, "甲")},
		cells(1, 1, 2, 100, 100) + boxed(1, 100, 120, 160, 160) + boxed(1, 160, 120, 220, 160), []string{"|件数|甲", "|12⏎34|3"}},
}

func TestRuledTablesAreReadCellByCell(t *testing.T) {
	for _, c := range latticePages {
		t.Run(c.name, func(t *testing.T) {
			blocks, err := grid.PDFWords(append(sheets(c.pages...), c.rules...))
			if err != nil {
				t.Fatal(err)
			}
			wellFormed(t, blocks)
			if d := cmp.Diff(c.want, shown(blocks)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}
