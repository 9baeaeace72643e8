package reader

import (
	"bytes"
	"context"
	"fmt"
	"slices"
)

// Words is what a program said of a file.
type Words struct {
	Data    []byte // word boxes of a PDF, as pdftotext -bbox-layout writes them; of other files their text
	Tool    string // pdftotext, catdoc or xls2csv
	Version string // such as 22.12.0; "" where it does not tell
}

// kind is a type of file that a program reads.
type kind struct {
	media string
	magic string // how such a file begins, or what stands in its first kilobyte
	read  func(context.Context, []byte) (Words, error)
}

// kinds are the types of files. A compound file (MS-CFB 2.2) is that in which
// Word and Excel up to 2003, and WPS, keep documents.
func kinds() []kind {
	const compound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
	return []kind{
		{"application/pdf", "%PDF-", PDF},
		{"application/msword", compound, DOC},
		{"application/rtf", `{\rtf`, DOC},
		{"application/vnd.ms-excel", compound, XLS},
	}
}

// Reads tells whether files of a media type are read by a program.
func Reads(media string) bool {
	return slices.ContainsFunc(kinds(), func(k kind) bool { return k.media == media })
}

// File has a file read by the program its media type needs. The error wraps
// one of this package's, or the context's; with it comes the tool, where it was
// run.
func File(ctx context.Context, media string, body []byte) (Words, error) {
	for _, k := range kinds() {
		if k.media != media {
			continue
		}
		if !bytes.Contains(body[:min(len(body), 1024)], []byte(k.magic)) {
			return Words{}, fmt.Errorf("read %s: the file does not begin like one: %w", media, ErrUnreadable)
		}
		return k.read(ctx, body)
	}
	return Words{}, fmt.Errorf("read %s: no program for it: %w", media, ErrUnreadable)
}

// program is how a reader is called and understood.
type program struct {
	name, install string
	version       string // flag that makes it tell its version
	args          []string
	judge         func(said) ([]byte, error)
}

// runOn runs a program on a file. The file's own faults come with the tool.
func runOn(ctx context.Context, body []byte, p program) (Words, error) {
	path, err := find(p.name, p.install)
	if err != nil {
		return Words{}, err
	}
	w := Words{Tool: p.name}
	s, err := run(ctx, path, body, p.args...)
	if err != nil {
		return w, err // what took all its time is not asked for more
	}
	w.Version = version(ctx, path, p.version)
	w.Data, err = p.judge(s)
	return w, err
}
