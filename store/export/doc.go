// Package export writes what the archive holds in formats other programs read.
//
// A line is one JSON object without a line end. A file appears whole or not at
// all: it is written beside its name, synced and renamed.
package export
