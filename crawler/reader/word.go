package reader

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

const installCatdoc = "apt-get install catdoc (macOS: brew install catdoc)"

// DOC has catdoc read the text of a Word file of the old format, or of RTF:
// cells of a table are parted by tabs. The error wraps one of this package's,
// or the context's.
func DOC(ctx context.Context, body []byte) (Words, error) {
	w, err := runOn(ctx, body, program{
		name: "catdoc", install: installCatdoc, version: "-V",
		args: []string{"-d", "utf-8", "-w", "FILE"}, judge: judgeText,
	})
	if err != nil {
		return w, fmt.Errorf("read DOC: %w", err)
	}
	return w, nil
}

// XLS has catdoc's xls2csv read the cells of an Excel file of the old format:
// one line a row, cells parted by tabs. The error wraps one of this package's,
// or the context's.
func XLS(ctx context.Context, body []byte) (Words, error) {
	w, err := runOn(ctx, body, program{
		name: "xls2csv", install: installCatdoc, version: "-V",
		args: []string{"-d", "utf-8", "-q", "0", "-c", "\t", "FILE"}, judge: judgeText,
	})
	if err != nil {
		return w, fmt.Errorf("read XLS: %w", err)
	}
	return w, nil
}

// judgeText takes the text from what a program left.
func judgeText(s said) ([]byte, error) {
	out := []byte(strings.ReplaceAll(strings.ToValidUTF8(string(s.out), "\uFFFD"), "\x00", ""))
	switch {
	case strings.Contains(strings.ToLower(s.message), "encrypted"), bytes.Contains(out[:min(len(out), 200)], []byte("File is encrypted")):
		return nil, fmt.Errorf("%s: %w", short(s.message), ErrEncrypted)
	case s.code != 0 || len(bytes.TrimSpace(out)) == 0:
		return nil, fmt.Errorf("exit code %d: %s: %w", s.code, short(s.message), ErrUnreadable)
	}
	return out, nil
}
