// Package sample is a portal of made-up agencies on loopback, rendered from
// data the way real content systems render, quirks included. The demo crawls
// it, and tests use it as their server: it logs every request with arrival
// and end, and faults can be switched on.
//
// A document is one annual report as data: sections, and tables as rows of
// cells, each with what is printed and the number that must be read. A quirk
// changes a document as real pages are changed, and says which findings that
// must give. A rendering prints a document's body; a theme puts chrome round
// it. The truth is what must be read off a page; it comes from the document,
// never from a parser.
//
// It writes the forms' labels itself and imports nothing of extract, so that a
// mistake there shows. Every name of a place or body is fictional.
package sample
