package form

import (
	"slices"
	"strings"
	"testing"

	"nianbao/extract/grid"
)

// statPaper is the statistics table of 2014 as the notice prints it, with the
// key of each row: "key label unit".
var statPaper = strings.Split(strings.TrimSpace(`
1 一、主动公开情况 -
1.1 （一）主动公开政府信息数（不同渠道和方式公开相同信息计1条） 条
1.1.a 其中：主动公开规范性文件数 条
1.1.b 制发规范性文件总数 件
1.2 （二）通过不同渠道和方式公开政府信息的情况 -
1.2.1 1.政府公报公开政府信息数 条
1.2.2 2.政府网站公开政府信息数 条
1.2.3 3.政务微博公开政府信息数 条
1.2.4 4.政务微信公开政府信息数 条
1.2.5 5.其他方式公开政府信息数 条
2 二、回应解读情况 -
2.1 （一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次） 次
2.2 （二）通过不同渠道和方式回应解读的情况 -
2.2.1 1.参加或举办新闻发布会总次数 次
2.2.1.a 其中：主要负责同志参加新闻发布会次数 次
2.2.2 2.政府网站在线访谈次数 次
2.2.2.a 其中：主要负责同志参加政府网站在线访谈次数 次
2.2.3 3.政策解读稿件发布数 篇
2.2.4 4.微博微信回应事件数 次
2.2.5 5.其他方式回应事件数 次
3 三、依申请公开情况 -
3.1 （一）收到申请数 件
3.1.1 1.当面申请数 件
3.1.2 2.传真申请数 件
3.1.3 3.网络申请数 件
3.1.4 4.信函申请数 件
3.2 （二）申请办结数 件
3.2.1 1.按时办结数 件
3.2.2 2.延期办结数 件
3.3 （三）申请答复数 件
3.3.1 1.属于已主动公开范围数 件
3.3.2 2.同意公开答复数 件
3.3.3 3.同意部分公开答复数 件
3.3.4 4.不同意公开答复数 件
3.3.4.a 其中：涉及国家秘密 件
3.3.4.b 涉及商业秘密 件
3.3.4.c 涉及个人隐私 件
3.3.4.d 危及国家安全、公共安全、经济安全和社会稳定 件
3.3.4.e 不是《条例》所指政府信息 件
3.3.4.f 法律法规规定的其他情形 件
3.3.5 5.不属于本行政机关公开数 件
3.3.6 6.申请信息不存在数 件
3.3.7 7.告知作出更改补充数 件
3.3.8 8.告知通过其他途径办理数 件
4 四、行政复议数量 件
4.1 （一）维持具体行政行为数 件
4.2 （二）被依法纠错数 件
4.3 （三）其他情形数 件
5 五、行政诉讼数量 件
5.1 （一）维持具体行政行为或者驳回原告诉讼请求数 件
5.2 （二）被依法纠错数 件
5.3 （三）其他情形数 件
6 六、举报投诉数量 件
7 七、依申请公开信息收取的费用 万元
8 八、机构建设和保障经费情况 -
8.1 （一）政府信息公开工作专门机构数 个
8.2 （二）设置政府信息公开查阅点数 个
8.3 （三）从事政府信息公开工作人员数 人
8.3.1 1.专职人员数（不包括政府公报及政府网站工作人员数） 人
8.3.2 2.兼职人员数 人
8.4 （四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费） 万元
9 九、政府信息公开会议和培训情况 -
9.1 （一）召开政府信息公开工作会议或专题会议数 次
9.2 （二）举办各类培训班数 次
9.3 （三）接受培训人员数 人次`), "\n")

// statRows draws the table; columns are the places of label, unit and value.
func (d *drawing) statRows(unit, value int) [][]string {
	place := func(label, u, v string) []string {
		row := []string{label, "", ""}
		row[unit], row[value] = u, v
		return row
	}
	rows := [][]string{place("统计指标", "单位", "统计数")}
	for _, line := range statPaper {
		f := strings.Fields(line)
		if f[2] == "-" {
			rows = append(rows, place(f[1], "", ""))
			continue
		}
		rows = append(rows, place(f[1], f[2], d.cell(Statistics, f[0], "value")))
	}
	return rows
}

func exactOf(rows [][]string) *grid.Grid {
	g := raggedOf(rows)
	g.Ragged = false
	return g
}

