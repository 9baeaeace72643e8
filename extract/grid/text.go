package grid

import (
	"regexp"
	"strings"

	"nianbao/extract/script"
)

// Text reads plain text or Markdown.
func Text(s string) []Block {
	var lines []Block
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" && len(lines) > 0 && lines[len(lines)-1] == (Block{}) {
			continue // one blank line parts as well as many
		}
		if last := len(lines) - 1; last >= 0 && strings.HasPrefix(line, "|===") && columnSpec.MatchString(lines[last].Text) {
			lines = lines[:last]
		}
		lines = append(lines, textLine(line))
	}
	blocks := Flat(lines)
	if strings.IndexByte(s, '\\') >= 0 {
		unescapeAll(blocks)
	}
	return blocks
}

// unescapeAll takes Markdown's backslashes out of blocks. Not before, since in
// tables drawn by spaces they keep the columns in line.
func unescapeAll(blocks []Block) {
	for i, b := range blocks {
		if b.Grid == nil {
			blocks[i].Text = unescape(b.Text)
			continue
		}
		for j, line := range b.Grid.Lines {
			b.Grid.Lines[j] = unescape(line)
		}
		for r, row := range b.Grid.Rows {
			for c, cell := range row {
				if cell != nil && cell.Row == r && cell.Col == c {
					cell.Text = unescape(cell.Text)
				}
			}
		}
	}
}

// escaped are the characters a backslash stands before in Markdown where they
// mean themselves. A pipe is not among them: it would part cells.
const escaped = "-.*_#+()[]{}<>!~`'\"$^@&=:;/,?%"

// unescape takes Markdown's backslashes out of a line: 1\. and \-.
func unescape(line string) string {
	if strings.IndexByte(line, '\\') < 0 {
		return line
	}
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] == '\\' && i+1 < len(line) && strings.IndexByte(escaped, line[i+1]) >= 0 {
			i++
		}
		b.WriteByte(line[i])
	}
	return b.String()
}

// textLine is one line, with a heading's level told and its marks taken off:
// those of Markdown (#) and of AsciiDoc (=). Tabs are kept: they may separate
// cells.
func textLine(line string) Block {
	trimmed := strings.TrimLeft(line, " \u3000\ufeff")
	for _, mark := range []byte("#=") {
		level := 0
		for level < len(trimmed) && trimmed[level] == mark {
			level++
		}
		if level == 0 || level > 6 {
			continue
		}
		rest := script.Trim(trimmed[level:])
		if rest == "" && mark == '#' {
			return Block{Level: level}
		}
		if rest != "" && (trimmed[level] == ' ' || trimmed[level] == '\t') && !(mark == '=' && rest[0] == '=') {
			return Block{Text: emphasis(anchor.ReplaceAllString(rest, "")), Level: level}
		}
	}
	return Block{Text: emphasis(line)}
}

// anchor is the name some dialects of Markdown give a heading, behind it.
var anchor = regexp.MustCompile(`\s*\{#[^{}]*\}$`)

// columnSpec is the line by which AsciiDoc begins a table.
var columnSpec = regexp.MustCompile(`^\[(?:cols|options|%)[^\]]*\]$`)

// emphasis takes Markdown's bold off a line that is bold as a whole.
func emphasis(s string) string {
	t := script.Trim(s)
	if len(t) > 4 && strings.HasPrefix(t, "**") && strings.HasSuffix(t, "**") && strings.Count(t, "**") == 2 {
		return t[2 : len(t)-2]
	}
	return s
}
