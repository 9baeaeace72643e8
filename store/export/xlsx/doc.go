// Package xlsx writes workbooks for Excel and its like.
//
// A workbook of reports has one sheet of reports, one of each statutory table
// with a wide row for each report and table row, and one of findings; its
// headers are what the forms print. Any other rows make one sheet.
//
// A sheet holds what fits: past Excel's limit of rows writing is refused, as
// soon as it is known. What stands in a workbook is exact: numbers are shown
// with the decimals that are printed, a blank cell is empty, and what a cell
// holds besides a number is in the row's last column.
package xlsx
