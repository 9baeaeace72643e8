package grid_test

import (
	"strings"
	"testing"

	"nianbao/extract/grid"
)

func TestPipesOfEveryDialectMakeTables(t *testing.T) {
	checkText(t, []reading{
		{"outer pipes", "| 甲 | 1 |\n| 乙 | 2 |", "[甲|1]\n[乙|2]\n"},
		{"no outer pipes", "甲 | 1 | 2\n乙 | 3 | 4", "[甲|1|2]\n[乙|3|4]\n"},
		{"alignment rows", "| 甲 | 乙 |\n|:---|---:|\n| 1 | 2 |", "[甲|乙]\n[1|2]\n"},
		{"full width", "｜甲｜1｜\n｜乙｜2｜", "[甲|1]\n[乙|2]\n"},
		{"AsciiDoc", "[cols=\",,\"]\n|===\n|甲 |乙 |\n|丙 | |1\n|===\n正文", "[甲|乙|]\n[丙||1]\n正文\n"},
		{"blank cells", "| 甲 |  | 1 |\n|  | 2 |  |", "[甲||1]\n[|2|]\n"},
		{"a cell on each line", "规章 |\n0 |\n1 |\n行政规范性文件 |\n2 |\n3 |", "[规章|0|1]\n[行政规范性文件|2|3]\n"},
		{"the last pipe is lost", "规章 |\n0 |\n1 |\n许可 |\n2 |\n3", "[规章|0|1]\n[许可|2|3]\n"},
		{"fillers on a line of their own", "行政许可 |\n7 |\n||\n行政处罚 |\n8 |\n||", "[行政许可|7||]\n[行政处罚|8||]\n"},
		{"fillers behind the last cell", "行政许可 |\n7 | ||\n行政处罚 |\n8 |", "[行政许可|7||]\n[行政处罚|8]\n"},
		{"a blank cell first", "甲 |\n|\n0 |\n乙 |\n1 |\n2 |", "[甲||0]\n[乙|1|2]\n"},
		{"a pipe on the next line", "甲 |\n3\n|\n0 |\n乙 |\n1 |\n2\n|", "[甲|3|0]\n[乙|1|2]\n"},
		{"a cell of two lines", "项目 |\n商业\n企业 |\n科研\n机构 |\n新收 |\n1 |\n2 |\n结转 |\n3 |\n4 |", "[项目|商业/企业|科研/机构]\n[新收|1|2]\n[结转|3|4]\n"},
		{"drawn with borders", "+----+---+\n| 甲 | 1 |\n+====+===+\n| 乙 | 2 |\n| 丙 |   |\n+----+---+", "[甲|1]\n[乙/丙|2]\n"},
	})
}

func TestTablesOfTextEndWhereTheyEnd(t *testing.T) {
	checkText(t, []reading{
		{"a heading behind pipes", "甲 |\n1 |\n乙 |\n2 |\n三、收到和处理情况\n正文", "[甲|1]\n[乙|2]\n三、收到和处理情况\n正文\n"},
		{"a marked heading behind pipes", "| 甲 | 1 |\n| 乙 | 2 |\n\n## 三、情况\n\n| 丙 | 3 |\n| 丁 | 4 |", "[甲|1]\n[乙|2]\n## 三、情况\n[丙|3]\n[丁|4]\n"},
		{"a sentence before pipes", "见下表：\n| 甲 | 1 |\n| 乙 | 2 |", "见下表：\n[甲|1]\n[乙|2]\n"},
		{"Markdown tables back to back", "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n| 丙 | 丁 |\n|---|---|\n| 3 | 4 |", "[甲|乙]\n[1|2]\n[丙|丁]\n[3|4]\n"},
		{"cells on lines, a blank line between two tables", "甲 |\n1 |\n乙 |\n2 |\n\n丙 |\n1 |\n2 |\n丁 |\n3 |\n4 |", "[甲|1]\n[乙|2]\n[丙|1|2]\n[丁|3|4]\n"},
		{"cells on lines, blank lines between rows", "甲 |\n1 |\n\n乙 |\n2 |\n\n丙 |\n3 |", "[甲|1]\n[乙|2]\n[丙|3]\n"},
		{"a heading behind tabs", "甲\t1\n乙\t2\n三、收到和处理情况", "[甲|1]\n[乙|2]\n三、收到和处理情况\n"},
		{"blank lines between tabs", "甲\t1\n\n乙\t2", "[甲|1]\n[乙|2]\n"},
		{"a caption between tabs", "甲\t1\n第二十条第（五）项\n乙\t2", "[甲|1]\n[第二十条第（五）项]\n[乙|2]\n"},
		{"page numbers between rows", "甲\t1\n— 4 —\n乙\t2\n-3-\n丙\t3", "[甲|1]\n[乙|2]\n[丙|3]\n"},
		{"empty cells keep their place", "甲\t\t1\n\t乙\t2", "[甲||1]\n[|乙|2]\n"},
		{"a row without its last cells", "甲\t1\t\t\n乙\t2", "[甲|1||]\n[乙|2]\n"},
	})
}

