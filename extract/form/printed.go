package form

import "slices"

// Printed is one cell of a form as the notices print it: a label, or the place
// of a value where Place has a row.
type Printed struct {
	Text       string
	Down, Wide int // how many rows and columns it spans
	Head       bool
	Place
}

// Official draws a table as a version of the form prints it: rows of cells with
// their spans. Headers come first; heads says how many rows they are, 0 where
// they stand among the others. nil for a table or version without a form.
func Official(table, version string) (rows [][]Printed, heads int) {
	switch {
	case table == Disclosure && version == Form2019:
		return officialDisclosure(bands2019), 0
	case table == Disclosure:
		return officialDisclosure(bands2021), 0
	case table == Applications:
		return officialApplications(version), 3
	case table == ReviewLitigation:
		return officialReview(), 3
	}
	return nil, 0
}

// bandPrint is a sub-table of 主动公开政府信息情况 as printed: its caption, the
// rows below its header, and the widths of its value columns.
type bandPrint struct {
	band    int // index of bands
	caption string
	rows    []string
	wide    []int
}

// bands2021 and bands2019 are the sub-tables as the notices print them: that of
// items five and six, which bands has as one, stands twice.
var (
	bands2021 = []bandPrint{
		{0, "一", []string{"regulations", "normative_documents"}, []int{1, 1, 1}},
		{3, "五", []string{"licensing"}, []int{3}},
		{3, "六", []string{"penalties", "coercion"}, []int{3}},
		{4, "八", []string{"fees"}, []int{3}},
	}
	bands2019 = []bandPrint{
		{1, "一", []string{"regulations", "normative_documents"}, []int{1, 2, 1}},
		{2, "五", []string{"licensing", "other_services"}, []int{1, 1, 2}},
		{2, "六", []string{"penalties", "coercion"}, []int{1, 2, 1}},
		{5, "八", []string{"fees"}, []int{1, 3}},
		{6, "九", []string{"procurement"}, []int{2, 2}},
	}
)

func officialDisclosure(prints []bandPrint) (rows [][]Printed) {
	for _, p := range prints {
		b := bands[p.band]
		width := 1
		head := []Printed{heading("信息内容", 1, 1)}
		for i, c := range b.columns {
			width += p.wide[i]
			head = append(head, heading(c.Labels[0], 1, p.wide[i]))
		}
		rows = append(rows, []Printed{heading("第二十条第（"+p.caption+"）项", 1, width)}, head)
		for _, key := range p.rows {
			row := []Printed{heading(disclosureLabel(key, b.version), 1, 1)}
			for i, c := range b.columns {
				row = append(row, Printed{Down: 1, Wide: p.wide[i], Place: Place{Disclosure, key, c.Key}})
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func disclosureLabel(key, version string) string {
	for _, l := range disclosureLines {
		if l.Key == key {
			if version == Form2019 {
				return l.Labels[len(l.Labels)-1] // 规范性文件: the one label that differs
			}
			return l.Labels[0]
		}
	}
	return key
}

// Ordinals of the applications table.
var (
	rowOrdinals   = map[string]string{"new_received": "一、", "carried_over": "二、", "carried_forward": "四、", "granted": "（一）", "partially_granted": "（二）", "other": "（六）", "total": "（七）"}
	groupOrdinals = map[string]string{"不予公开": "（三）", "无法提供": "（四）", "不予处理": "（五）", "其他处理": "（六）"}
	digits        = []string{"1.", "2.", "3.", "4.", "5.", "6.", "7.", "8."}
)

func officialApplications(version string) [][]Printed {
	prescribed := RowsOf(Applications, version)
	if version != Form2019 && version != Form2021 {
		prescribed = RowsOf(Applications, Form2021)
	}
	lines := slices.DeleteFunc(slices.Clone(applicationLines), func(l Line) bool { return !slices.Contains(prescribed, l.Key) })
	rows := applicationsHead()
	results := func(l Line) bool {
		return l.Key != "new_received" && l.Key != "carried_over" && l.Key != "carried_forward"
	}
	nth := 0
	for i, l := range lines {
		var row []Printed
		if results(l) && l.Key == "granted" {
			row = append(row, heading("三、本年度办理结果", linesThat(lines, results), 1))
		}
		first := i == 0 || lines[i-1].Group != l.Group
		switch {
		case l.Group != "":
			if first {
				nth = 0
				row = append(row, heading(groupOrdinals[l.Group]+l.Group, linesThat(lines, func(o Line) bool { return o.Group == l.Group }), 1))
			}
			row = append(row, heading(digits[nth]+l.Labels[0], 1, 1))
			nth++
		case results(l):
			row = append(row, heading(rowOrdinals[l.Key]+l.Labels[0], 1, 2))
		default:
			row = append(row, heading(rowOrdinals[l.Key]+l.Labels[0], 1, 3))
		}
		rows = append(rows, slots(row, Applications, l.Key, applicationColumns[:]))
	}
	return rows
}

func applicationsHead() [][]Printed {
	upper := []Printed{heading("自然人", 2, 1), heading("法人或其他组织", 1, 5), heading("总计", 2, 1)}
	var lower []Printed
	for _, c := range applicationColumns[1 : len(applicationColumns)-1] {
		lower = append(lower, heading(c.Labels[0], 1, 1))
	}
	return [][]Printed{
		{heading("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), heading("申请人情况", 1, 7)}, upper, lower,
	}
}

func officialReview() [][]Printed {
	width := len(reviewColumns)
	top := []Printed{heading("行政复议", 1, width), heading("行政诉讼", 1, 2*width)}
	var middle, lower, row []Printed
	for i, l := range reviewLines {
		for _, c := range reviewColumns {
			if i == 0 {
				middle = append(middle, heading(c.Labels[0], 2, 1))
				continue
			}
			lower = append(lower, heading(c.Labels[0], 1, 1))
		}
		row = slots(row, ReviewLitigation, l.Key, reviewColumns[:])
	}
	for _, l := range reviewLines[1:] {
		middle = append(middle, heading(l.Labels[0], 1, width))
	}
	return [][]Printed{top, middle, lower, row}
}

func heading(text string, down, wide int) Printed {
	return Printed{Text: text, Down: down, Wide: wide, Head: true}
}

func slots(row []Printed, table, key string, columns []Column) []Printed {
	for _, c := range columns {
		row = append(row, Printed{Down: 1, Wide: 1, Place: Place{table, key, c.Key}})
	}
	return row
}

func linesThat(lines []Line, is func(Line) bool) (n int) {
	for _, l := range lines {
		if is(l) {
			n++
		}
	}
	return n
}
