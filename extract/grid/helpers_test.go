package grid_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nianbao/extract/grid"
)

// show prints blocks one to a line: text as it is, a heading behind its level,
// a grid's rows as [a|b|c], with · for a position no cell covers and ^ or < for
// one that a cell covers from above or from the left.
func show(blocks []grid.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		switch {
		case block.Grid != nil:
			b.WriteString(showGrid(block.Grid))
		case block.Level > 0:
			b.WriteString(strings.Repeat("#", block.Level) + " " + block.Text + "\n")
		case strings.TrimSpace(block.Text) != "":
			b.WriteString(block.Text + "\n")
		}
	}
	return b.String()
}

func showGrid(g *grid.Grid) string {
	var b strings.Builder
	for r, row := range g.Rows {
		b.WriteByte('[')
		for c, cell := range row {
			if c > 0 {
				b.WriteByte('|')
			}
			switch {
			case cell == nil:
				b.WriteString("·")
			case g.Ragged || cell.Row == r && cell.Col == c:
				b.WriteString(strings.ReplaceAll(cell.Text, "\n", "/"))
			case cell.Row < r:
				b.WriteString("^")
			default:
				b.WriteString("<")
			}
		}
		b.WriteString("]\n")
	}
	return b.String()
}

func readHTML(t *testing.T, page string) []grid.Block {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return grid.HTML(root)
}

type reading struct{ name, in, want string }

func checkHTML(t *testing.T, cases []reading) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := show(readHTML(t, c.in)); got != c.want {
				t.Errorf("read as\n%swant\n%s", got, c.want)
			}
		})
	}
}

func checkText(t *testing.T, cases []reading) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := show(grid.Text(c.in)); got != c.want {
				t.Errorf("read as\n%swant\n%s", got, c.want)
			}
		})
	}
}
