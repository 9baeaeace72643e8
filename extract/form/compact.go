package form

import (
	"bytes"
	"strings"
)

// readCompact reads a table as MarshalJSON writes it: without white space,
// without escapes, in the order of the forms. It tells false of anything else,
// be it JSON or not. An archive holds millions of them.
func readCompact(b []byte) (Table, bool) {
	// Every key and number is a piece of one text; a colon stands before each
	// cell and each row.
	n := bytes.Count(b, []byte{':'})
	r := compactTable{text: string(b), cells: make([]Cell, 0, n), numbers: make([]Number, 0, n)}
	if !r.next('{') {
		return nil, false
	}
	t := make(Table, 0, bytes.Count(b, []byte{'{'}))
	for !r.next('}') {
		if len(t) > 0 && !r.next(',') {
			return nil, false
		}
		row, ok := r.row()
		if !ok {
			return nil, false
		}
		t = append(t, row)
	}
	return t, r.text == "" && t.sorted()
}

// compactTable is what is left of a table's text, and room for what is read.
type compactTable struct {
	text    string
	cells   []Cell
	numbers []Number
}

// next takes one byte, if it comes next.
func (r *compactTable) next(c byte) bool {
	if r.text == "" || r.text[0] != c {
		return false
	}
	r.text = r.text[1:]
	return true
}

// row reads "key":{"column":value,…}.
func (r *compactTable) row() (Row, bool) {
	key, ok := r.key()
	if !ok || !r.next('{') {
		return Row{}, false
	}
	first := len(r.cells)
	for !r.next('}') {
		if len(r.cells) > first && !r.next(',') {
			return Row{}, false
		}
		column, ok := r.key()
		if !ok {
			return Row{}, false
		}
		value, ok := r.value()
		if !ok {
			return Row{}, false
		}
		r.cells = append(r.cells, Cell{column, value})
	}
	if len(r.cells) == first {
		return Row{Key: key}, true
	}
	return Row{Key: key, Cells: r.cells[first:len(r.cells):len(r.cells)]}, true
}

// key reads "key": of plain characters.
func (r *compactTable) key() (string, bool) {
	if !r.next('"') {
		return "", false
	}
	for i := 0; i < len(r.text); i++ {
		switch c := r.text[i]; {
		case c == '"':
			key := r.text[:i]
			r.text = r.text[i+1:]
			return key, r.next(':')
		case c < ' ' || c == '\\' || c >= 0x80:
			return "", false
		}
	}
	return "", false
}

// value reads null or a whole or decimal number; one with an exponent is read
// elsewhere.
func (r *compactTable) value() (*Number, bool) {
	if rest, ok := strings.CutPrefix(r.text, "null"); ok {
		r.text = rest
		return nil, true
	}
	end := 0
	if end < len(r.text) && r.text[end] == '-' {
		end++
	}
	whole := end
	end = digitsFrom(r.text, end)
	if end == whole || r.text[whole] == '0' && end > whole+1 {
		return nil, false // RFC 8259 section 6: no leading zeros
	}
	if end < len(r.text) && r.text[end] == '.' {
		point := end + 1
		if end = digitsFrom(r.text, point); end == point {
			return nil, false
		}
	}
	r.numbers = append(r.numbers, Number(r.text[:end]))
	r.text = r.text[end:]
	return &r.numbers[len(r.numbers)-1], true
}

// digitsFrom is where digits that begin at a place end.
func digitsFrom(s string, at int) int {
	for at < len(s) && s[at] >= '0' && s[at] <= '9' {
		at++
	}
	return at
}
