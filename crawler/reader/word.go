package reader

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// Text is what a reader of Word files said.
type Text struct {
	Text    string // UTF-8; cells of a table are parted by tabs
	Tool    string // catdoc
	Version string
}

const installCatdoc = "apt-get install catdoc (macOS: brew install catdoc)"

// Beginnings of the files catdoc reads: a compound file (MS-CFB 2.2), in which
// Word up to 2003 and WPS keep documents, and RTF.
var (
	compound = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	rich     = []byte(`{\rtf`)
)

// DOC has catdoc read the text of a Word file of the old format. The error
// wraps one of this package's, or the context's.
func DOC(ctx context.Context, body []byte) (Text, error) {
	const tool = "catdoc"
	t, err := text(ctx, tool, body)
	if err != nil {
		return Text{}, fmt.Errorf("read DOC: %w", err)
	}
	return t, nil
}

func text(ctx context.Context, tool string, body []byte) (Text, error) {
	path, err := find(tool, installCatdoc)
	if err != nil {
		return Text{}, err
	}
	if !bytes.HasPrefix(body, compound) && !bytes.HasPrefix(body, rich) {
		return Text{}, fmt.Errorf("no Word file: %w", ErrUnreadable)
	}
	s, err := run(ctx, path, body, "-d", "utf-8", "-w", "FILE")
	if err != nil {
		return Text{}, err
	}
	out := strings.ToValidUTF8(string(s.out), "\uFFFD")
	switch {
	case strings.Contains(strings.ToLower(s.message), "encrypted"), strings.Contains(out[:min(len(out), 200)], "File is encrypted"):
		return Text{}, fmt.Errorf("%s: %w", short(s.message), ErrEncrypted)
	case s.code != 0 || strings.TrimSpace(out) == "":
		return Text{}, fmt.Errorf("exit code %d: %s: %w", s.code, short(s.message), ErrUnreadable)
	}
	return Text{Text: out, Tool: tool, Version: version(ctx, path, "-V")}, nil
}
