package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"nianbao/store"
)

// bufferSize is how much is written at once, in bytes.
const bufferSize = 256 << 10

// Write writes lines as JSONL: each followed by a line feed, in UTF-8 (the
// JSON Lines format, jsonlines.org). It stops at the first error, of lines or
// of w; what came before is written.
func Write(w io.Writer, lines iter.Seq2[[]byte, error]) error {
	b := bufio.NewWriterSize(w, bufferSize)
	for line, err := range lines {
		if err != nil {
			return errors.Join(err, b.Flush())
		}
		if bytes.IndexByte(line, '\n') >= 0 {
			return errors.Join(errors.New("write line: there is a line feed in it"), b.Flush())
		}
		if _, err := b.Write(line); err != nil {
			return fmt.Errorf("write line: %w", err)
		}
		if err := b.WriteByte('\n'); err != nil {
			return fmt.Errorf("write line: %w", err)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write line: %w", err)
	}
	return nil
}

// Reports makes lines of reports.
func Reports(reports iter.Seq2[store.ReportLine, error]) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for r, err := range reports {
			if !yield(r.JSON, err) {
				return
			}
		}
	}
}

// JSON makes lines of records that are one JSON object each.
func JSON[T any](records iter.Seq2[T, error]) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for r, err := range records {
			var line []byte
			if err == nil {
				line, err = encode(r)
			}
			if !yield(line, err) {
				return
			}
		}
	}
}

// encode is json.Marshal with URLs left readable: & stays &.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode line: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Counted passes values on and calls progress after each with how many there
// were, in the goroutine that reads them. An error is passed on, not counted.
func Counted[T any](values iter.Seq2[T, error], progress func(n int)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		n := 0
		for v, err := range values {
			if !yield(v, err) {
				return
			}
			if err == nil {
				n++
				progress(n)
			}
		}
	}
}
