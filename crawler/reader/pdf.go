package reader

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
)

// Words is what a reader of PDF files said: every word and where it stands.
type Words struct {
	XHTML   []byte // as pdftotext -bbox-layout writes it
	Tool    string // pdftotext
	Version string // such as 22.12.0; "" where it does not tell
}

const installPoppler = "apt-get install poppler-utils poppler-data (macOS: brew install poppler)"

// PDF has poppler's pdftotext read a PDF's words. A file of images alone has
// pages and no words, which is no error here. The error wraps one of this
// package's, or the context's.
func PDF(ctx context.Context, body []byte) (Words, error) {
	const tool = "pdftotext"
	w, err := words(ctx, tool, body)
	if err != nil {
		return Words{}, fmt.Errorf("read PDF: %w", err)
	}
	return w, nil
}

func words(ctx context.Context, tool string, body []byte) (Words, error) {
	path, err := find(tool, installPoppler)
	if err != nil {
		return Words{}, err
	}
	if !bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")) {
		return Words{}, fmt.Errorf("no PDF: %w", ErrUnreadable)
	}
	s, err := run(ctx, path, body, "-bbox-layout", "-enc", "UTF-8", "-nopgbrk", "FILE", "-")
	if err != nil {
		return Words{}, err
	}
	message := strings.ToLower(s.message)
	switch {
	case strings.Contains(message, "missing language pack"), strings.Contains(message, "couldn't find a font for") && len(s.out) == 0:
		return Words{}, fmt.Errorf("poppler's data for Chinese is %w: %s", ErrNotInstalled, installPoppler)
	case strings.Contains(message, "incorrect password"), strings.Contains(message, "encrypted"), s.code == 3, strings.Contains(message, "copying of text"):
		return Words{}, fmt.Errorf("%s: %w", short(s.message), ErrEncrypted)
	case s.code != 0 || !bytes.Contains(s.out, []byte("<page ")):
		return Words{}, fmt.Errorf("exit code %d: %s: %w", s.code, short(s.message), ErrUnreadable)
	}
	return Words{XHTML: s.out, Tool: tool, Version: version(ctx, path, "-v")}, nil
}

var number = regexp.MustCompile(`[0-9]+(?:\.[0-9]+)+`)

// version asks a program for its version; what it does not tell is "".
func version(ctx context.Context, path, flag string) string {
	s, err := run(ctx, path, nil, flag)
	if err != nil {
		return ""
	}
	return number.FindString(s.message + " " + printable(s.out[:min(len(s.out), 200)]))
}
