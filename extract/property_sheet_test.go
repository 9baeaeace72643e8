package extract_test

import (
	"fmt"
	"math/rand/v2"
)

// box is one cell of a table as it is printed.
type box struct {
	text         string
	down, across int
	value        bool
}

// sheet is one statutory table as it is printed.
type sheet struct {
	table string
	head  int // rows of its header
	width int
	rows  [][]box
}

// clerk draws sheets and remembers what stands in each cell.
type clerk struct {
	dice *rand.Rand
	fill func(table, row, column string) figure
	want map[string]figure
}

func (c *clerk) value(table, row, column string, across int) box {
	f := c.fill(table, row, column)
	c.want[table+"|"+row+"|"+column] = f
	return box{f.text, 1, across, true}
}

func label(text string, down, across int) box { return box{text, down, across, false} }

// applicationsSheet draws 收到和处理政府信息公开申请情况. Organisations stand in the
// given order, rows of a group in any.
func (c *clerk) applicationsSheet(undivided, shuffled bool) sheet {
	orgs, rows := append([]asked(nil), organisations...), askedAs(undivided)
	if shuffled {
		c.dice.Shuffle(len(orgs), func(i, j int) { orgs[i], orgs[j] = orgs[j], orgs[i] })
		c.shuffleGroups(rows)
	}
	columns := append(append([]asked{{key: "natural_person"}}, orgs...), asked{key: "total"})
	s := sheet{table: "applications", head: 3, width: 10, rows: applicationsHead(orgs)}
	point := pick(c.dice, []string{".", "、", "．", ". "})
	number := 0
	for i, r := range rows {
		var line []box
		if r.top != "" && (i == 0 || rows[i-1].top != r.top) {
			line = append(line, label(r.top, run(rows[i:], func(o asked) bool { return o.top == r.top }), 1))
		}
		number++
		switch {
		case r.group == "":
			line = append(line, label(r.label, 1, 3-min(len(r.top), 1)))
		case rows[i-1].group != r.group:
			number = 1
			line = append(line, label(r.group, run(rows[i:], func(o asked) bool { return o.group == r.group }), 1))
			fallthrough
		default:
			line = append(line, label(fmt.Sprintf("%d%s%s", number, point, r.label), 1, 1))
		}
		for _, column := range columns {
			line = append(line, c.value("applications", r.key, column.key, 1))
		}
		s.rows = append(s.rows, line)
	}
	return s
}

func applicationsHead(orgs []asked) [][]box {
	head := [][]box{
		{label("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), label("申请人情况", 1, 7)},
		{label("自然人", 2, 1), label("法人或其他组织", 1, 5), label("总计", 2, 1)}, nil,
	}
	for _, o := range orgs {
		head[2] = append(head[2], label(o.label, 1, 1))
	}
	return head
}

// askedAs are the rows of the form of 2021, or of 2019, where （六） is one.
func askedAs(undivided bool) []asked {
	var rows []asked
	for _, r := range askedRows {
		switch {
		case !undivided || r.group != "（六）其他处理":
			rows = append(rows, r)
		case r.key == "other.other":
			rows = append(rows, undividedOther)
		}
	}
	return rows
}

// shuffleGroups puts the rows of each group in any order.
func (c *clerk) shuffleGroups(rows []asked) {
	for i := 0; i < len(rows); {
		n := run(rows[i:], func(o asked) bool { return o.group == rows[i].group })
		if rows[i].group != "" {
			c.dice.Shuffle(n, func(a, b int) { rows[i+a], rows[i+b] = rows[i+b], rows[i+a] })
		}
		i += n
	}
}

func run(rows []asked, same func(asked) bool) int {
	n := 0
	for n < len(rows) && same(rows[n]) {
		n++
	}
	return n
}

// disclosureSheet draws 主动公开政府信息情况 from its sub-tables.
func (c *clerk) disclosureSheet(parts []published, shuffled bool) sheet {
	s := sheet{table: "disclosure", width: 4}
	wide := len(parts) == len(published2019) // its grid of five columns is uneven
	if wide {
		s.width = 5
	}
	for _, p := range parts {
		columns, rows := append([]asked(nil), p.columns...), append([]asked(nil), p.rows...)
		if shuffled {
			c.dice.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
			c.dice.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		}
		across := widths(len(columns), s.width-1, c.dice)
		head := []box{label("信息内容", 1, 1)}
		for i, column := range columns {
			head = append(head, label(column.label, 1, across[i]))
		}
		s.rows = append(s.rows, []box{label(p.caption, 1, s.width)}, head)
		for _, r := range rows {
			line := []box{label(r.label, 1, 1)}
			for i, column := range columns {
				line = append(line, c.value("disclosure", r.key, column.key, across[i]))
			}
			s.rows = append(s.rows, line)
		}
	}
	return s
}

// widths shares grid columns among n columns; which one is wider is anyone's.
func widths(n, grid int, dice *rand.Rand) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = grid / n
	}
	if rest := grid % n; rest > 0 {
		out[dice.IntN(n)] += rest
	}
	return out
}

// reviewSheet draws 行政复议、行政诉讼: three blocks side by side.
func (c *clerk) reviewSheet() sheet {
	s := sheet{table: "review_litigation", head: 3, width: 15, rows: [][]box{
		{label("行政复议", 1, 5), label("行政诉讼", 1, 10)}, nil, nil, nil,
	}}
	for _, o := range outcomes {
		s.rows[1] = append(s.rows[1], label(o.label, 2, 1))
	}
	s.rows[1] = append(s.rows[1], label("未经复议直接起诉", 1, 5), label("复议后起诉", 1, 5))
	for range 2 {
		for _, o := range outcomes {
			s.rows[2] = append(s.rows[2], label(o.label, 1, 1))
		}
	}
	for _, block := range []string{"review", "litigation.direct", "litigation.after_review"} {
		for _, o := range outcomes {
			s.rows[3] = append(s.rows[3], c.value("review_litigation", block, o.key, 1))
		}
	}
	return s
}

// statisticsSheet draws the statistics table of 2014, or a local one.
func (c *clerk) statisticsSheet(local bool) sheet {
	s := sheet{table: "statistics", head: 1, width: 3, rows: [][]box{{label("统计指标", 1, 1), label("单位", 1, 1), label("统计数", 1, 1)}}}
	rows := statistics14
	if local {
		rows, s.width = localCounts, 5
		s.rows[0] = []box{label("指标名称", 1, 1), label("计量单位", 1, 1), label("代码", 1, 1), label("本期", 1, 1), label("累计", 1, 1)}
	}
	for _, r := range rows {
		line := []box{label(r.label, 1, 1), label(r.unit, 1, 1)}
		switch {
		case r.key == "":
			line = append(line, label("", 1, 1))
		case local:
			line = append(line, label(r.key[1:], 1, 1), c.value("statistics", r.key, "value", 1), box{fmt.Sprint(c.dice.IntN(9000)), 1, 1, true})
		default:
			line = append(line, c.value("statistics", r.key, "value", 1))
		}
		s.rows = append(s.rows, line)
	}
	return s
}

func pick[T any](dice *rand.Rand, from []T) T { return from[dice.IntN(len(from))] }
