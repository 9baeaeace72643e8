// Package reparse reads what the archive holds again, with today's parser and
// without the network.
//
// Each version of a report is read off the capture it was read off before. A
// page comes to the archive whole, in the order of the archive, with a note of
// how far the work is: so it goes on where it was, whatever ended it, and what
// it says at its end is of all it did. It adds no version and no capture.
package reparse
