package grid

import (
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
		lines = append(lines, textLine(line))
	}
	return Flat(lines)
}

// textLine is one line, with a Markdown heading's level told and its marks
// taken off. Tabs are kept: they may separate cells.
func textLine(line string) Block {
	trimmed := strings.TrimLeft(line, " \u3000\ufeff")
	level := 0
	for level < len(trimmed) && trimmed[level] == '#' {
		level++
	}
	if level > 0 && level <= 6 && script.Trim(trimmed[level:]) == "" {
		return Block{Level: level}
	}
	if level > 0 && level <= 6 && level < len(trimmed) && (trimmed[level] == ' ' || trimmed[level] == '\t') {
		return Block{Text: emphasis(script.Trim(trimmed[level:])), Level: level}
	}
	return Block{Text: emphasis(line)}
}

// emphasis takes Markdown's bold off a line that is bold as a whole.
func emphasis(s string) string {
	t := script.Trim(s)
	if len(t) > 4 && strings.HasPrefix(t, "**") && strings.HasSuffix(t, "**") && strings.Count(t, "**") == 2 {
		return t[2 : len(t)-2]
	}
	return s
}
