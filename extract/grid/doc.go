// Package grid turns any rendering of a report into one shape: a sequence of
// blocks, each a line of text or a grid.
//
// A grid is a table with its spans resolved: every position points to the cell
// that covers it. Renderings without spans (tabs, pipes, Markdown) give ragged
// grids, whose positions mean order only.
package grid
