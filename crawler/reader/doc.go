// Package reader runs the programs of others that read files this project
// does not read itself: poppler's pdftotext for PDF, catdoc for old Word
// files.
//
// A reading is what such a program said, with its name and version, so that it
// can be kept beside the file and read again without the program. The files
// come from the network and are hostile: every run is bounded in time, memory,
// processor time and output, has a folder and an environment of its own, and
// is killed with all its children when it is over or not wanted any more. The
// programs are handed a local file and open no connection.
//
// This package understands nothing of what it brings.
package reader
