// Package warc reads and writes WARC files (WARC/1.1, which is ISO 28500:2017;
// 1.0 and the drafts before it are read too).
//
// A record is a header of named fields and a block of bytes. A message is what
// the block of a request, response or revisit holds: an HTTP head and a body. An
// exchange is what one request brought: the records that name each other as
// concurrent. A note is the record by which an archive's captures keep, in a
// WARC, what the format has no field for.
//
// The reader takes what other programs write: a gzip member for each record or
// one for all of them, bare line feeds, addresses in angle brackets, no digest
// or any. It is strict about what a page may not lose: a block that is cut, or
// that is not what its digest says, is told, never handed out as whole. Memory
// is bounded by the limits of the calls, whatever a file claims.
package warc