func TestStatisticsTableIsReadWhateverItsColumnOrder(t *testing.T) {
	for name, c := range map[string]struct {
		unit, value int
		make        func([][]string) []*grid.Grid
	}{
		"exact":                   {1, 2, func(r [][]string) []*grid.Grid { return []*grid.Grid{exactOf(r)} }},
		"value before unit":       {2, 1, func(r [][]string) []*grid.Grid { return []*grid.Grid{exactOf(r)} }},
		"tabs":                    {1, 2, func(r [][]string) []*grid.Grid { return []*grid.Grid{raggedOf(r)} }},
		"tabs, value before unit": {2, 1, func(r [][]string) []*grid.Grid { return []*grid.Grid{raggedOf(r)} }},
		"page break":              {1, 2, func(r [][]string) []*grid.Grid { return []*grid.Grid{exactOf(r[:51]), exactOf(r[51:])} }},
		"page break, value first": {2, 1, func(r [][]string) []*grid.Grid { return []*grid.Grid{raggedOf(r[:51]), raggedOf(r[51:])} }},
		"a remark and a sum behind": {1, 2, func(r [][]string) []*grid.Grid {
			for i := range r {
				r[i] = append(slices.Clone(r[i]), "77", "见说明")
			}
			r[0][3], r[0][4] = "累计", "备注"
			return []*grid.Grid{exactOf(r)}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d := drawnBlankNow()
			got := Lay(c.make(d.statRows(c.unit, c.value)))
			sameCells(t, got, d.truth)
			if got.Templates[Statistics] != Form2014 {
				t.Errorf("the form is %q", got.Templates[Statistics])
			}
			if l := got.Labels["3.3.4.a"]; l.Unit != "件" || !strings.Contains(l.Label, "涉及国家秘密") {
				t.Errorf("3.3.4.a is called %v", l)
			}
		})
	}
}

func TestStatisticsTellReviewsFromSuits(t *testing.T) {
	got := Lay([]*grid.Grid{exactOf([][]string{
		{"统计指标", "单位", "统计数"},
		{"四、行政复议数量", "件", "6"}, {"（一）维持具体行政行为数", "件", "1"}, {"（二）被依法纠错数", "件", "2"}, {"（三）其他情形数", "件", "3"},
		{"五、行政诉讼数量", "件", "9"}, {"（二）被依法纠错数", "件", "4"}, {"（三）其他情形数", "件", "5"},
	})})
	want := truth{}
	for key, n := range map[string]int{"4": 6, "4.1": 1, "4.2": 2, "4.3": 3, "5": 9, "5.2": 4, "5.3": 5} {
		want.set(Statistics, key, "value", num(n))
	}
	sameCells(t, got, want)
}

func TestLocalTableIsReadByItsCodes(t *testing.T) {
	rows := [][]string{
		{"指标名称", "计量单位", "代码", "本期", "累计"},
		{"主动公开信息数", "条", "01", "120", "900"},
		{"其中:全文电子化的主动公开信息数", "条", "02", "118", "880"},
		{"新增的行政规范性文件数", "条", "03", "", "12"},
		{"现场接待人数", "人次", "06", "6", "60"},
		{"申请总数", "条", "10", "/", "3"},
		{"“免予公开范围1”数", "条", "25", "1", "2"},
		{"行政复议数", "件", "32", "0", "0"},
	}
	want := truth{}
	for key, f := range map[string]figure{"c01": num(120), "c02": num(118), "c03": {"", "null", Blank}, "c06": num(6), "c10": {"/", "null", Dash}, "c25": num(1), "c32": num(0)} {
		want.set(Statistics, key, "value", f)
	}
	for name, sheets := range map[string][]*grid.Grid{
		"exact": {exactOf(rows)}, "tabs": {raggedOf(rows)}, "page break": {exactOf(rows[:4]), exactOf(rows[4:])},
	} {
		t.Run(name, func(t *testing.T) {
			got := Lay(sheets)
			sameCells(t, got, want)
			if got.Templates[Statistics] != Local {
				t.Errorf("the form is %q", got.Templates[Statistics])
			}
		})
	}
}

func TestStatisticsAreNotClaimedByStrayRows(t *testing.T) {
	for name, rows := range map[string][][]string{
		"two everyday rows":  {{"收到申请数", "3"}, {"行政复议数", "0"}},
		"a table of contact": {{"现场接待人数", "60"}, {"姓名", "电话"}, {"张三", "123"}},
	} {
		got := Lay([]*grid.Grid{exactOf(rows)})
		if len(got.Tables.Statistics) > 0 || got.Statutory[0] {
			t.Errorf("%s: read as a statistics table: %v", name, got.Tables.Statistics)
		}
	}
	// nor does a stray row cut another table in two
	d := counted()
	s := applicationsIn(d)
	s[lineOf(s, results)][0].down++
	s[lineOf(s, denied)][0].down++
	at := lineOf(s, "3.危及“三安全一稳定”")
	s = slices.Insert(s, at, []box{text("收到申请数"), text("5")})
	sameCells(t, Lay([]*grid.Grid{drawn(s)}), d.truth)
}

func TestStatisticsWithoutAHeaderNeedOneNumber(t *testing.T) {
	got := Lay([]*grid.Grid{raggedOf([][]string{
		{"（一）收到申请数", "件", "12"}, {"1.当面申请数", "件", "3", "40"}, {"2.传真申请数", "7"}, {"3.网络申请数", "件", "/"}, {"七、依申请公开信息收取的费用", "元", "20000"},
	})})
	want := truth{}
	for key, f := range map[string]figure{"3.1": num(12), "3.1.1": {"", "null", Text}, "3.1.2": num(7), "3.1.3": {"/", "null", Dash}, "7": {"20000", "2", Unit}} {
		want.set(Statistics, key, "value", f)
	}
	sameCells(t, got, want)
}
