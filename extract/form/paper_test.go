package form

import (
	"slices"

	"nianbao/extract/grid"
)

// The forms as the notices print them, typed from the notices for the tests,
// so that a mistake in forms.go shows.

// paperRow is one row of the applications table: its key, its place in the
// table's tree and its label.
type paperRow struct{ key, top, group, label string }

const (
	results  = "三、本年度办理结果"
	denied   = "（三）不予公开"
	noAccess = "（四）无法提供"
	noAction = "（五）不予处理"
	disposed = "（六）其他处理"
	cornered = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
)

var applicationsPaper = []paperRow{
	{"new_received", "", "", "一、本年新收政府信息公开申请数量"},
	{"carried_over", "", "", "二、上年结转政府信息公开申请数量"},
	{"granted", results, "", "（一）予以公开"},
	{"partially_granted", results, "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"},
	{"denied.state_secret", results, denied, "1.属于国家秘密"},
	{"denied.prohibited_by_law", results, denied, "2.其他法律行政法规禁止公开"},
	{"denied.endangers_security", results, denied, "3.危及“三安全一稳定”"},
	{"denied.third_party", results, denied, "4.保护第三方合法权益"},
	{"denied.internal_affairs", results, denied, "5.属于三类内部事务信息"},
	{"denied.process_information", results, denied, "6.属于四类过程性信息"},
	{"denied.enforcement_file", results, denied, "7.属于行政执法案卷"},
	{"denied.administrative_query", results, denied, "8.属于行政查询事项"},
	{"unavailable.not_held", results, noAccess, "1.本机关不掌握相关政府信息"},
	{"unavailable.needs_creation", results, noAccess, "2.没有现成信息需要另行制作"},
	{"unavailable.still_unclear", results, noAccess, "3.补正后申请内容仍不明确"},
	{"not_processed.petition", results, noAction, "1.信访举报投诉类申请"},
	{"not_processed.repeated", results, noAction, "2.重复申请"},
	{"not_processed.publication", results, noAction, "3.要求提供公开出版物"},
	{"not_processed.excessive", results, noAction, "4.无正当理由大量反复申请"},
	{"not_processed.reissue", results, noAction, "5.要求行政机关确认或重新出具已获取信息"},
	{"other.not_corrected", results, disposed, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"},
	{"other.fee_unpaid", results, disposed, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"},
	{"other.other", results, disposed, "3.其他"},
	{"total", results, "", "（七）总计"},
	{"carried_forward", "", "", "四、结转下年度继续办理"},
}

// applicationsPaper2019 leaves （六）其他处理 undivided.
func applicationsPaper2019() []paperRow {
	rows := slices.DeleteFunc(slices.Clone(applicationsPaper), func(r paperRow) bool { return r.group == disposed })
	at := slices.IndexFunc(rows, func(r paperRow) bool { return r.key == "total" })
	return slices.Insert(rows, at, paperRow{"other", results, "", disposed})
}

type paperColumn struct{ key, label string }

var applicantsPaper = []paperColumn{
	{"natural_person", "自然人"}, {"commercial", "商业企业"}, {"research", "科研机构"}, {"nonprofit", "社会公益组织"},
	{"legal_service", "法律服务机构"}, {"other", "其他"}, {"total", "总计"},
}

// bandPaper is a sub-table of 主动公开政府信息情况.
type bandPaper struct {
	caption string
	columns []paperColumn
	rows    []paperColumn
	spans   []int // of the value columns of the printed grid
}

var disclosurePaper2021 = []bandPaper{
	{"第二十条第（一）项", []paperColumn{{"issued", "本年制发件数"}, {"repealed", "本年废止件数"}, {"in_force", "现行有效件数"}},
		[]paperColumn{{"regulations", "规章"}, {"normative_documents", "行政规范性文件"}}, []int{1, 1, 1}},
	{"第二十条第（五）项", []paperColumn{{"decisions", "本年处理决定数量"}}, []paperColumn{{"licensing", "行政许可"}}, []int{3}},
	{"第二十条第（六）项", []paperColumn{{"decisions", "本年处理决定数量"}},
		[]paperColumn{{"penalties", "行政处罚"}, {"coercion", "行政强制"}}, []int{3}},
	{"第二十条第（八）项", []paperColumn{{"amount_wan", "本年收费金额（单位：万元）"}}, []paperColumn{{"fees", "行政事业性收费"}}, []int{3}},
}

var change = []paperColumn{{"previous_year", "上一年项目数量"}, {"change", "本年增/减"}, {"decisions", "处理决定数量"}}

var disclosurePaper2019 = []bandPaper{
	{"第二十条第（一）项", []paperColumn{{"created", "本年新制作数量"}, {"published", "本年新公开数量"}, {"in_public", "对外公开总数量"}},
		[]paperColumn{{"regulations", "规章"}, {"normative_documents", "规范性文件"}}, []int{1, 2, 1}},
	{"第二十条第（五）项", change, []paperColumn{{"licensing", "行政许可"}, {"other_services", "其他对外管理服务事项"}}, []int{1, 1, 2}},
	{"第二十条第（六）项", change, []paperColumn{{"penalties", "行政处罚"}, {"coercion", "行政强制"}}, []int{1, 2, 1}},
	{"第二十条第（八）项", change[:2], []paperColumn{{"fees", "行政事业性收费"}}, []int{1, 3}},
	{"第二十条第（九）项", []paperColumn{{"projects", "采购项目数量"}, {"amount_wan", "采购总金额"}}, []paperColumn{{"procurement", "政府集中采购"}}, []int{2, 2}},
}

var outcomesPaper = []paperColumn{
	{"upheld", "结果维持"}, {"corrected", "结果纠正"}, {"other", "其他结果"}, {"pending", "尚未审结"}, {"total", "总计"},
}

var reviewPaper = []paperColumn{
	{"review", "行政复议"}, {"litigation.direct", "未经复议直接起诉"}, {"litigation.after_review", "复议后起诉"},
}

// box is a cell as markup gives it.
type box struct {
	text       string
	down, wide int // 0 means 1
}

func text(s string) box { return box{text: s} }

// drawn resolves the spans of rows of boxes.
func drawn(rows [][]box) *grid.Grid {
	g := &grid.Grid{Rows: make([][]*grid.Cell, len(rows))}
	for r, boxes := range rows {
		c := 0
		for _, b := range boxes {
			for c < len(g.Rows[r]) && g.Rows[r][c] != nil {
				c++
			}
			down, wide := min(max(b.down, 1), len(rows)-r), max(b.wide, 1)
			cell := &grid.Cell{Text: b.text, Row: r, Col: c, Rows: down, Cols: wide}
			for y := r; y < r+down; y++ {
				for len(g.Rows[y]) < c+wide {
					g.Rows[y] = append(g.Rows[y], nil)
				}
				for x := c; x < c+wide; x++ {
					g.Rows[y][x] = cell
				}
			}
			c += wide
		}
	}
	return g
}

// tabbed is a grid as flattened text has it: one cell for each place, with
// nothing in those a span covers.
func tabbed(g *grid.Grid) *grid.Grid {
	var rows [][]string
	for r, cells := range g.Rows {
		var row []string
		for c, cell := range cells {
			s := ""
			if cell != nil && cell.Row == r && cell.Col == c {
				s = cell.Text
			}
			row = append(row, s)
		}
		rows = append(rows, row)
	}
	return raggedOf(rows)
}

// packed is a grid as one cell per line has it: the cells that markup states,
// and nothing for spans.
func packed(rows [][]box) *grid.Grid {
	var lines [][]string
	for _, boxes := range rows {
		var line []string
		for _, b := range boxes {
			line = append(line, b.text)
		}
		lines = append(lines, line)
	}
	g := raggedOf(lines)
	g.Packed = true
	return g
}

func raggedOf(rows [][]string) *grid.Grid {
	g := &grid.Grid{Ragged: true}
	for r, texts := range rows {
		var row []*grid.Cell
		for c, s := range texts {
			row = append(row, &grid.Cell{Text: s, Row: r, Col: c, Rows: 1, Cols: 1})
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
