package form

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

// frame is where the value columns of an applications table are: fixed places
// in an exact grid; in a ragged one a first cell that depends on how many
// labels stand before it.
type frame struct {
	width   int
	window  []span1 // exact grid
	extra   []span1 // exact grid: columns that are not the form's, as 备注
	starts  votes   // ragged grid: by the column behind the label
	aligned []span1 // ragged grid: where every cell is in its place
	packed  bool    // ragged grid: values follow their label at once
	dense   bool    // ragged grid: blanks may have been lost
	summed  bool    // ragged grid: a row must add up to be complete
}

// exactFrame finds the value columns of an exact grid: where most complete
// rows have their numbers, else where the header names them, else where the
// table before had them.
func exactFrame(rows []applicant, head applicationHead, before []span1) frame {
	f := frame{width: len(head.keys), extra: head.extra}
	var seen []sight
	for _, r := range rows {
		cells := r.cells
		if !complete(cells, f.width) {
			cells = outside(cells, f.extra)
		}
		if !complete(cells, f.width) {
			continue
		}
		at := slices.IndexFunc(seen, func(s sight) bool { return stands(cells, s.window) })
		if at < 0 {
			at, seen = len(seen), append(seen, sight{window: windowOf(cells)})
		}
		seen[at].rows++
	}
	best := sight{}
	for _, s := range seen {
		if s.rows > best.rows || s.rows == best.rows && slices.Equal(s.window, head.spans) {
			best = s
		}
	}
	switch {
	case best.rows > 1 || best.rows == 1 && len(rows) == 1:
		f.window = best.window
	case len(head.spans) > 0:
		f.window = head.spans
	case len(before) > 0 && !slices.ContainsFunc(rows, func(r applicant) bool { return r.behind > before[0].col }):
		f.window = before
	case best.rows == 1:
		f.window = best.window
	default:
		f.window = byCells(rows, f.width)
	}
	if !slices.Equal(f.window, head.spans) {
		f.extra = nil // the header does not stand where the numbers do
	}
	return f
}

// sight is a place where complete rows have their numbers.
type sight struct {
	window []span1
	rows   int
}

// complete tells a row with a value in each of the form's columns, side by
// side.
func complete(cells []token, width int) bool {
	filled, last := 0, -1
	for i := range cells {
		t := &cells[i]
		switch {
		case t.kind == empty:
			continue
		case t.kind != value || last >= 0 && t.col != cells[last].end():
			return false
		}
		filled, last = filled+1, i
	}
	return filled == width
}

// stands tells whether the values of a row are where a window has them.
func stands(cells []token, window []span1) bool {
	at := 0
	for i := range cells {
		t := &cells[i]
		if t.kind == empty {
			continue
		}
		if at == len(window) || window[at] != (span1{t.col, t.end()}) {
			return false
		}
		at++
	}
	return at == len(window)
}

// windowOf is where the values of a row are.
func windowOf(cells []token) []span1 {
	w := make([]span1, 0, len(cells))
	for i := range cells {
		if t := &cells[i]; t.kind != empty {
			w = append(w, span1{t.col, t.end()})
		}
	}
	return w
}

// outside leaves out the cells that stand below other headers than the form's.
func outside(cells []token, extra []span1) []token {
	if len(extra) == 0 {
		return cells
	}
	return slices.DeleteFunc(slices.Clone(cells), func(t token) bool {
		return slices.ContainsFunc(extra, func(e span1) bool { return t.col >= e.col && t.end() <= e.end })
	})
}

// byCells takes the places of the cells of a row that has as many as the form,
// blank or not.
func byCells(rows []applicant, width int) []span1 {
	for _, r := range rows {
		if len(r.cells) != width {
			continue
		}
		var w []span1
		for _, t := range r.cells {
			w = append(w, span1{t.col, t.end()})
		}
		return w
	}
	return nil
}

// votes count where rows begin their values, by the column behind the label.
type votes map[int]map[int]int

// most is the commonest start behind a column, and how many rows have it.
func (v votes) most(behind int) (start, n int) {
	start = -1
	for s, count := range v[behind] {
		if count > n || count == n && s > start {
			start, n = s, count
		}
	}
	return start, n
}

