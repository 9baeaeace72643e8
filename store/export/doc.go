// Package export writes what the archive holds in formats other programs read.
package export
