package grid

import (
	"slices"
	"strings"

	"nianbao/extract/script"
)

// maxAligned bounds the lines of a table that is aligned by spaces.
const maxAligned = 400

// alignedTable reads a table whose columns are aligned by spaces, the first n
// lines. It is an exact grid, or nil where alignment proves no columns: blanks
// between its values are blank cells.
func alignedTable(lines []Block) *Grid {
	if len(lines) > maxAligned {
		return nil
	}
	for _, m := range []metric{displayWidth, oneColumn} {
		var parted [][]strip
		var source []string
		for _, b := range lines {
			if script.Trim(b.Text) != "" {
				parted, source = append(parted, strips(b.Text, m)), append(source, b.Text)
			}
		}
		if found := bands(parted, m); found != nil {
			return placed(parted, found, source)
		}
	}
	return nil
}

// placed makes an exact grid of strips. Its columns are those of the values,
// and one for each place where other texts begin that are over none of these.
func placed(lines [][]strip, found []band, source []string) *Grid {
	starts := make([]int, 0, len(found))
	for _, b := range found {
		starts = append(starts, b.at)
	}
	for _, line := range lines {
		for _, p := range line {
			if from, to := reach(p, found); from == to {
				starts = append(starts, p.at)
			}
		}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	if len(starts) > maxColumns {
		return nil
	}
	g := &Grid{Rows: make([][]*Cell, len(lines)), Lines: source}
	for r, line := range lines {
		row := make([]*Cell, len(starts))
		for _, p := range line {
			c := &Cell{Text: strings.TrimSpace(p.text), Row: r, Rows: 1, Cols: 1}
			if from, to := reach(p, found); from < to {
				c.Col, _ = slices.BinarySearch(starts, found[from].at)
				last, _ := slices.BinarySearch(starts, found[to-1].at)
				c.Cols = last - c.Col + 1
			} else {
				c.Col, _ = slices.BinarySearch(starts, p.at)
			}
			for i := c.Col; i < c.Col+c.Cols; i++ {
				row[i] = c
			}
		}
		g.Rows[r] = trim(row)
	}
	return g
}
