package grid

import "fmt"

// rowFlow gathers the blocks of a document that comes as a stream of lines,
// ends of cells and ends of rows.
type rowFlow struct {
	out       *wordFlow   // outside of tables
	in        *wordFlow   // the cell being read
	inside    bool        // a table is open
	cells     []*wordFlow // of the row being read
	rows      []edgedRow
	positions int
	total     int // cells so far
}

func newRowFlow() *rowFlow { return &rowFlow{out: &wordFlow{}, in: &wordFlow{}} }

// text adds a character. Where it stands, in a cell or outside, shows at the
// end of its paragraph: until then it is taken for the cell's.
func (f *rowFlow) text(c rune) { f.in.line.WriteRune(c) }

// line ends a line.
func (f *rowFlow) line() { f.in.flush() }

// leave ends a paragraph outside of any table.
func (f *rowFlow) leave() error {
	if f.inside {
		if err := f.close(); err != nil {
			return err
		}
	}
	f.out.blocks = append(f.out.blocks, f.in.blocks...)
	f.in = &wordFlow{}
	return nil
}

// maxCells bounds the cells of one document.
const maxCells = 400_000

// cell ends a cell.
func (f *rowFlow) cell() {
	f.inside = true
	f.cells, f.in = append(f.cells, f.in), &wordFlow{}
}

// row ends a row. The widths come with it; a row that says nothing of them has
// cells of one column each.
func (f *rowFlow) row(r *docRow) error {
	f.inside = true
	cells := f.cells
	f.cells, f.in = nil, &wordFlow{}
	if f.total += len(cells); f.total > maxCells {
		return fmt.Errorf("read tables: %d cells: %w", f.total, ErrTooLarge)
	}
	if r == nil {
		r = &docRow{}
	}
	e := edgedRow{left: r.left}
	right := r.left
	for i, flow := range cells {
		c := edgedCell{wordCell: wordCell{flow: flow, cols: 1}}
		if i < len(r.cells) {
			right = max(right, r.cells[i].right)
			c.merge, c.wordCell.left = r.cells[i].merge, r.cells[i].left
		} else {
			right += 1000
		}
		c.right = right
		e.cells = append(e.cells, c)
	}
	if len(e.cells) > 0 {
		f.rows = append(f.rows, e)
	}
	return nil
}

// close ends a table.
func (f *rowFlow) close() error {
	f.inside = false
	if len(f.cells) > 0 { // a row without an end
		if err := f.row(nil); err != nil {
			return err
		}
		f.inside = false
	}
	rows := f.rows
	f.rows = nil
	if len(rows) == 0 {
		return nil
	}
	blocks, err := wordTable(columned(rows), &f.positions)
	f.out.blocks = append(f.out.blocks, blocks...)
	return err
}

// finish ends the document.
func (f *rowFlow) finish() ([]Block, error) {
	f.line()
	rest := f.in.blocks
	f.in = &wordFlow{}
	if err := f.close(); err != nil {
		return nil, err
	}
	return Flat(append(f.out.blocks, rest...)), nil
}
