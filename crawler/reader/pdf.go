package reader

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
)

const installPoppler = "apt-get install poppler-utils poppler-data (macOS: brew install poppler)"

// PDF has poppler's pdftotext read a PDF's words, and its pdftocairo the ruling
// lines between them (see withRules). A file of images alone has
// pages and no words, which is no error here. The error wraps one of this
// package's, or the context's.
func PDF(ctx context.Context, body []byte) (Words, error) {
	started := time.Now()
	w, err := runOn(ctx, body, program{
		name: "pdftotext", install: installPoppler, version: "-v",
		args: []string{"-bbox-layout", "-enc", "UTF-8", "-nopgbrk", "FILE", "-"}, judge: judgeBoxes,
	})
	if err != nil {
		return w, fmt.Errorf("read PDF: %w", err)
	}
	return withRules(ctx, body, w, started), nil
}

// judgeBoxes takes the word boxes from what pdftotext left.
func judgeBoxes(s said) ([]byte, error) {
	message := strings.ToLower(s.message)
	switch {
	case strings.Contains(message, "missing language pack"), strings.Contains(message, "couldn't find a font for") && len(s.out) == 0:
		return nil, fmt.Errorf("poppler's data for Chinese is %w: %s", ErrNotInstalled, installPoppler)
	case strings.Contains(message, "incorrect password"), strings.Contains(message, "encrypted"), s.code == 3, strings.Contains(message, "copying of text"):
		return nil, fmt.Errorf("%s: %w", short(s.message), ErrEncrypted)
	case s.code != 0 || !bytes.Contains(s.out, []byte("<page ")):
		return nil, fmt.Errorf("exit code %d: %s: %w", s.code, short(s.message), ErrUnreadable)
	}
	return s.out, nil
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
