package strict

import (
	"strconv"
	"strings"
)

// maxFaults is how many faults of one file are reported. Past it they are
// mostly one mistake seen again and again.
const maxFaults = 10

// Error is one fault in a file: where it stands and what is wrong.
type Error struct {
	File   string // as the caller named it
	Line   int    // from 1; 0 where the fault has no place, such as a missing file
	Column int    // from 1, in characters; 0 where unknown
	Key    string // path of the key, such as portals[0].columns[2].url; may be ""
	Msg    string
}

// Error writes the fault as file:line: key: message.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		if e.Line > 0 {
			b.WriteByte(':')
			b.WriteString(strconv.Itoa(e.Line))
		}
		b.WriteString(": ")
	}
	if e.Key != "" {
		b.WriteString(e.Key)
		b.WriteString(": ")
	}
	b.WriteString(e.Msg)
	return b.String()
}

// Errors is every fault found, in order of place, ten at most. errors.As finds
// the first Error in it.
type Errors []*Error

// Error writes one fault a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, fault := range e {
		lines[i] = fault.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives errors.Is and errors.As each fault.
func (e Errors) Unwrap() []error {
	out := make([]error, len(e))
	for i, fault := range e {
		out[i] = fault
	}
	return out
}