func TestNumbersBehindSpacesMakeTables(t *testing.T) {
	checkText(t, []reading{
		{"labels and numbers", "行政处罚 12\n行政强制 0", "[行政处罚|12]\n[行政强制|0]\n"},
		{"captions between", "第二十条第（五）项\n信息内容本年处理决定数量\n行政许可 97\n第二十条第（六）项\n行政处罚 0", "[第二十条第（五）项]\n[信息内容本年处理决定数量]\n[行政许可|97]\n[第二十条第（六）项]\n[行政处罚|0]\n"},
		{"columns", "信息内容    本年制发件数   本年废止件数\n规章        0     1\n规范性文件  2     3", "[信息内容|本年制发件数|本年废止件数]\n[规章|0|1]\n[规范性文件|2|3]\n"},
		{"a group before the label", "三、结果    （一）予以公开    1  0  1\n（二）部分公开    0  0  0", "[三、结果|（一）予以公开|1|0|1]\n[（二）部分公开|0|0|0]\n"},
		{"a chapter behind", "行政处罚 12\n行政强制 0\n三、收到和处理情况", "[行政处罚|12]\n[行政强制|0]\n三、收到和处理情况\n"},
		{"units", "主动公开数 条 12\n制发数 件 3", "[主动公开数|条|12]\n[制发数|件|3]\n"},
		{"one such line is none", "来源 2024\n正文开始。", "来源 2024\n正文开始。\n"},
		{"prose is none", "全年公开信息 12 条，其中网站 3\n其他 4 条。", "全年公开信息 12 条，其中网站 3\n其他 4 条。\n"},
		{"a table of contents is none", "一、总体情况 1\n二、主动公开政府信息情况 2", "一、总体情况 1\n二、主动公开政府信息情况 2\n"},
		{"under a rule", "  甲     乙    丙\n  ------ ----- -----\n  规章   1     \n  许可         2", "[甲|乙|丙]\n[规章|1|]\n[许可||2]\n"},
		{"between rules", "  ------ -----\n  规章   1\n  许可   2\n  ------ -----\n正文", "[规章|1]\n[许可|2]\n正文\n"},
	})
}

func TestCellsOnLinesOfTheirOwnMakeTables(t *testing.T) {
	checkText(t, []reading{
		{"nothing between them", "信息内容\n本年处理决定数量\n行政许可\n34\n行政处罚\n5\n行政强制\n0\n征收\n1\n三、收到和处理情况\n申请的数量见下表。", "[信息内容|本年处理决定数量|行政许可|34]\n[行政处罚|5]\n[行政强制|0]\n[征收|1]\n三、收到和处理情况\n申请的数量见下表。\n"},
		{"labels numbered like chapters", "一、本年新收\n3\n4\n二、上年结转\n1\n0\n三、结果\n（一）公开\n2\n2\n四、复议情况\n行政复议的情况。", "[一、本年新收|3|4]\n[二、上年结转|1|0]\n[三、结果|（一）公开|2|2]\n四、复议情况\n行政复议的情况。\n"},
		{"three numbers are none", "甲\n1\n乙\n2\n丙\n3\n正文。", "甲\n1\n乙\n2\n丙\n3\n正文。\n"},
		{"a pipe on the line behind each", "规章\n|\n1\n|\n许可\n|\n\n|\n处罚\n|\n3\n|", "[规章|1]\n[许可|]\n[处罚|3]\n"},
		{"headers and one row of numbers, pipes behind", "甲|\n乙|\n1|\n2|\n3|", "[甲|乙|1|2|3]\n"},
	})
}

func TestLinesThatOnlyLookLikeTablesKeepTheirText(t *testing.T) {
	for _, in := range []string{
		"首页 | 政务公开 | 年报", "首页 | 政务公开\n正文", "【大 | 中 | 小】", "当前位置：首页|公开", "a\tb", "标题\n----\n正文", "甲 | 乙",
		"+--+\n+--+\n+--+\n正文", "甲\n1\n乙\n2\n正文。", "--- ---\n--- ---", "目录\n一、总体情况        1\n二、主动公开情况    2",
	} {
		blocks := grid.Text(in)
		var kept []string
		for _, b := range blocks {
			if b.Grid == nil {
				kept = append(kept, b.Text)
				continue
			}
			kept = append(kept, b.Grid.Lines...)
		}
		if got := strings.Join(kept, "\n"); got != in {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestMarkdownHeadingsHaveLevels(t *testing.T) {
	checkText(t, []reading{
		{"levels", "# 甲\n### 乙\n#丙\n####### 丁", "# 甲\n### 乙\n#丙\n####### 丁\n"},
		{"bold", "**一、总体情况**\n正文**重点**", "一、总体情况\n正文**重点**\n"},
		{"AsciiDoc", "== 甲\n=== 乙\n==丙\n== == 丁\n=", "## 甲\n### 乙\n==丙\n== == 丁\n=\n"},
		{"named headings", "### 一、总体情况 {#一总体情况}\n甲 {#乙}", "### 一、总体情况\n甲 {#乙}\n"},
		{"bold headings", "## **一、总体情况**", "## 一、总体情况\n"},
		{"line ends of Windows", "# 甲\r\n乙\r\n", "# 甲\n乙\n"},
	})
}
