package sample

// statisticsTable prints the 2014 statistics table out of the same figures.
// Headings of the form carry no cell.
func statisticsTable(f figures) Table {
	v := statisticsValues(f)
	t := Table{Key: Statistics, Form: "2014"}
	for _, in := range statistics2014 {
		row := Row{Key: in.key}
		switch {
		case in.key == "7":
			row.Cells = []Cell{plain("value", "0")}
		case in.key == "8.4":
			row.Cells = []Cell{plain("value", "1.5")}
		case in.unit != "":
			row.Cells = []Cell{count("value", v[in.key])}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// statisticsValues maps today's results on to the older questions; keys left
// out are 0.
func statisticsValues(f figures) map[string]int {
	closed := f.handled()
	get := f.sum
	denied := get("denied.third_party") + get("denied.internal_affairs") + get("denied.process_information") +
		get("denied.enforcement_file") + get("denied.administrative_query")
	v := map[string]int{
		"1.1": f.disclosed, "1.1.a": f.issued, "1.1.b": f.issued,
		"1.2.2": f.disclosed, "1.2.4": f.posted, "1.2.5": f.trained,
		"2.1": f.trained, "2.2.1": 2, "2.2.1.a": 1, "2.2.2": 1, "2.2.2.a": 1, "2.2.3": 6, "2.2.4": 3,
		"3.1": get("new_received"), "3.1.3": get("new_received"),
		"3.2": closed, "3.2.1": closed,
		"3.3": closed, "3.3.2": get("granted"), "3.3.3": get("partially_granted"),
		"3.3.4": denied, "3.3.4.b": get("denied.third_party"), "3.3.4.f": denied - get("denied.third_party"),
		"3.3.5": get("unavailable.not_held"), "3.3.6": get("unavailable.needs_creation"),
		"3.3.7": get("unavailable.still_unclear"),
		"6":     0, "8.1": 1, "8.2": 2, "8.3": 5, "8.3.1": 1, "8.3.2": 4,
		"9.1": 2, "9.2": f.trained, "9.3": 30 * f.trained,
	}
	v["3.3.8"] = closed - v["3.3.2"] - v["3.3.3"] - v["3.3.4"] - v["3.3.5"] - v["3.3.6"] - v["3.3.7"]
	for block, section := range []string{"4", "5"} {
		p := f.proceedings[block]
		v[section] = p[0] + p[1] + p[2]
		v[section+".1"], v[section+".2"], v[section+".3"] = p[0], p[1], p[2]
	}
	return v
}
