package form

import (
	"encoding/json"
	"strings"
	"testing"

	"nianbao/extract/grid"
)

// gridOf reads a grid from fuzzed text: a row on each line, cells parted by
// bars; one that begins with < is the cell before, one with ^ the cell above.
func gridOf(s string, ragged, packed bool) *grid.Grid {
	g := &grid.Grid{Ragged: ragged, Packed: packed}
	for r, line := range strings.Split(s, "\n") {
		var row []*grid.Cell
		for c, text := range strings.Split(line, "|") {
			switch {
			case strings.HasPrefix(text, "<") && c > 0 && !ragged:
				row = append(row, row[c-1])
				row[c].Cols++
				continue
			case strings.HasPrefix(text, "^") && r > 0 && c < len(g.Rows[r-1]) && !ragged:
				row = append(row, g.Rows[r-1][c])
				row[c].Rows++
				continue
			}
			row = append(row, &grid.Cell{Text: text, Row: r, Col: c, Rows: 1, Cols: 1})
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func written(g *grid.Grid) string {
	var b strings.Builder
	for _, row := range g.Rows {
		for c, cell := range row {
			if c > 0 {
				b.WriteByte('|')
			}
			if cell != nil {
				b.WriteString(cell.Text)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// FuzzLay holds that laying never panics, that a number is read only where a
// cell of the grid prints it, that every cell is a number or has a note, and
// that what is read comes back from JSON as it was.
func FuzzLay(f *testing.F) {
	d := counted()
	for _, g := range grids(d.disclosure(disclosurePaper2019), applicationsIn(d), d.review(outcomesPaper)) {
		f.Add(written(g), written(tabbed(g)), false, false)
		f.Add(written(tabbed(g)), "", true, false)
		f.Add(written(tabbed(g)), "", true, true)
	}
	f.Add(written(raggedOf(d.statRows(1, 2))), "1|2|3", true, false)
	f.Add("行政复议|<|<\n结果维持|^|总计\n1|2", "1|2|3|4|5", false, false)
	f.Fuzz(func(t *testing.T, first, second string, ragged, packed bool) {
		if len(first)+len(second) > 20_000 {
			return
		}
		sheets := []*grid.Grid{gridOf(first, ragged, packed), gridOf(second, !ragged, false)}
		got := Lay(sheets)
		printed := map[Number]bool{}
		for _, g := range sheets {
			for _, row := range g.Rows {
				for _, c := range row {
					for _, q := range []quantity{count, money, either} {
						for _, shift := range []int{0, -1, -2, -4, 4} {
							if r := readCell(c.Text, q, shift); r.Value != nil {
								printed[*r.Value] = true
							}
						}
					}
				}
			}
		}
		read := readings(got)
		for key, r := range read {
			switch {
			case r.Value != "null" && !printed[Number(r.Value)]:
				t.Fatalf("%s is %s, which no cell prints", key, r.Value)
			case r.Value == "null" && r.State == Plain:
				t.Fatalf("%s is null without a note", key)
			}
		}
		for _, n := range got.Notes {
			if read[n.Table+"|"+n.Row+"|"+n.Column].Value == "" {
				t.Fatalf("a note on a cell that is not there: %v", n)
			}
		}
		out, err := json.Marshal(got.Tables)
		if err != nil {
			t.Fatal(err)
		}
		var back Tables
		if err := json.Unmarshal(out, &back); err != nil {
			t.Fatal(err)
		}
		if again, _ := json.Marshal(back); string(again) != string(out) {
			t.Fatalf("%s comes back as %s", out, again)
		}
	})
}
