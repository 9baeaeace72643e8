// Package intake takes pages in that others saved, as if they had been fetched:
// files, and the records of WARC files.
//
// A page is what is taken in: a capture, its body, and whether reports are
// looked for in it. A refusal is a page that should have been taken in and could
// not be; what was never meant to be (an image, a style sheet) is passed over,
// and counted.
//
// Pages are read in parallel and committed by the archive's one write path; the
// captures of one URL keep the order they came in. What the archive has already
// is known by its URL, time and bytes (for a file, which has no time, by URL and
// bytes), and is not taken in again. The address of a page is that of its
// record; of a file what the file itself says of it, and else its place below
// the path given. Nothing is asked of the network.
package intake