// usual is the commonest start of all rows.
func (v votes) usual() int {
	all := map[int]int{}
	for _, starts := range v {
		for s, n := range starts {
			all[s] += n
		}
	}
	start, _ := votes{0: all}.most(0)
	return start
}

// raggedFrame learns where values begin behind labels, from the rows that have
// a first and a last value. In a packed grid they follow the label at once; in
// one whose header names the columns where those rows have their values, every
// cell is in its place.
func raggedFrame(rows []applicant, head applicationHead, packed, dense bool) frame {
	width := len(head.keys)
	f := frame{width: width, packed: packed, dense: dense, starts: votes{}}
	for _, r := range rows {
		filled := filledCells(r.cells)
		if len(filled) < 2 || filled[len(filled)-1].col-filled[0].col != width-1 {
			continue // only a first and a last value pin the row down
		}
		if f.starts[r.behind] == nil {
			f.starts[r.behind] = map[int]int{}
		}
		f.starts[r.behind][filled[0].col]++
	}
	if len(head.spans) > 0 && !dense && f.starts.only(head.spans[0].col) && allLie(rows, head.spans) {
		f.aligned = head.spans
	}
	return f
}

// only tells whether no row begins its values at another column.
func (v votes) only(col int) bool {
	for _, starts := range v {
		for s := range starts {
			if s != col {
				return false
			}
		}
	}
	return true
}

// allLie tells whether every row has its cells below the window's columns, but
// for one that may be shifted.
func allLie(rows []applicant, window []span1) bool {
	outside := 0
	for _, r := range rows {
		if _, ok := lie(r.cells, window); !ok {
			outside++
		}
	}
	return outside <= 1
}

// windows are the places where the values of a ragged row may begin, commonest
// first; none where the other rows do not tell.
func (f frame) windows(behind int) []int {
	if len(f.aligned) > 0 && f.aligned[0].col >= behind {
		return []int{f.aligned[0].col}
	}
	if f.packed && (len(f.starts) == 0 || f.starts[behind][behind] > 0) {
		return []int{behind}
	}
	if len(f.starts[behind]) > 0 {
		starts := slices.Collect(maps.Keys(f.starts[behind]))
		slices.SortFunc(starts, func(a, b int) int {
			return cmp.Or(f.starts[behind][b]-f.starts[behind][a], b-a)
		})
		return starts
	}
	// rows whose labels take other numbers of cells agree on a distance from
	// the label, or on a column
	columns, gaps := map[int]bool{}, map[int]bool{}
	for b := range f.starts {
		s, _ := f.starts.most(b)
		columns[s], gaps[s-b] = true, true
	}
	switch {
	case len(gaps) == 1:
		for g := range gaps {
			return []int{behind + g}
		}
	case len(columns) == 1:
		for c := range columns {
			if c >= behind {
				return []int{c}
			}
		}
	}
	return nil
}

func filledCells(cells []token) []token {
	filled := 0
	for i := range cells {
		if cells[i].kind != empty {
			filled++
		}
	}
	if filled == len(cells) {
		return cells
	}
	out := make([]token, 0, filled)
	for i := range cells {
		if cells[i].kind != empty {
			out = append(out, cells[i])
		}
	}
	return out
}

// read tells which cell of a row stands under which column, and whether the
// row stands one column off. ok is false where more than one reading is
// possible, or none.
func (f frame) read(r applicant) (cells []*token, shifted, ok bool) {
	if f.starts != nil {
		return f.readRagged(r)
	}
	if f.window == nil {
		return f.unframed(r)
	}
	row := outside(r.cells, f.extra)
	if cells, ok := lie(row, f.window); ok {
		return cells, false, true
	}
	return shift(row, f.window, breaksSum)
}

