package extract

import (
	"nianbao/extract/grid"
	"nianbao/extract/script"
)

// line is a block with what is read off its text, each once and when it is
// first asked for.
type line struct {
	grid.Block
	normal  string
	title   heading
	opening bool // title is that of a section
	normed  bool
	read    bool
}

func newLines(blocks []grid.Block) []line {
	lines := make([]line, len(blocks))
	for i, b := range blocks {
		lines[i].Block = b
	}
	return lines
}

// norm is the normal form of the text; of a grid, of each cell once.
func (l *line) norm() string {
	if !l.normed {
		l.normal, l.normed = script.Normal(blockText(l.Block)), true
	}
	return l.normal
}

// heading reads the line as the heading of a section; a grid is none.
func (l *line) heading() (heading, bool) {
	if !l.read && l.Grid == nil {
		l.title, l.opening = readHeading(l.Block)
		l.read = true
	}
	return l.title, l.opening
}

// numbered tells the heading of one of the form's own sections.
func (l *line) numbered() bool {
	h, ok := l.heading()
	return ok && h.number != nil
}
