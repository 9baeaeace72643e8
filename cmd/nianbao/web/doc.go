// Package web shows an archive in a browser and over an HTTP API.
//
// A page is HTML for people, in Chinese or English, usable without scripts: it
// has none. An answer is JSON for programs, of the same views. A view is what
// both show, read off the archive and the search index. An archived page is
// hostile, and served as such: sandboxed, without scripts, forms or anything
// loaded from elsewhere.
//
// The package only reads. Nothing a request holds ever names a file.
package web
