package extract_test

import (
	"strings"
	"testing"

	"nianbao/extract"
)

// around sets a table into a report that is otherwise whole enough to be one.
func around(third, fourth string) string {
	return "云岭县水务局2023年政府信息公开工作年度报告\n一、总体情况\n" +
		"2023年，云岭县水务局认真执行条例，围绕供水和防汛推进政务公开，规范登记、审核、答复、归档各环节，全年未发生责任追究情形。\n" +
		"三、收到和处理政府信息公开申请情况\n" + third + "\n四、政府信息公开行政复议、行政诉讼情况\n" + fourth +
		"\n五、存在的主要问题及改进情况\n公开内容还不够丰富，将加强培训。\n六、其他需要报告的事项\n未收取信息处理费。\n"
}

// rowOf prints the cells of a row, blank ones as _; "-" where there is none.
func rowOf(r extract.Report, table, key string) string {
	for _, named := range r.Tables.All() {
		if named.Name != table {
			continue
		}
		row := named.Row(key)
		if row == nil {
			return "-"
		}
		var out []string
		for _, c := range row.Cells {
			if c.Value == nil {
				out = append(out, "_")
			} else {
				out = append(out, string(*c.Value))
			}
		}
		return strings.Join(out, " ")
	}
	return "-"
}

// resolved are rows of ten cells, one on each line, with spanned cells left
// empty in their places.
func resolved(rows ...string) string {
	var b strings.Builder
	for _, row := range rows {
		for _, cell := range strings.Split(row, ",") {
			b.WriteString(cell + " |\n")
		}
	}
	return b.String()
}

// TestLayoutsThatMoveCells reads tables whose renderings say in different ways
// where a cell stands. A cell in a wrong column is the worst there is.
func TestLayoutsThatMoveCells(t *testing.T) {
	header := []string{
		"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）,,,申请人情况,,,,,,",
		",,,自然人,法人或其他组织,,,,,总计", ",,,,商业企业,科研机构,社会公益组织,法律服务机构,其他,",
	}
	permuted := []string{header[0], header[1], ",,,,科研机构,商业企业,社会公益组织,法律服务机构,其他,"}
	body := []string{
		"一、本年新收政府信息公开申请数量,,,39,2,0,1,0,0,42", "二、上年结转政府信息公开申请数量,,,0,7,2,0,0,1,10",
		"三、本年度办理结果,（一）予以公开,,10,6,0,15,0,0,", ",（三）不予公开,1.属于国家秘密,2,1,0,0,0,0,3", ",,2.其他法律行政法规禁止公开,6,——,2,3,0,0,11",
		",（七）总计,,39,9,2,1,0,1,52", "四、结转下年度继续办理,,,0,0,0,0,0,0,0",
	}
	for name, c := range map[string]struct{ text, table, row, want string }{
		"empty label cells, a blank total":  {around(resolved(append(header, body...)...), ""), "applications", "granted", "10 6 0 15 0 0 _"},
		"empty label cells, a stroke":       {around(resolved(append(header, body...)...), ""), "applications", "denied.prohibited_by_law", "6 _ 2 3 0 0 11"},
		"empty label cells, other columns":  {around(resolved(append(permuted, body...)...), ""), "applications", "new_received", "39 0 2 1 0 0 42"},
		"numbered rows, a blank total":      {around(resolved("序号,项目,自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,总计", "1,一、本年新收政府信息公开申请数量,39,2,0,1,0,0,42", "2,二、上年结转政府信息公开申请数量,0,7,2,0,0,1,", "3,（一）予以公开,10,6,0,15,0,0,31"), ""), "applications", "carried_over", "0 7 2 0 0 1 _"},
		"reviews by row, blanks in front":   {around("", "类别\t\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n行政复议\t\t\t—\t3\t0\t\n行政诉讼\t未经复议直接起诉\t4\t\t\t\t10"), "review_litigation", "review", "_ _ 3 0 _"},
		"reviews by row, blanks in between": {around("", "类别\t\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n行政复议\t\t\t—\t3\t0\t\n行政诉讼\t未经复议直接起诉\t4\t\t\t\t10"), "review_litigation", "litigation.direct", "4 _ _ _ 10"},
		"reviews, rows ended by two pipes": {around("", "行政复议 |\n行政诉讼 ||\n结果维持 |\n结果纠正 |\n其他结果 |\n尚未审结 |\n总计 |\n未经复议直接起诉 |\n复议后起诉 ||\n"+
			strings.Repeat("结果维持 |\n结果纠正 |\n其他结果 |\n尚未审结 |\n总计 |\n", 2)+"|\n8 |\n2 |\n5 |\n1 |\n16 |\n2 |\n2 |\n1 |\n7 |\n12 |\n1 |\n6 |\n2 |\n5 |\n14 ||"),
			"review_litigation", "litigation.after_review", "1 6 2 5 14"},
	} {
		r := extract.Read(extract.Page{Body: []byte(c.text), MediaType: "text/plain"})
		if got := rowOf(r, c.table, c.row); got != c.want {
			t.Errorf("%s: %s is %s, want %s", name, c.row, got, c.want)
		}
	}
}

