// Package reading reads what a page says together with what stands outside of
// its bytes: what a program said of a file (words), and the page's files that
// the archive has.
//
// Words are made once, where a file arrives, and kept; a page is read from the
// archive alone, as often as one likes.
package reading
