package grid_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestSpansAreResolvedAsTheStandardDoes(t *testing.T) {
	checkHTML(t, []reading{
		{"none", `<table><tr><td>甲<td>1<tr><td>乙<td>2</table>`, "[甲|1]\n[乙|2]\n"},
		{"colspan", `<table><tr><td colspan=3>甲<tr><td>1<td>2<td>3</table>`, "[甲|<|<]\n[1|2|3]\n"},
		{"rowspan", `<table><tr><td rowspan=2>甲<td>1<tr><td>2</table>`, "[甲|1]\n[^|2]\n"},
		{"both", `<table><tr><td rowspan=2 colspan=2>甲<td>1<tr><td>2<tr><td>3<td>4<td>5</table>`, "[甲|<|1]\n[^|^|2]\n[3|4|5]\n"},
		{"rowspan 0 reaches to the end", `<table><tr><td rowspan=0>甲<td>1<tr><td>2<tr><td>3</table>`, "[甲|1]\n[^|2]\n[^|3]\n"},
		{"rowspan past the end", `<table><tr><td rowspan=9>甲<td>1<tr><td>2</table>`, "[甲|1]\n[^|2]\n"},
		{"colspan 0", `<table><tr><td colspan=0>甲<td>1</table>`, "[甲|1]\n"},
		{"nonsense", `<table><tr><td colspan=x rowspan=-2>甲<td colspan="2 ">1</table>`, "[甲|1|<]\n"},
		{"from above in the middle", `<table><tr><td>甲<td rowspan=2>乙<td>1<tr><td>丙<td>2</table>`, "[甲|乙|1]\n[丙|^|2]\n"},
		{"overlap", `<table><tr><td>甲<td rowspan=2>乙<tr><td colspan=2>丙<td>1</table>`, "[甲|乙]\n[丙|^|1]\n"},
		{"rows of unequal length", `<table><tr><td>甲<tr><td>乙<td>1<td>2</table>`, "[甲]\n[乙|1|2]\n"},
		{"an empty row under a span", `<table><tr><td rowspan=2>甲<td rowspan=2>1<tr><tr><td>乙<td>2</table>`, "[甲|1]\n[^|^]\n[乙|2]\n"},
		{"thead, tbody, tfoot, th", `<table><thead><tr><th>甲<th>乙</thead><tbody><tr><td>1<td>2</tbody><tfoot><tr><td>3<td>4</table>`, "[甲|乙]\n[1|2]\n[3|4]\n"},
		{"caption is a row", `<table><caption>表一</caption><tr><td>甲<td>1</table>`, "[表一]\n[甲|1]\n"},
		{"cells without a row", `<table><td>甲<td>1</table>`, "[甲|1]\n"},
		{"empty cells stay", `<table><tr><td>甲<td><td>&nbsp;<td>1</table>`, "[甲|||1]\n"},
	})
}

func TestHugeSpansCostNothing(t *testing.T) {
	blocks := readHTML(t, `<table><tr><td colspan=1000000 rowspan=1000000>甲<td>1<tr><td>乙</table>`)
	if len(blocks) != 1 || blocks[0].Grid.Width() > 512 || len(blocks[0].Grid.Rows) != 2 {
		t.Errorf("a grid of %d columns and %d rows", blocks[0].Grid.Width(), len(blocks[0].Grid.Rows))
	}
	blocks = readHTML(t, "<table><tr>"+strings.Repeat("<td>1", 10_000)+"</table>")
	if w := blocks[0].Grid.Width(); w > 512 {
		t.Errorf("%d columns", w)
	}
	blocks = readHTML(t, "<table>"+strings.Repeat("<tr><td>甲<td>1", 30_000)+"</table>")
	if n := len(blocks[0].Grid.Rows); n > 20_000 {
		t.Errorf("%d rows", n)
	}
}

func TestCellsAreReadWhole(t *testing.T) {
	cell := func(in string) string { return "<table><tr><td>甲<td>" + in + "</table>" }
	checkHTML(t, []reading{
		{"br", cell("结果<br>维持"), "[甲|结果/维持]\n"},
		{"paragraphs", cell("<p>结果</p><p>维持</p>"), "[甲|结果/维持]\n"},
		{"one paragraph", cell("<p> 12 </p>"), "[甲|12]\n"},
		{"spans", cell("<span>规</span><span>范<b>性</b></span>文件"), "[甲|规范性文件]\n"},
		{"Word's empty", cell(`<p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>`), "[甲|]\n"},
		{"NBSP around", cell("&nbsp;12&nbsp;"), "[甲|12]\n"},
		{"line ends in the source", cell("公开\n   数量"), "[甲|公开 数量]\n"},
		{"script and style", cell("<style>td{}</style>1<script>2</script>"), "[甲|1]\n"},
		{"hidden", cell(`1<span style="display:none">2</span>`), "[甲|1]\n"},
		{"ruby", cell("<ruby>区<rp>(</rp><rt>qū</rt><rp>)</rp></ruby>"), "[甲|区]\n"},
	})
}

