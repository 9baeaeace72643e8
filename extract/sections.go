package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nianbao/extract/grid"
	"nianbao/extract/script"
)

// cutOrdinal takes the ordinal of a section off a line: 一、 (also with a dot, a
// comma, a colon or a space behind), or 第一部分.
func cutOrdinal(line string) (ordinal, title string, ok bool) {
	const one = len("一")
	rest := strings.TrimPrefix(line, "第")
	n := 0
	for n < 2*one && len(rest) >= n+one && isNumeral(rest[n:n+one]) {
		n += one
	}
	if n == 0 {
		return "", "", false
	}
	ordinal, rest = rest[:n], rest[n:]
	behind, ok := strings.CutPrefix(rest, "部分")
	if !ok {
		r, size := utf8.DecodeRuneInString(rest)
		if !strings.ContainsRune("、.．,，:： \t\n\f\r", r) || size == 0 {
			return "", "", false
		}
		behind = rest[size:]
	}
	behind = strings.TrimLeft(behind, " \t\n\f\r")
	if strings.Contains(behind, "\n") {
		return "", "", false
	}
	return ordinal, script.Trim(behind), true
}

func isNumeral(s string) bool {
	switch s {
	case "一", "二", "三", "四", "五", "六", "七", "八", "九", "十":
		return true
	}
	return false
}

// sectionTitles tell the six sections of the national form by words of their
// titles, ordinals being a hint only.
var sectionTitles = []struct {
	number int
	all    []string // every word of these
	any    []string // and one of these, if there are any
}{
	{4, []string{"复议"}, []string{"诉讼"}},
	{3, []string{"申请"}, []string{"收到和处理", "收到与处理", "收到及处理", "处理政府信息公开申请", "办理政府信息公开申请", "依申请公开政府信息情况", "收到处理"}},
	{2, []string{"主动公开"}, []string{"情况"}},
	{5, []string{"问题"}, []string{"改进", "整改", "措施", "不足", "困难", "打算", "解决"}},
	{6, []string{"其他", "事项"}, []string{"报告", "说明"}},
	{6, []string{"其它", "事项"}, []string{"报告", "说明"}},
	{1, []string{"总体情况"}, nil},
	{1, []string{"总的情况"}, nil},
}

// titleWords are in every title of the six.
var titleWords = newFinder([]string{"复议", "申请", "主动公开", "问题", "事项", "总体情况", "总的情况"})

// maxHeading is the longest heading, in characters.
const maxHeading = 45

// sectionNumber tells which section of the form a heading names.
func sectionNumber(title string) (int, bool) {
	if ideographs(title, maxHeading) > maxHeading {
		return 0, false
	}
	t := squeeze(title)
	if utf8.RuneCountInString(t) > maxHeading || !titleWords.in(t) {
		return 0, false
	}
	for _, s := range sectionTitles {
		ok := true
		for _, w := range s.all {
			ok = ok && strings.Contains(t, w)
		}
		hit := len(s.any) == 0
		for _, w := range s.any {
			hit = hit || strings.Contains(t, w)
		}
		if ok && hit {
			return s.number, true
		}
	}
	return 0, false
}

// heading is a line that opens a section.
type heading struct {
	ordinal, title, rest string
	number               *int
}

