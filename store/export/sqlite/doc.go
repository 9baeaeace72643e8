// Package sqlite writes SQLite databases.
//
// A database of reports has a table of reports and tables of their sections,
// cells, findings and attachments that refer to it, and a full-text index. A
// cell stands under its place, which is a row of the table of places; the view
// tidy_cells puts both and the report together. Any other rows make one table.
//
// A database is written without a journal, so its name must not be one that
// anybody reads before Write has come back.
package sqlite