func TestTablesThatLayOutThePageAreNone(t *testing.T) {
	long := strings.Repeat("这是很长的一段正文。", 60)
	checkHTML(t, []reading{
		{"a nested table", `<table><tr><td>导航<td><p>正文</p><table><tr><td>甲<td>1</table></table>`, "导航\n正文\n[甲|1]\n"},
		{"nested twice", `<table><tr><td><table><tr><td>正文<table><tr><td>甲<td>1<tr><td>乙<td>2</table></table></table>`, "正文\n[甲|1]\n[乙|2]\n"},
		{"a cell of prose", `<table><tr><td>左<td>` + long + `</table>`, "左\n" + long + "\n"},
		{"one column", `<table><tr><td>第一段<tr><td>第二段</table>`, "第一段\n第二段\n"},
		{"two tables, back to back", `<table><tr><td>甲<td>1</table><table><tr><td>乙<td>2</table>`, "[甲|1]\n[乙|2]\n"},
		{"none at all", `<table></table><p>正文</p>`, "正文\n"},
	})
}

func TestLinesBreakWhereTheyShow(t *testing.T) {
	checkHTML(t, []reading{
		{"paragraphs and br", `<p>一<br>二</p><div>三<p>四</p>五</div>`, "一\n二\n三\n四\n五\n"},
		{"inline elements join", `<p>一<span>二</span><b>三</b> <i>四</i></p>`, "一二三 四\n"},
		{"headings have levels", `<h1>甲</h1><h3>乙<br>丙</h3><p>丁</p>`, "# 甲\n### 乙\n### 丙\n丁\n"},
		{"white space folds", "<p>  一\n\n  二   三 </p>", "一 二 三\n"},
		{"a list", `<ul><li>一<li>二</ul>`, "一\n二\n"},
		{"blank paragraphs go", `<p>&nbsp;</p><p>　</p><p>一</p>`, "一\n"},
		{"hidden elements go", `<p style="display: none">甲</p><p hidden>乙</p><div style="COLOR:red;Display:None">丙</div><p>丁</p>`, "丁\n"},
		{"block in inline", `<span>一<div>二</div>三</span>`, "一\n二\n三\n"},
		{"comments, scripts, templates", `<!-- 甲 --><script>乙</script><template>丙</template><p>丁</p>`, "丁\n"},
	})
}

func TestKeptWhiteSpaceMakesTables(t *testing.T) {
	checkHTML(t, []reading{
		{"pre", "<pre>甲\t1\n乙\t2</pre>", "[甲|1]\n[乙|2]\n"},
		{"white-space", "<div style=\"white-space: pre-wrap\">甲\t1\n乙\t2</div>", "[甲|1]\n[乙|2]\n"},
		{"a text with tabs", "<div>甲\t1\n乙\t2</div>", "[甲|1]\n[乙|2]\n"},
		{"tabs in paragraphs", "<p>甲\t1</p><p>乙\t2</p>", "[甲|1]\n[乙|2]\n"},
		{"tabs between elements", "<p><span>甲</span>\t<span>1</span></p><p><span>乙</span>\t<span>2</span></p>", "[甲|1]\n[乙|2]\n"},
		{"tabs of the source are none", "<div>\n\t\t<p>一</p>\n\t\t<p>二</p>\n</div>", "一\n二\n"},
		{"lines in pre", "<pre>一\n二</pre>", "一\n二\n"},
	})
}

func TestDeepMarkupIsBounded(t *testing.T) {
	for depth := range 480 {
		if depth%40 == 0 {
			page := strings.Repeat("<div>", depth) + "甲" + strings.Repeat("</div>", depth)
			if got := show(readHTML(t, page)); depth < 300 && got != "甲\n" {
				t.Errorf("at depth %d: %q", depth, got)
			}
		}
	}
	page := fmt.Sprint(strings.Repeat("<table><tr><td>", 100), "甲", strings.Repeat("</table>", 100))
	if got := show(readHTML(t, page)); got != "甲\n" {
		t.Errorf("nested tables: %q", got)
	}
}