// readHeading reads a line as the heading of a section. A line that goes on
// behind a known title is a heading with text behind it.
func readHeading(b grid.Block) (heading, bool) {
	line := script.Trim(b.Text)
	if line == "" || len(line) > 3*600 {
		return heading{}, false
	}
	h := heading{title: line}
	ordinal, behind, isChapter := cutOrdinal(strings.TrimLeft(line, "\u3000\u00a0"))
	if isChapter {
		h.ordinal, h.title = ordinal, behind
	}
	if !isChapter && b.Level == 0 && ideographs(line, maxBare) > maxBare {
		if t, _ := cutHeading(line); ideographs(t, maxBare) > maxBare {
			return heading{}, false // a sentence
		}
	}
	title, rest := cutHeading(h.title)
	if n, ok := sectionNumber(title); ok && (isChapter || b.Level > 0 || bareTitle(title, n)) && !strings.HasSuffix(title, "。") {
		h.title, h.rest, h.number = strings.TrimRight(title, "：: "), rest, &n
		return h, true
	}
	if !isChapter || rest != "" || utf8.RuneCountInString(h.title) > 30 || strings.ContainsAny(h.title, "。；;，,") || h.title == "" {
		return heading{}, false
	}
	return h, true
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// maxBare is the longest title without an ordinal, in characters.
const maxBare = 24

// bareTitle tells a title without an ordinal from a sentence or a table's
// header: little more than the official words, and their last one.
func bareTitle(title string, number int) bool {
	t := squeeze(title)
	limit := [...]int{1: 6, 2: 13, 3: 17, 4: maxBare, 5: 20, 6: 14}[number]
	if utf8.RuneCountInString(t) > limit || strings.ContainsAny(t, ",、(;“") && number != 4 || strings.HasPrefix(t, "(") {
		return false
	}
	for _, last := range []string{"情况", "事项", "措施", "方向", "不足", "打算", "问题"} {
		if strings.HasSuffix(t, last) {
			return true
		}
	}
	return false
}

// cutHeading parts a title from text on the same line: at the first full stop
// or colon.
func cutHeading(s string) (title, rest string) {
	const stop, colon = "。", "："
	i := strings.Index(s, stop)
	if j := strings.Index(s[:max(i, 0)], colon); i < 0 {
		i = strings.Index(s, colon)
	} else if j >= 0 {
		i = j
	}
	if i < 0 {
		return s, ""
	}
	n := len(stop)
	if rest = strings.TrimSpace(s[i+n:]); rest == "" {
		return s[:i], ""
	}
	return s[:i], rest
}

// headingsIn lists the headings of the form's sections that stand in rows of
// their own in a table: some pages set all three tables as one.
func headingsIn(g *grid.Grid) (out []heading) {
	for r, row := range g.Rows {
		var only *grid.Cell
		filled := 0
		for c, cell := range row {
			if cell != nil && cell.Row == r && (c == 0 || row[c-1] != cell) && script.Trim(cell.Text) != "" {
				if only, filled = cell, filled+1; filled > 1 {
					break
				}
			}
		}
		if filled != 1 {
			continue
		}
		h, ok := readHeading(grid.Block{Text: only.Text})
		if ok && h.number != nil && h.ordinal != "" && strings.Contains(squeeze(h.title), "政府信息") {
			out = append(out, h)
		}
	}
	return out
}

// sections cuts the narrative at its headings, and returns the normal form of
// each text beside it, line by line. Grids are left out.
func sections(lines []line) (out []Section, normals [][]string) {
	zero := 0
	current := Section{Number: &zero}
	var text, normal []string
	flush := func() {
		current.Text = strings.TrimSpace(strings.Join(text, "\n"))
		if current.Heading != "" || strings.IndexFunc(current.Text, isWord) >= 0 {
			out, normals = append(out, current), append(normals, slices.Clone(normal))
		}
		text, normal = text[:0], normal[:0]
	}
	for i := range lines {
		l := &lines[i]
		if l.Grid != nil {
			for _, h := range headingsIn(l.Grid) {
				flush()
				current = Section{Number: h.number, Ordinal: h.ordinal, Heading: h.title}
			}
			continue
		}
		if h, ok := l.heading(); ok {
			flush()
			current = Section{Number: h.number, Ordinal: h.ordinal, Heading: h.title}
			if h.rest != "" {
				text, normal = append(text, h.rest), append(normal, script.Normal(h.rest))
			}
			continue
		}
		if t := script.Trim(l.Text); t != "" {
			text, normal = append(text, t), append(normal, l.norm())
		}
	}
	flush()
	return out, normals
}
