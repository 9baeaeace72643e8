// Package passage finds what one report has word for word from another: a
// passage left over from another agency's report, or from last year's.
//
// A sentence is compared by its print, a hash of its normal form without
// figures and without the agency's own name, so that a passage is recognised
// where the copyist changed just these. Sentences the law prescribes, and short
// ones, have no print. Which reports share a print is for an index to say; what
// that means is decided here.
package passage