// TestReviewTablesOfOtherShapes reads the third table where blocks stand below
// each other, and where empty header cells stand for spans.
func TestReviewTablesOfOtherShapes(t *testing.T) {
	row := func(cells ...string) string { return "<tr><td>" + strings.Join(cells, "</td><td>") + "</td></tr>" }
	leaves := []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"}
	empty := func(n int) []string { return make([]string, n) }
	join := func(parts ...[]string) []string {
		var out []string
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	stacked := "<table>" + row("行政复议") + row(leaves...) + row("1", "2", "3", "4", "10") +
		row("行政诉讼 未经复议直接起诉") + row(leaves...) + row("0", "0", "5", "0", "5") + row("行政诉讼 复议后起诉") + row(leaves...) + row("6", "0", "0", "1", "7") + "</table>"
	spanless := "<table>" + row(join([]string{"行政复议"}, empty(4), []string{"行政诉讼"}, empty(9))...) +
		row(join(leaves, []string{"未经复议直接起诉"}, empty(4), []string{"复议后起诉"}, empty(4))...) + row(join(empty(5), leaves, leaves)...) +
		row("1", "2", "3", "4", "10", "0", "0", "5", "0", "5", "6", "0", "0", "1", "7") + "</table>"
	blank := "<table>" + row(join([]string{"类别"}, leaves)...) + row(join([]string{"行政复议"}, empty(5))...) +
		row("行政诉讼（未经复议直接起诉）", "0", "0", "5", "0", "5") + row("行政诉讼（复议后起诉）", "6", "0", "0", "1", "7") + "</table>"
	for name, c := range map[string]struct{ table, review string }{
		"stacked": {stacked, "1 2 3 4 10"}, "without spans": {spanless, "1 2 3 4 10"}, "a blank block": {blank, "_ _ _ _ _"},
	} {
		html := "<p>" + strings.ReplaceAll(around("", "TABLE"), "\n", "</p><p>") + "</p>"
		r := extract.Read(extract.Page{Body: []byte(strings.Replace(html, "TABLE", c.table, 1)), MediaType: "text/html"})
		for key, want := range map[string]string{"review": c.review, "litigation.direct": "0 0 5 0 5", "litigation.after_review": "6 0 0 1 7"} {
			if got := rowOf(r, "review_litigation", key); got != want {
				t.Errorf("%s: %s is %s, want %s", name, key, got, want)
			}
		}
	}
}

// TestYearAndNameWhereTheTitleIsSilent reads what stands elsewhere on the page.
func TestYearAndNameWhereTheTitleIsSilent(t *testing.T) {
	table := "项目\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n一、本年新收政府信息公开申请数量\t3\t0\t0\t0\t0\t0\t3"
	text := strings.Replace(around(table, ""), "2023年，", "一年来，", 1)
	text = strings.Replace(text, "2023年", "", 1)
	for signed, want := range map[string]int{"云岭县水务局\n2024年1月23日": 2023, "云岭县水务局\n二〇二四年一月二十三日": 2023, "": 0} {
		r := extract.Read(extract.Page{Body: []byte(text + signed), MediaType: "text/plain"})
		got := 0
		if r.Year != nil {
			got = *r.Year
		}
		if got != want {
			t.Errorf("signed %q: year %d, want %d", signed, got, want)
		}
	}
	page := "<title>云岭县水务局2023年政府信息公开工作年度报告-云岭县人民政府</title><div>当前位置：<a href=/>首页</a> &gt; <a href=./>政府信息公开年报</a></div><div id=zoom><p>" +
		strings.ReplaceAll(strings.SplitN(around("", ""), "\n", 2)[1], "\n", "</p><p>") + "</p></div>"
	r := extract.Read(extract.Page{Body: []byte(page), MediaType: "text/html"})
	if r.Agency == nil || *r.Agency != "云岭县水务局" || r.Year == nil || *r.Year != 2023 {
		t.Errorf("breadcrumb taken for a title: %q", r.Title)
	}
}

// TestPageCutInsideANumberKeepsNoPartOfIt: 1 may be the front of 12.
func TestPageCutInsideANumberKeepsNoPartOfIt(t *testing.T) {
	page := "<p>" + strings.ReplaceAll(strings.SplitN(around("", ""), "三、", 2)[0], "\n", "</p><p>") + "</p><table><tr><td>项目</td><td>自然人</td><td>商业企业</td><td>科研机构</td>" +
		"<td>社会公益组织</td><td>法律服务机构</td><td>其他</td><td>总计</td></tr><tr><td>一、本年新收政府信息公开申请数量</td><td>7</td><td><span>1"
	r := extract.Read(extract.Page{Body: []byte(page), MediaType: "text/html"})
	if got := rowOf(r, "applications", "new_received"); strings.Contains(got, "1") {
		t.Errorf("the cut number was read: %s", got)
	}
}

// TestMenusDoNotHideWhatAPageHolds: the column's name stands in the breadcrumb
// and the menu of every page.
func TestMenusDoNotHideWhatAPageHolds(t *testing.T) {
	around := func(body string) []byte {
		return []byte(`<title>云岭县统计局2023年政府信息公开工作年度报告_云岭县人民政府</title><div>当前位置：<a href="/">首页</a> &gt; <a href="./">政府信息公开年报</a></div>` +
			`<ul><li><a href="../zn/">政府信息公开指南</a></li><li><a href="../nb/">政府信息公开年报</a></li><li>历年政府信息公开年报</li></ul>` +
			`<h2>云岭县统计局2023年政府信息公开工作年度报告</h2><div id="zoom">` + body + `</div>`)
	}
	for body, want := range map[string]extract.Kind{
		`<p><img src="./W020240118_1.jpg"></p><p><img src="./W020240118_2.jpg"></p>`: extract.ImageOnly,
		`<iframe src="/pdfjs/web/viewer.html?file=/upload/2023/nb.pdf"></iframe>`:    extract.AttachmentOnly,
		`<p>附件：<a href="./P020240118.docx">年度报告.docx</a></p>`:                        extract.AttachmentOnly,
	} {
		r := extract.Read(extract.Page{Body: around(body), MediaType: "text/html", URL: "file:saved.html"})
		if r.Kind != want || r.Year == nil || *r.Year != 2023 {
			t.Errorf("%s: kind %s, want %s", body, r.Kind, want)
		}
	}
}
