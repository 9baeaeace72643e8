// Package store is the archive: one bbolt file, one writer.
//
// Three classes of records never mix. Source: blobs (bodies, once each by
// SHA-256), captures (one per request made) and runs; never rewritten.
// Derived: reports, their versions, indexes and the change log; reparse can
// drop and rebuild them. State: what the frontier keeps, opaque here.
//
// There is one write path: Apply takes an envelope, which is everything one
// answer brings, and commits it whole or not at all.
package store
