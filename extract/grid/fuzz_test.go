package grid_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nianbao/extract/grid"
)

// FuzzText and FuzzHTML hold that any input gives well-formed blocks.
func FuzzText(f *testing.F) {
	for _, s := range []string{
		"# 甲\n| 乙 | 1 |\n|---|---|\n| 丙 | 2 |", "甲\t1\n乙\t\t2", "甲 |\n1 |\n||\n乙 |\n2", "+--+--+\n| 甲 | 1 |\n+--+--+", "行政许可 97\n行政处罚 0",
		"  --- ---\n  甲  1\n  --- ---", "| ", "｜｜\n｜", "— 4 —", "\t\n\t", "┌─┬─┐\n│甲│1│\n├─┼─┤\n│乙│2│\n└─┴─┘", "+--+--+\n|甲|1 |\n|  +--+\n|  |2 |\n+--+--+",
		"事项    甲    乙\n新收    1\n结转件  12    3", "甲\n1\n乙\n2\n3\n丙\n4", "甲\n|\n1\n|\n乙\n|\n|", "=== ===\n甲  1\n=== ===\n乙  2\n=== ===", "|\n\n|\n\n\n甲 |",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<20 {
			return
		}
		wellFormed(t, grid.Text(s))
	})
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		`<table><tr><td rowspan=0 colspan=9>甲<td>1<tr><td>2</table>`, `<table><tr><td><table><tr><td>甲<td>1</table></table>`, "<pre>甲\t1\n乙\t2</pre>",
		`<p style="white-space:pre">a | b</p>`, `<h1>甲<p>乙`, `<table><caption>甲<tr><td rowspan=3><td><tr></table>`, "<table><tr><td colspan=2147483648>甲",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		root, err := html.Parse(strings.NewReader(s))
		if err != nil || len(s) > 1<<20 {
			return
		}
		wellFormed(t, grid.HTML(root))
	})
}

// wellFormed fails where a position of an exact grid points to a cell that
// does not cover it, or a block is both a line and a grid.
func wellFormed(t *testing.T, blocks []grid.Block) {
	t.Helper()
	for _, b := range blocks {
		if b.Grid == nil {
			if strings.Contains(b.Text, "\n") {
				t.Errorf("a line of two lines: %q", b.Text)
			}
			continue
		}
		if b.Text != "" || len(b.Grid.Rows) == 0 {
			t.Errorf("a grid with text %q and %d rows", b.Text, len(b.Grid.Rows))
		}
		for r, row := range b.Grid.Rows {
			for c, cell := range row {
				if cell == nil {
					continue
				}
				if r < cell.Row || r >= cell.Row+cell.Rows || c < cell.Col || c >= cell.Col+cell.Cols {
					t.Fatalf("row %d column %d has the cell of row %d+%d column %d+%d", r, c, cell.Row, cell.Rows, cell.Col, cell.Cols)
				}
			}
		}
	}
}
