// Package search finds reports by words and by what they are.
//
// The index is an SQLite file beside the archive. It is fed by the archive's
// change log and holds nothing of its own: it may be deleted at any time, also
// while it is used, and is then built again. A gram is one or two neighbouring
// characters of a text in normal form; a facet is a property a report is found
// by; a tally counts reports by what they are.
//
// A word of any length is found: of one or two characters by its gram, a longer
// one by all of its grams, and then in the text itself.
package search
