// Package form holds the statutory forms as data and lays grids on to them.
//
// A form is one table of the annual report in one of its official versions:
// rows and columns with their keys and printed labels. Laying a grid on to a
// form reads labels, never positions alone, and yields a table: keyed rows of
// keyed cells, each a number as printed or null, with notes on every cell that
// is not a plain number.
package form
