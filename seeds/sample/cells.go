package sample

import "strconv"

// Number is a value for Set: a number that stands in the page as written.
func Number(text string) *string { return &text }

// count is a plain cell that holds n.
func count(column string, n int) Cell {
	return plain(column, strconv.Itoa(n))
}

// plain is a cell whose text is its value.
func plain(column, text string) Cell {
	return Cell{Column: column, Text: text, Value: &text}
}

// signed is a cell as the 2019 form's 本年增/减 prints it: with its sign, where
// plus is wanted for growth too. A plus is no part of the number.
func signed(column string, n int, plus bool) Cell {
	c := count(column, n)
	if plus && n > 0 {
		c.Text = "+" + c.Text
	}
	return c
}

// counts pairs columns with numbers.
func counts(columns []string, numbers ...int) []Cell {
	cells := make([]Cell, len(numbers))
	for i, n := range numbers {
		cells[i] = count(columns[i], n)
	}
	return cells
}
