package sample

// layApplications lays table 2 out in ten grid columns, three of labels.
func layApplications(t Table) layout {
	var items []item
	for _, it := range formItems(t.Form) {
		if t.Row(it.key) != nil {
			items = append(items, it)
		}
	}
	l := layout{width: 10, lines: applicationsHead(t)}
	under, group := 0, ""
	for i, it := range items {
		cells, shift, _ := t.find(it.key, keys(applicants))
		row := line{shift: shift, item: &items[i]}
		if it.depth > 1 && under == 0 {
			under = run(items[i:], func(other item) bool { return other.depth > 1 })
			row.slots = append(row.slots, span(t.print(handled), under, 1))
		}
		if it.depth == 3 && it.group != group {
			group = it.group
			height := run(items[i:], func(other item) bool { return other.group == group })
			row.slots = append(row.slots, span(t.print(group), height, 1))
		}
		row.slots = append(row.slots, span(t.print(it.text), 1, 4-it.depth))
		row.slots = append(row.slots, values(cells)...)
		l.lines = append(l.lines, row)
	}
	return l
}

// run counts how many items from the first on are alike.
func run(items []item, alike func(item) bool) int {
	n := 0
	for n < len(items) && alike(items[n]) {
		n++
	}
	return n
}

func applicationsHead(t Table) []line {
	first := line{head: true, slots: []slot{span(t.print(corner), 3, 3), span(t.print(applicant), 1, 7)}}
	second := line{head: true, slots: []slot{
		span(t.print("自然人"), 2, 1), span(t.print(legalPerson), 1, 5), span(t.print("总计"), 2, 1)}}
	third := line{head: true}
	for _, a := range applicants[1:6] {
		third.slots = append(third.slots, one(t.print(a.text)))
	}
	return []line{first, second, third}
}
