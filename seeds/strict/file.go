package strict

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Bounds of a file. Real seed lists stay under 2 MB; the parser recurses once
// per level, so depth and line length keep its stack small.
const (
	maxSize  = 8 << 20 // bytes
	maxLine  = 8 << 10 // bytes
	maxDepth = 32      // flow brackets open at once
)

// File is one YAML file being read. It is used by one goroutine.
type File struct {
	name   string
	root   Node
	faults Errors
}

// Read parses one file; name is what its faults are reported under. Faults of
// syntax are among those Err returns, and then Root is absent.
func Read(name string, body []byte) *File {
	f := &File{name: name}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	// The parser counts a CRLF inside quotes as two lines.
	body = bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))
	if line, msg := unfit(body); msg != "" {
		f.add(line, 0, "", msg)
		return f
	}
	tree, fault := parse(body)
	if fault != nil {
		f.add(fault.Line, fault.Column, "", fault.Msg)
		return f
	}
	f.takeRoot(tree)
	return f
}

// Root is the document's value, absent where there is none.
func (f *File) Root() Node { return f.root }

// Err returns the faults noted so far as Errors, or nil.
func (f *File) Err() error {
	if len(f.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(f.faults, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return f.faults
}

func (f *File) add(line, column int, key, msg string) {
	if len(f.faults) < maxFaults {
		f.faults = append(f.faults, &Error{File: f.name, Line: line, Column: column, Key: key, Msg: msg})
	}
}

// takeRoot finds the one document. A second one, empty or not, is refused: a
// parser that reads the first alone would drop seeds without a word.
func (f *File) takeRoot(tree *ast.File) {
	for _, doc := range tree.Docs {
		if _, directive := doc.Body.(*ast.DirectiveNode); directive {
			continue
		}
		line := 1
		if doc.Start != nil {
			line = doc.Start.Position.Line
		} else if doc.Body != nil {
			line, _ = place(doc.Body)
		}
		switch {
		case f.root.value != nil && (doc.Body != nil || doc.Start != nil):
			f.add(line, 0, "", "a second document in one file")
			return
		case f.root.value == nil && doc.Body != nil:
			line, column := place(doc.Body)
			f.root = Node{file: f, value: doc.Body, line: line, column: column}
		}
	}
	if f.root.value == nil {
		f.add(1, 0, "", "the file is empty")
	}
}

// unfit names what keeps a file from the parser.
func unfit(body []byte) (line int, msg string) {
	if len(body) > maxSize {
		return 1, fmt.Sprintf("the file is larger than %d bytes", maxSize)
	}
	depth := 0
	line = 0
	for text := range bytes.Lines(body) {
		line++
		depth += bytes.Count(text, []byte("[")) + bytes.Count(text, []byte("{"))
		if depth > maxDepth {
			return line, "brackets nest too deeply"
		}
		depth = max(depth-bytes.Count(text, []byte("]"))-bytes.Count(text, []byte("}")), 0)
		switch {
		case len(text) > maxLine:
			return line, fmt.Sprintf("the line is longer than %d bytes", maxLine)
		case !utf8.Valid(text):
			return line, "the file is not UTF-8"
		case bytes.IndexByte(text, 0) >= 0:
			return line, "the file holds a NUL byte"
		}
	}
	return 0, ""
}

// parse runs the YAML parser. Its own panics on odd input are faults of the
// input here.
func parse(body []byte) (tree *ast.File, fault *Error) {
	defer func() {
		if r := recover(); r != nil {
			tree, fault = nil, &Error{Line: 1, Msg: fmt.Sprintf("no YAML: %v", r)}
		}
	}()
	tree, err := parser.ParseBytes(body, 0)
	if err == nil {
		return tree, nil
	}
	fault = &Error{Line: 1, Msg: err.Error()}
	var detail yaml.Error
	if errors.As(err, &detail) {
		fault.Msg = detail.GetMessage()
		if t := detail.GetToken(); t != nil && t.Position != nil {
			fault.Line, fault.Column = t.Position.Line, t.Position.Column
		}
	}
	return nil, fault
}
