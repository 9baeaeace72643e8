package audit

import (
	"strings"
	"time"

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
	if f.Rule == signedEarly.Name && isDay(f.Detail) {
		r = signedEarly
	}
	text, blank, sep := r.EN, " (blank cells counted as 0)", ", "
	if lang == Chinese {
		text, blank, sep = r.ZH, "（空白按 0 计）", "、"
	}
	sums := strings.Contains(text, "{blank}")
	if !sums || f.Severity == Error {
		blank = ""
	}
	var b strings.Builder
	for {
		before, rest, _ := strings.Cut(text, "{")
		b.WriteString(before)
		name, after, filled := strings.Cut(rest, "}")
		if !filled {
			return b.String()
		}
		switch name {
		case "columns":
			b.WriteString(columnNames(f, sep))
		case "blank":
			b.WriteString(blank)
		default:
			b.WriteString(f.part(name))
		}
		text = after
	}
}

// isDay says whether a detail is a day alone, YYYY-MM-DD: a signature's.
func isDay(detail string) bool {
	_, err := time.Parse(time.DateOnly, detail)
	return err == nil
}

// part is what a message says in place of a name in braces.
func (f Finding) part(name string) string {
	switch name {
	case "row":
		return form.RowName(f.Table, f.Row)
	case "column":
		return form.ColumnName(f.Table, f.Column)
	case "table":
		return form.TableName(f.Table)
	case "expected":
		return number(f.Expected)
	case "actual":
		return number(f.Actual)
	case "detail":
		return f.Detail
	}
	return ""
}

func columnNames(f Finding, sep string) string {
	names := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		names[i] = form.ColumnName(f.Table, c)
	}
	return strings.Join(names, sep)
}

func number(n *form.Number) string {
	if n == nil {
		return ""
	}
	return string(*n)
}
