// Package store is the archive: one bbolt file, one writer.
//
// Three classes of records never mix. Source: blobs (bodies, once each by
// SHA-256), captures (one per request made), runs and host ids; never
// rewritten. Derived: pages, reports, their versions, indexes and the change
// log; reparse can drop and rebuild them. State: what the frontier keeps,
// opaque here.
//
// There is one write path: Apply takes an envelope, which is everything one
// answer brings, and commits it whole or not at all.
//
// A page is what is known of one URL over all its captures. Its version is
// what a run of captures had in common: text and cells. Every read is a short
// transaction; a walk over the archive is many of them, so that it never keeps
// the writer from reusing space, and may see later records than it began with.
//
// A dictionary is a body that others are packed against. Verify checks all of
// an archive, Repair puts derived records right from source ones, Backup copies
// it while it is written to, Compact writes it anew, Migrate brings it to the
// format of this program.
package store