// readRagged reads a row whose places are known only from the rows like it.
func (f frame) readRagged(r applicant) (cells []*token, shifted, ok bool) {
	filled := filledCells(r.cells)
	if f.dense && slices.ContainsFunc(filled, func(t token) bool { return t.kind != value }) {
		return nil, false, false
	}
	if f.summed && len(filled) == f.width && breaksSum(pointers(filled)) {
		return nil, false, false
	}
	if len(filled) == f.width && filled[f.width-1].col-filled[0].col == f.width-1 {
		start, n := f.starts.most(r.behind)
		alone := f.starts[r.behind][filled[0].col] == 1
		usual := n > 2 || n == 2 && start == f.starts.usual()
		return pointers(filled), alone && usual && start != filled[0].col && !f.dense, true
	}
	if f.dense && len(filled) > 0 {
		return nil, false, false
	}
	starts := f.windows(r.behind)
	if len(starts) == 0 {
		return f.unframed(r)
	}
	var found [][]*token
	for _, start := range starts {
		if cells, fits := lie(r.cells, f.from(start)); fits {
			found = append(found, cells)
		}
	}
	switch len(found) {
	case 0:
		return shift(r.cells, f.from(starts[0]), breaksSum)
	case 1:
		return found[0], false, true
	}
	if v := f.starts[r.behind]; v[starts[0]] > 3*v[starts[1]] {
		cells, ok := lie(r.cells, f.from(starts[0]))
		return cells, false, ok
	}
	return nil, false, len(filled) == 0
}

// from is the window of a ragged row whose values begin at a column.
func (f frame) from(start int) []span1 {
	window := make([]span1, f.width)
	for c := range window {
		window[c] = span1{start + c, start + c + 1}
	}
	return window
}

// unframed reads a row of a table without one complete row: by order, where
// the row has exactly as many cells as the form has columns.
func (f frame) unframed(r applicant) (cells []*token, shifted, ok bool) {
	filled := filledCells(r.cells)
	switch {
	case len(filled) == f.width:
		return pointers(filled), false, true
	case len(filled) == 0:
		return make([]*token, f.width), false, true
	case len(r.cells) == f.width:
		return pointers(r.cells), false, true
	}
	return nil, false, false
}

// lie sorts cells below the window's columns; ok is false where a cell that
// holds something lies outside or two share a column.
func lie(row []token, window []span1) (cells []*token, ok bool) {
	cells = make([]*token, len(window))
	for i := range row {
		t := &row[i]
		if t.kind == empty {
			continue
		}
		at := -1
		for c, w := range window {
			if t.col < w.end && t.end() > w.col {
				at = c
				break
			}
		}
		if at < 0 || cells[at] != nil {
			return nil, false
		}
		cells[at] = t
	}
	return cells, true
}

// shift tries the row one column to the left and to the right, and takes the
// only reading that has a cell, blank or not, for each column of the form and
// makes no sum worse.
func shift(row []token, window []span1, worse func([]*token) bool) (cells []*token, shifted, ok bool) {
	var found [][]*token
	for _, by := range []int{-1, 1} {
		moved := make([]token, len(row))
		copy(moved, row)
		for i := range moved {
			moved[i].col += by
		}
		if cells, fits := lie(moved, window); fits && eachUnder(moved, window) && !worse(cells) {
			found = append(found, cells)
		}
	}
	if len(found) != 1 {
		return nil, false, false
	}
	return found[0], true, true
}

// eachUnder tells whether each of the window's columns has one cell below it,
// blank or not.
func eachUnder(row []token, window []span1) bool {
	for _, w := range window {
		n := 0
		for i := range row {
			if t := &row[i]; t.col < w.end && t.end() > w.col {
				n++
			}
		}
		if n != 1 {
			return false
		}
	}
	return true
}

// breaksSum tells whether the last cell is there and is not the sum of the
// others. It looks at whole numbers only, which is what the table holds.
func breaksSum(cells []*token) bool {
	last := cells[len(cells)-1]
	if last == nil {
		return false
	}
	total, ok := whole(*last)
	if !ok {
		return false
	}
	sum := 0
	for _, c := range cells[:len(cells)-1] {
		if c == nil {
			continue
		}
		n, ok := whole(*c)
		if !ok {
			return false
		}
		sum += n
	}
	return sum != total
}

func pointers(row []token) []*token {
	cells := make([]*token, len(row))
	for i := range row {
		cells[i] = &row[i]
	}
	return cells
}

// whole reads a token as a whole number; blanks and strokes count as 0.
func whole(t token) (int, bool) {
	r := ReadCell(t.text, false, 0)
	if r.Value == nil {
		return 0, t.kind == empty || r.State == Dash
	}
	n, err := strconv.Atoi(string(*r.Value))
	return n, err == nil
}
