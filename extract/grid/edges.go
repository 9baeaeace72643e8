package grid

import (
	"slices"
	"sort"
)

// Word's older formats say of a cell where its right edge is, not which columns
// it spans. The columns of a table are what the edges of all its rows make
// together.

// edgedCell is a cell with its right edge, in twips (1/1440 inch).
type edgedCell struct {
	wordCell
	right int
}

// edgedRow is a row with the edge its first cell begins at.
type edgedRow struct {
	left  int
	cells []edgedCell
}

// edgeSlack is how far apart edges of one column may be, in twips: programs
// round, and people drag.
const edgeSlack = 60

// columned gives each cell the columns it spans.
func columned(rows []edgedRow) [][]wordCell {
	var all []int
	for _, r := range rows {
		all = append(all, r.left)
		for _, c := range r.cells {
			all = append(all, c.right)
		}
	}
	edges := clustered(all)
	out := make([][]wordCell, len(rows))
	for i, r := range rows {
		at := edgeAt(edges, r.left)
		if at > 0 {
			out[i] = append(out[i], wordCell{flow: &wordFlow{}, cols: at})
		}
		for _, c := range r.cells {
			next := max(edgeAt(edges, c.right), at+1)
			c.cols = min(next-at, maxColumns)
			out[i] = append(out[i], c.wordCell)
			at = next
		}
	}
	return out
}

// clustered sorts positions and keeps one of those that lie close together.
func clustered(all []int) []int {
	slices.Sort(all)
	var edges []int
	for _, x := range all {
		if len(edges) == 0 || x-edges[len(edges)-1] > edgeSlack {
			edges = append(edges, x)
		}
	}
	return edges
}

// edgeAt is the number of the edge a position belongs to.
func edgeAt(edges []int, x int) int {
	return max(0, sort.SearchInts(edges, x+1)-1)
}
