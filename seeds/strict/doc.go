// Package strict reads the YAML files people write by hand, and refuses what
// it does not understand with file, line and key.
//
// A file is one document; a node is one value in it with the place where it
// stands. Reading a node that is not what is asked for notes a fault and
// returns the zero value, so that a loader reads straight through and asks for
// the faults once, at the end. Anchors, aliases, merge keys and tags are
// refused: a file must mean what it shows.
package strict
