package form

import (
	"math/rand/v2"
	"slices"
	"testing"

	"nianbao/extract/grid"
)

// turned exchanges the rows and columns of a drawn table.
func turned(s [][]box) [][]box {
	type placed struct {
		box
		row, col int
	}
	var all []placed
	taken := map[[2]int]bool{}
	width := 0
	for r, line := range s {
		c := 0
		for _, b := range line {
			b.down, b.wide = max(b.down, 1), max(b.wide, 1)
			for taken[[2]int{r, c}] {
				c++
			}
			for i := range b.down {
				for j := range b.wide {
					taken[[2]int{r + i, c + j}] = true
				}
			}
			all = append(all, placed{b, r, c})
			width = max(width, c+b.wide)
		}
	}
	out := make([][]box, width)
	slices.SortStableFunc(all, func(a, b placed) int { return a.row - b.row })
	for _, p := range all {
		out[p.col] = append(out[p.col], box{p.text, p.wide, p.down})
	}
	return out
}

// TestTablesPrintedSidewaysAreTurned exchanges rows and columns of each table,
// as a grid with spans, one without, and flattened.
func TestTablesPrintedSidewaysAreTurned(t *testing.T) {
	for seed := range uint64(40) {
		dice := rand.New(rand.NewPCG(seed, 7))
		outcomes := slices.Clone(outcomesPaper)
		for name, sheets := range map[string]func(d *drawing) [][][]box{
			"applications": func(d *drawing) [][][]box { return [][][]box{d.applications(applicationsPaper, shuffledColumns(dice))} },
			"reviews":      func(d *drawing) [][][]box { return [][][]box{d.review(outcomes)} },
			"disclosure": func(d *drawing) [][][]box {
				var out [][][]box
				for _, b := range pick(dice, [][]bandPaper{disclosurePaper2019, disclosurePaper2021}) {
					s := d.disclosure([]bandPaper{b})
					out = append(out, s[1:])
				}
				return out
			},
		} {
			d := drawnFrom(dice)
			var exact, ragged []*grid.Grid
			for _, s := range sheets(d) {
				g := drawn(turned(s))
				exact, ragged = append(exact, g), append(ragged, tabbed(g))
			}
			for how, grids := range map[string][]*grid.Grid{"with spans": exact, "flattened": ragged} {
				got := Lay(grids)
				sameCells(t, got, d.truth)
				noneShifted(t, got)
				if t.Failed() {
					t.Fatalf("seed %d: %s, %s", seed, name, how)
				}
			}
		}
	}
}

func pick[T any](dice *rand.Rand, from []T) T { return from[dice.IntN(len(from))] }
