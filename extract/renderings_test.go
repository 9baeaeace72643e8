package extract_test

import (
	"strings"
	"testing"

	"nianbao/extract"
)

// cellPerLine sets rows of cells parted by commas one cell on a line, each
// ended by a pipe; a cell with a number of stars behind it spans so many more
// columns, whose empty cells follow it at once.
func cellPerLine(rows ...string) string {
	var b strings.Builder
	for _, row := range rows {
		for _, cell := range strings.Split(row, ",") {
			text := strings.TrimRight(cell, "*")
			b.WriteString(text + " |\n" + strings.Repeat("|\n", len(cell)-len(text)))
		}
	}
	return b.String()
}

// markdownRows sets rows of cells parted by commas as a table of Markdown, of
// which the first row is the header.
func markdownRows(rows ...string) string {
	var b strings.Builder
	for i, row := range rows {
		b.WriteString("| " + strings.ReplaceAll(row, ",", " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", strings.Count(row, ",")+1) + "|\n")
		}
	}
	return b.String()
}

// TestRenderingsOfConverters reads tables as converters of pages to text leave
// them, each with the cells it must give and the findings it must not.
func TestRenderingsOfConverters(t *testing.T) {
	corner := "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
	spans := []string{corner + "**,申请人情况******", "自然人,法人或其他组织****,总计", "商业企业,科研机构,社会公益组织,法律服务机构,其他",
		"一、本年新收政府信息公开申请数量**,8,1,0,0,1,1,11", "二、上年结转政府信息公开申请数量**,0,0,0,0,0,0,0",
		"三、本年度办理结果,（一）予以公开*,1,1,0,0,0,0,2", "（二）部分公开*,2,0,0,0,0,0,2", "（三）不予公开,1.属于国家秘密,5,0,0,0,1,1,7", "（七）总计*,8,1,0,0,1,1,11",
		"四、结转下年度继续办理**,0,0,0,0,0,0,0"}
	blanks := []string{corner + ",申请人情况", "自然人,法人或其他组织,总计", "商业企业,科研机构,社会公益组织,法律服务机构,其他",
		"一、本年新收政府信息公开申请数量,4,,,,,,4", "二、上年结转政府信息公开申请数量,0,,,,,,0", "三、本年度办理结果,（一）予以公开,3,,,,,,3",
		"（二）部分公开,1,,,,,,1", "（七）总计,4,,,,,,4", "四、结转下年度继续办理,0,,,,,,0"}
	repeated := []string{strings.Repeat(corner+",", 3) + strings.Repeat(",申请人情况", 7)[1:], strings.Repeat(corner+",", 3) + "自然人,法人或其他组织,法人或其他组织,法人或其他组织,法人或其他组织,法人或其他组织,总计",
		strings.Repeat(corner+",", 3) + "自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,总计",
		strings.Repeat("一、本年新收政府信息公开申请数量,", 3) + "6,6,0,0,0,0,12", "三、本年度办理结果,（三）不予公开,1.属于国家秘密,3,3,0,0,0,0,6", "三、本年度办理结果,（七）总计,（七）总计,6,6,0,0,0,0,12"}
	disclosed := strings.Repeat(",第二十条第（一）项", 4)[1:] + "|信息内容,本年制发件数,本年废止件数,现行有效件数|规章,2,2,2|行政规范性文件,0,5,5|" + strings.Repeat(",第二十条第（五）项", 4)[1:] +
		"|信息内容,本年处理决定数量,本年处理决定数量,本年处理决定数量|行政许可,17,17,17"
	escaped := []string{corner + ",,,申请人情况,,,,,,", ",,,自然人,法人或其他组织,,,,,总计", ",,,,商业企业,科研机构,社会公益组织,法律服务机构,其他,",
		"一、本年新收政府信息公开申请数量,,,5,,,,,,5", "三、本年度办理结果,（三）不予公开,1\\. 属于国家秘密,2,,,,,,2", ",,2\\. 其他法律行政法规禁止公开,\\-,,,,,,3"}
	empty := []string{escaped[0], escaped[1], escaped[2], "一、本年新收政府信息公开申请数量,,,,,,,,,", "二、上年结转政府信息公开申请数量,,,,,,,,,", ",（一）予以公开,,,,,,,,", ",（二）部分公开,,,,,,,,", ",（七）总计,,,,,,,,", "四、结转下年度继续办理,,,,,,,,,"}
	reviews := "\n　　**四、政府信息公开行政复议、行政诉讼情况**\n\n" + markdownRows(strings.Repeat(",", 14), "行政复议,,,,,行政诉讼,,,,,,,,,", "结果维持,结果纠正,其他结果,尚未审结,总计,未经复议直接起诉,,,,,复议后起诉,,,,",
		",,,,,结果维持,结果纠正,其他结果,尚未审结,总计,结果维持,结果纠正,其他结果,尚未审结,总计", "2,2,0,7,11,2,0,1,1,4,0,1,26,26,53")

	codes := "\n附表\n指标名称\n计量单位\n代码\n本期\n主动公开信息数\n条\n01\n120\n其中:全文电子化的主动公开信息数\n条\n02\n88\n新增的行政规范性文件数\n条\n03\n\n提供服务类信息数\n条\n04\n45\n网站专栏页面访问量\n人次\n05\n3021\n"

	for name, c := range map[string]struct{ text, table, row, want, never string }{
		"a code alone is no number":                  {around("", codes), "statistics", "c03", "_", ""},
		"a code and a number":                        {around("", codes), "statistics", "c04", "45", ""},
		"spans behind their cell":                    {around(cellPerLine(spans...), ""), "applications", "granted", "1 1 0 0 0 0 2", "table.shifted_row"},
		"spans behind their cell, the first row":     {around(cellPerLine(spans...), ""), "applications", "new_received", "8 1 0 0 1 1 11", "cell.blank"},
		"blank cells kept, no rows marked":           {around(cellPerLine(blanks...), ""), "applications", "partially_granted", "1 _ _ _ _ _ 1", "cell.not_a_number"},
		"spans repeated":                             {around(markdownRows(repeated...), ""), "applications", "denied.state_secret", "3 3 0 0 0 0 6", ""},
		"spans repeated, a total like a header":      {around(markdownRows(repeated...), ""), "applications", "total", "6 6 0 0 0 0 12", ""},
		"spans repeated, equal numbers side by side": {around(markdownRows(strings.Split(disclosed, "|")...), ""), "disclosure", "regulations", "2 2 2", ""},
		"spans repeated, one number in three places": {around(markdownRows(strings.Split(disclosed, "|")...), ""), "disclosure", "licensing", "17", ""},
		"ordinals escaped":                           {around(markdownRows(escaped...), ""), "applications", "denied.state_secret", "2 _ _ _ _ _ 2", "table.shifted_row"},
		"a stroke escaped":                           {around(markdownRows(escaped...), ""), "applications", "denied.prohibited_by_law", "_ _ _ _ _ _ 3", "cell.not_a_number"},
		"a table without a number before another":    {around(markdownRows(empty...)+reviews, ""), "review_litigation", "litigation.after_review", "0 1 26 26 53", ""},
		"a column lost, a blank told in one row": {around("                                        自然人   商业企业   科研机构   社会公益组织   法律服务机构   其他   总计\n一、本年新收政府信息公开申请数量        368     100      33      30     34     593\n"+
			"二、上年结转政府信息公开申请数量        3     3      1      \u00a0      0     1     8\n（一）予以公开      89       16      5       6     9   132\n（七）总计     371      103      34      2     35     600", ""), "applications", "granted", "_ _ _ _ _ _ _", "applications.balance"},
	} {
		r := extract.Read(extract.Page{Body: []byte(c.text), MediaType: "text/markdown"})
		if got := rowOf(r, c.table, c.row); got != c.want {
			t.Errorf("%s: %s is %s, want %s", name, c.row, got, c.want)
		}
		if c.never != "" && ruleCount(r, c.never, "") > 0 {
			t.Errorf("%s: found %s", name, c.never)
		}
	}
}

