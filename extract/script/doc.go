// Package script handles what mirrors and scripts do to Chinese text:
// Traditional characters folded to Simplified, phonetic annotations in
// brackets removed, and the normal form in which two renderings of one
// document are the same.
package script
