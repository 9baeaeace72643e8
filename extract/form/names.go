package form

import "slices"

// TableName is what the form calls a table.
func TableName(table string) string {
	switch table {
	case Disclosure:
		return "主动公开政府信息情况"
	case Applications:
		return "收到和处理政府信息公开申请情况"
	case ReviewLitigation:
		return "政府信息公开行政复议、行政诉讼情况"
	case Statistics:
		return "政府信息公开情况统计表"
	}
	return table
}

// RowName is what the form prints in front of a row; the key itself where the
// form does not know it.
func RowName(table, key string) string {
	for _, l := range linesOf(table) {
		if l.Key == key {
			if l.Group != "" {
				return l.Group + "·" + l.Labels[0]
			}
			return l.Labels[0]
		}
	}
	for _, ls := range [][]StatLine{statistics2014, statisticsLocal} {
		for _, l := range ls {
			if table == Statistics && l.Key == key {
				return l.Label
			}
		}
	}
	return key
}

// ColumnName is what the form prints above a column.
func ColumnName(table, key string) string {
	var columns []Column
	switch table {
	case Disclosure:
		columns = bandColumnList()
	case Applications:
		columns = applicationColumns[:]
	case ReviewLitigation:
		columns = reviewColumns[:]
	case Statistics:
		return "统计数"
	}
	for _, c := range columns {
		if c.Key == key {
			return c.Labels[0]
		}
	}
	return key
}

func linesOf(table string) []Line {
	switch table {
	case Disclosure:
		return disclosureLines
	case Applications:
		return applicationLines
	case ReviewLitigation:
		return reviewLines
	}
	return nil
}

// RowsOf lists the keys of the rows a version of a table prescribes; for an
// unknown version, those that every version has.
func RowsOf(table, version string) []string {
	keys := make([]string, 0, len(linesOf(table)))
	for _, l := range linesOf(table) {
		switch {
		case table == Disclosure && !inBands(l.Key, version):
			continue
		case table == Applications && l.Group == "其他处理" && version != Form2021:
			continue
		case table == Applications && l.Key == "other" && version != Form2019:
			continue
		}
		keys = append(keys, l.Key)
	}
	return keys
}

// inBands tells whether a version's disclosure table has a row.
func inBands(key, version string) bool {
	if version == Unknown || version == "" {
		return inBands(key, Form2019) && inBands(key, Form2021)
	}
	return slices.ContainsFunc(bands, func(b band) bool { return b.version == version && slices.Contains(b.rows, key) })
}
