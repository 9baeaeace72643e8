package form

import "slices"

// Heads lists every column a table has in any version of the form, as the forms
// print them from the newest on, each with the official labels above it: one,
// or more where the versions, or the sub-tables, print different ones.
func Heads(table string) []Column {
	var all []Column
	add := func(key, label string) {
		i := slices.IndexFunc(all, func(c Column) bool { return c.Key == key })
		if i < 0 {
			i, all = len(all), append(all, Column{Key: key})
		}
		if !slices.Contains(all[i].Labels, label) {
			all[i].Labels = append(all[i].Labels, label)
		}
	}
	switch table {
	case Disclosure:
		for _, version := range []string{Form2021, Form2019} {
			for _, b := range bands {
				if b.version != version {
					continue
				}
				for _, c := range b.columns {
					add(c.Key, c.Labels[0])
				}
			}
		}
	case Applications:
		for _, c := range applicationColumns {
			add(c.Key, c.Labels[0])
		}
	case ReviewLitigation:
		for _, c := range reviewColumns {
			add(c.Key, c.Labels[0])
		}
	case Statistics:
		add("value", ColumnName(Statistics, "value"))
	}
	return all
}

// StatLines lists the rows of the statistics tables: those of the form of
// 2014, then those of the local forms by code.
func StatLines() []StatLine {
	return slices.Concat(statistics2014, statisticsLocal)
}
