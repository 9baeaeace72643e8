package intake

import (
	"fmt"

	"nianbao/crawler/reading"
	"nianbao/extract"
	"nianbao/store"
)

// read reads a page, as far as that needs nothing but the page.
func (in *Intake) read(it *item) {
	if it.capture.Outcome != store.OK || in.ctx.Err() != nil {
		return
	}
	it.err = reading.Guard(func() error {
		if err := in.makeWords(it); err != nil {
			return err
		}
		if it.page.read {
			it.report = extract.Read(it.extractPage())
		}
		return nil
	})
}

// makeWords has a file read by the program its type needs, unless its words are
// known.
func (in *Intake) makeWords(it *item) error {
	if it.words != nil || !it.isFile() {
		return nil
	}
	known, ok, err := in.o.Archive.Words(it.capture.RawSHA256)
	if err != nil {
		return err
	}
	if ok {
		it.words = &known
		return nil
	}
	if in.o.Reader == nil {
		return nil
	}
	if it.words, err = in.o.Reader.Words(in.ctx, it.body); err != nil {
		return fmt.Errorf("read %s: %w", it.file, err)
	}
	if it.words != nil && it.words.Fault != "" && in.o.Unread != nil {
		in.o.Unread(it.file, it.words.Fault)
	}
	return nil
}

// isFile tells a file from a page.
func (it *item) isFile() bool { return extract.MediaType(it.body) != "" }

// extractPage is what extraction is told of it.
func (it *item) extractPage() extract.Page {
	p := reading.Of(&it.capture, it.body, it.words)
	if it.charset != "" {
		p.Charset = it.charset
	}
	return p
}
