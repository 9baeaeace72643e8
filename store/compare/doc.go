// Package compare says what two reports, or two versions of one, say otherwise:
// fields, sentences of the text, cells of the tables, findings, attachments. It
// is pure: report lines in, a Difference out.
package compare
