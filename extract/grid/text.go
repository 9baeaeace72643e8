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
	return Flat(lines)
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
