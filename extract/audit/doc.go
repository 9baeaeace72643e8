// Package audit checks a report against the arithmetic the forms state and
// against itself.
//
// A rule has a name, a severity, and a message in Chinese and English; a
// finding is one place where a rule does not hold. Findings stand beside the
// report, never instead of it, and nothing here repairs a number.
package audit