// TestTitleSaidTwiceIsNoText reads a body below a heading that says its title
// once more: the page holds the same document as one that says it once.
func TestTitleSaidTwiceIsNoText(t *testing.T) {
	const title = "云岭县水务局2023年政府信息公开工作年度报告"
	body := "<p>" + strings.ReplaceAll(strings.TrimSpace(strings.TrimPrefix(around("", ""), title)), "\n", "</p><p>") + "</p><table><tr><td>行政许可</td><td>5</td></tr></table>"
	once := extract.Read(extract.Page{Body: []byte("<h1>" + title + "</h1>" + body), MediaType: "text/html"})
	twice := extract.Read(extract.Page{Body: []byte("<h1>" + title + "</h1><p><strong>" + title + "</strong></p>" + body), MediaType: "text/html"})
	if once.ContentSHA256 == nil || twice.ContentSHA256 == nil || *once.ContentSHA256 != *twice.ContentSHA256 {
		t.Errorf("sections are %v said once, %v said twice", once.Sections, twice.Sections)
	}
}

// TestTitlesOfReports reads reports whose title alone names agency and year.
func TestTitlesOfReports(t *testing.T) {
	body := strings.TrimPrefix(around("", ""), "云岭县水务局2023年政府信息公开工作年度报告")
	body = strings.ReplaceAll(strings.ReplaceAll(body, "2023年，云岭县水务局", "全年"), "云岭县水务局", "本机关")
	for _, title := range []string{
		"云岭县水务局2023年度政务公开工作年度报告", "2023年度云岭县水务局政府信息公开工作年度报告", "关于云岭县水务局2023年度政府信息公开工作情况的报告",
		"云岭县水务局政府信息公开工作年度报告（2023年度）", "云岭县水务局二〇二三年政务信息公开年报",
	} {
		r := extract.Read(extract.Page{Body: []byte(title + body), MediaType: "text/plain"})
		if deref(r.Agency) != "云岭县水务局" || deref(r.Year) != 2023 {
			t.Errorf("%s: agency %q, year %d", title, deref(r.Agency), deref(r.Year))
		}
	}
}
