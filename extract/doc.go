// Package extract turns the bytes of one page into a report.
//
// It is pure: no network, no clock, no store, no state between calls. A page
// is bytes and what is known about them; a report is what was read off it:
// kind, agency, year, sections, the statutory tables cell by cell, and the
// findings. Nothing is guessed: what does not fit is null and noted.
//
// Below it: charset (bytes → text), script (Traditional, annotations, normal
// form), grid (any rendering → paragraphs and grids), form (the statutory
// forms as data, and laying a grid on to them), audit (rules → findings).
package extract
