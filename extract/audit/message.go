package audit

import (
	"strings"

	"nianbao/extract/form"
)

// Language of a message.
type Language string

// The languages messages are written in.
const (
	English Language = "en"
	Chinese Language = "zh"
)

// Message renders a finding for people. Rows, columns and tables are named as
// the form prints them, in either language: that is where one has to look.
func Message(f Finding, lang Language) string {
	r := rule(f.Rule)
	text, blank, sep := r.EN, " (blank cells counted as 0)", ", "
	if lang == Chinese {
		text, blank, sep = r.ZH, "（空白按 0 计）", "、"
	}
	sums := strings.Contains(text, "{blank}")
	if !sums || f.Severity == Error {
		blank = ""
	}
	columns := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		columns[i] = form.ColumnName(f.Table, c)
	}
	return strings.NewReplacer(
		"{row}", form.RowName(f.Table, f.Row),
		"{column}", form.ColumnName(f.Table, f.Column),
		"{columns}", strings.Join(columns, sep),
		"{table}", form.TableName(f.Table),
		"{expected}", number(f.Expected),
		"{actual}", number(f.Actual),
		"{detail}", f.Detail,
		"{blank}", blank,
	).Replace(text)
}

func number(n *form.Number) string {
	if n == nil {
		return ""
	}
	return string(*n)
}
