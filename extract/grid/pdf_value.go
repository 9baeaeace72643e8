package grid

import (
	"regexp"
	"strings"
)

// Texts of value cells. A piece that only begins one goes on below it.
var (
	figure  = regexp.MustCompile(`^[-+＋－−–—]*[0-9０-９][0-9０-９,，.．]*$`)
	stroke  = regexp.MustCompile(`^(?:[/／\\—–－―─-]{1,4}|无|無)$`)
	noted   = regexp.MustCompile(`^[-+＋－−–—]*[0-9０-９][0-9０-９,，.．]*\s*(?:(?:元|万元|亿元|件|条|项|次|篇|人|个|件次|人次)(?:[（(].*)?|[（(【※*].*|其中.*)$`)
	rest    = regexp.MustCompile(`^(?:[（(【※*]|其中|万?元|亿元|件|条|项|次|篇|个|人)`)
	ordered = regexp.MustCompile(`^(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]|[（(]?[0-9]{1,2}[）)]|[0-9]{1,2}[.．、](?:[^0-9０-９]|$)|[①-⑳⑴-⒛㈠-㈩]|其中)`)
)

// isValue tells a number or a stroke.
func isValue(text string) bool {
	return figure.MatchString(text) && !strings.HasSuffix(text, ".") || stroke.MatchString(text)
}

// isFigure tells a text of digits alone.
func isFigure(text string) bool {
	return strings.Trim(text, "0123456789０１２３４５６７８９") == ""
}

// value tells a piece that is, or begins, the text of a value cell.
func (p *piece) value() bool { return isValue(p.text) || noted.MatchString(p.text) }

// open tells a text with a bracket that is not closed.
func open(text string) bool {
	return strings.Count(text, "（")+strings.Count(text, "(") > strings.Count(text, "）")+strings.Count(text, ")")
}
